#pragma once
#include <zint.h>

// zint_symbol holds its modules in an array of 28,800 bytes, which Swift would import as one tuple
// of as many elements. These keep the structure on the C side.

// A symbol to encode into: `symbology` by zint's number, `level` its option 1 (-1 is zint's own
// choice). NULL without memory; give it back with ZBarcode_Delete.
static inline struct zint_symbol *tillwright_zint_create(int symbology, int level) {
    struct zint_symbol *symbol = ZBarcode_Create();
    if (symbol) {
        symbol->symbology = symbology;
        symbol->option_1 = level;
        symbol->input_mode = DATA_MODE;
        symbol->show_hrt = 0;
    }
    return symbol;
}

static inline int tillwright_zint_rows(const struct zint_symbol *symbol) { return symbol->rows; }

static inline int tillwright_zint_width(const struct zint_symbol *symbol) { return symbol->width; }

static inline const char *tillwright_zint_error(const struct zint_symbol *symbol) {
    return symbol->errtxt;
}

// Whether the module is dark; not for places outside rows and width.
static inline int tillwright_zint_module(const struct zint_symbol *symbol, int row, int column) {
    return (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
}
