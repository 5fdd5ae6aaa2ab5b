#pragma once
#include <dlfcn.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <raqm.h>

// The functions that are used, by name and with the types that the libraries' own headers give
// them. They are found at run time, so that a program which draws nothing starts without libraqm,
// FreeType and the seven libraries that those bring.

#define TILLWRIGHT_FREETYPE(EACH)                                                          \
    EACH(FT_Init_FreeType) EACH(FT_Done_FreeType) EACH(FT_New_Face) EACH(FT_Done_Face)     \
    EACH(FT_Get_Char_Index) EACH(FT_Set_Pixel_Sizes) EACH(FT_Load_Glyph) EACH(FT_Load_Char) \
    EACH(FT_Outline_Embolden) EACH(FT_Outline_Translate) EACH(FT_Render_Glyph)

#define TILLWRIGHT_RAQM(EACH)                                                    \
    EACH(raqm_create) EACH(raqm_destroy) EACH(raqm_set_text)                     \
    EACH(raqm_set_freetype_face) EACH(raqm_set_freetype_load_flags)              \
    EACH(raqm_set_par_direction) EACH(raqm_layout) EACH(raqm_get_glyphs)

#define TILLWRIGHT_MEMBER(name) __typeof__(name) *name;
#define TILLWRIGHT_FIND(name)                                                    \
    if (!(table->name = (__typeof__(name) *)dlsym(library, #name))) return #name;

struct tillwright_freetype { TILLWRIGHT_FREETYPE(TILLWRIGHT_MEMBER) };
struct tillwright_raqm { TILLWRIGHT_RAQM(TILLWRIGHT_MEMBER) };

// Fills `table` from a library that `dlopen` gave; the name of the first function that it has not
// got, NULL when it has all.
static inline const char *tillwright_freetype_find(
    void *library, struct tillwright_freetype *table) {
    TILLWRIGHT_FREETYPE(TILLWRIGHT_FIND)
    return 0;
}

static inline const char *tillwright_raqm_find(void *library, struct tillwright_raqm *table) {
    TILLWRIGHT_RAQM(TILLWRIGHT_FIND)
    return 0;
}

#undef TILLWRIGHT_FREETYPE
#undef TILLWRIGHT_RAQM
#undef TILLWRIGHT_MEMBER
#undef TILLWRIGHT_FIND
