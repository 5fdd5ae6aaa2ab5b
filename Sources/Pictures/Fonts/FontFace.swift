internal import CRaqm

/// FreeType itself; faces must not outlive it, so they hold it.
final class FontLibrary {
    let handle: FT_Library
    let engine: FontEngine

    /// `nil` when FreeType has no memory.
    init?(_ engine: FontEngine) {
        var library: FT_Library?
        guard engine.freetype.FT_Init_FreeType(&library) == 0, let library else { return nil }
        handle = library
        self.engine = engine
    }

    deinit { _ = engine.freetype.FT_Done_FreeType(handle) }
}

/// One face of a font file, drawn in black and white.
final class FontFace {
    /// A glyph of the face and where it stands, in 1/64 dots from the start of its character.
    struct Placed {
        var index: FT_UInt
        var x: Int
        var y: Int
    }

    private let library: FontLibrary
    private let face: FT_Face
    /// Side of the grid that this face was drawn for by hand; such a face is only drawn in
    /// multiples of it, else its dots would blur into blots.
    private let grid: Int?
    private let fitting: Fitting

    /// `nil` when the file is no font that FreeType can scale.
    init?(path: String, library: FontLibrary, grid: Int? = nil, fitting: Fitting = .instructed) {
        var face: FT_Face?
        guard library.engine.freetype.FT_New_Face(library.handle, path, 0, &face) == 0, let face
        else { return nil }
        guard face.pointee.units_per_EM > 0 else {
            _ = library.engine.freetype.FT_Done_Face(face)
            return nil
        }
        self.library = library
        self.face = face
        self.grid = grid
        self.fitting = fitting
    }

    deinit { _ = freetype.FT_Done_Face(face) }

    private var freetype: tillwright_freetype { library.engine.freetype }
    private var raqm: tillwright_raqm { library.engine.raqm }

    /// How outlines become dots. The values are FreeType's load flags, whose macros Swift does not
    /// import: FT_LOAD_TARGET_MONO (2 << 16), FT_LOAD_NO_BITMAP (1 << 3), FT_LOAD_NO_HINTING
    /// (1 << 1).
    enum Fitting: FT_Int32 {
        /// By the font's own instructions, which keep stems even.
        case instructed = 0x20008
        /// As drawn and a little bolder: ideographs have no instructions worth following, and
        /// strokes of one dot would look paler than the letters beside them.
        case bolder = 0x2000A
    }

    /// Growth of a stroke of ``Fitting/bolder`` in 1/64 dots: more fills dense ideographs up.
    private static let growth = 28

    /// Whether the face has every scalar of `character` (ones that only steer shaping aside).
    func has(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy {
            $0.properties.isDefaultIgnorableCodePoint
                || freetype.FT_Get_Char_Index(face, FT_ULong($0.value)) != 0
        }
    }

    /// Draws `character` into a cell of `width × height` dots, its advance centred, clipped to the
    /// cell; `nil` when the face cannot draw it.
    func draw(_ character: Character, width: Int, height: Int) -> Bitmap? {
        let line = line(of: character)
        guard width > 0, height > 0,
            let size = size(for: character, line: line, width: width, height: height),
            freetype.FT_Set_Pixel_Sizes(face, FT_UInt(size.x), FT_UInt(size.y)) == 0,
            let (glyphs, advance) = shape(character)
        else { return nil }
        let slack = Double(height) - (line.ascent + line.descent) * Double(size.y)
        let baseline = Int((line.ascent * Double(size.y) + slack / 2).rounded())
        let start = (width - (advance + 32) >> 6) / 2
        var cell = Bitmap(width: width, height: height)
        for glyph in glyphs {
            guard freetype.FT_Load_Glyph(face, glyph.index, fitting.rawValue) == 0 else {
                return nil
            }
            if fitting == .bolder {
                // Emboldening grows to the right and up; half of it back keeps the middle.
                _ = freetype.FT_Outline_Embolden(&face.pointee.glyph.pointee.outline, Self.growth)
                freetype.FT_Outline_Translate(
                    &face.pointee.glyph.pointee.outline, -Self.growth / 2, -Self.growth / 2)
            }
            guard freetype.FT_Render_Glyph(face.pointee.glyph, FT_RENDER_MODE_MONO) == 0 else {
                return nil
            }
            burn(
                into: &cell, x: start + (glyph.x + 32) >> 6,
                baseline: baseline - (glyph.y + 32) >> 6)
        }
        return cell
    }

    /// What a line of `character` needs above and below the baseline, in ems.
    ///
    /// Ideographs fill a square of one em, and a printer's square cell has no room for the space
    /// between lines that a face's own line includes; the square is centred on a full ideograph.
    private func line(of character: Character) -> (ascent: Double, descent: Double) {
        let unit = Double(face.pointee.units_per_EM)
        if let first = character.unicodeScalars.first, first.value >= 0x2E80, grid == nil,
            // FT_LOAD_NO_SCALE: in font units.
            freetype.FT_Get_Char_Index(face, 0x6C38) != 0,
            freetype.FT_Load_Char(face, 0x6C38, 1) == 0
        {
            let metrics = face.pointee.glyph.pointee.metrics
            let middle = (Double(metrics.horiBearingY) - Double(metrics.height) / 2) / unit
            return (middle + 0.5, 0.5 - middle)
        }
        return (Double(face.pointee.ascender) / unit, -Double(face.pointee.descender) / unit)
    }

    /// Dots an em in both directions, so that the advance fills the cell's width and the face's
    /// line its height. The two may differ by a fifth: printers' cells are not all of the face's
    /// proportions.
    private func size(
        for character: Character, line: (ascent: Double, descent: Double), width: Int, height: Int
    ) -> (x: Int, y: Int)? {
        if let grid {
            let factor = max(1, min(width * 2 / grid, height / grid))
            return (grid * factor, grid * factor)
        }
        guard let first = character.unicodeScalars.first,
            // FT_LOAD_NO_SCALE: the advance in font units.
            freetype.FT_Load_Char(face, FT_ULong(first.value), 1) == 0
        else { return nil }
        let unit = Double(face.pointee.units_per_EM)
        let advance = Double(face.pointee.glyph.pointee.advance.x) / unit
        guard line.ascent + line.descent > 0 else { return nil }
        let fittingHeight = Double(height) / (line.ascent + line.descent)
        let fittingWidth = advance > 0 ? Double(width) / advance : fittingHeight
        let x = min(fittingWidth, fittingHeight * 1.2)
        let y = min(fittingHeight, fittingWidth * 1.2)
        return (max(1, Int(x.rounded())), max(1, Int(y)))
    }

    /// The glyphs of one character and its whole advance in 1/64 dots. One scalar is one glyph;
    /// several (accents, Thai, Devanagari) need libraqm to join and place them.
    private func shape(_ character: Character) -> (glyphs: [Placed], advance: Int)? {
        let scalars = character.unicodeScalars.map(\.value)
        if scalars.count == 1, let scalar = scalars.first {
            let index = freetype.FT_Get_Char_Index(face, FT_ULong(scalar))
            guard index != 0, freetype.FT_Load_Glyph(face, index, fitting.rawValue) == 0 else {
                return nil
            }
            return ([Placed(index: index, x: 0, y: 0)], face.pointee.glyph.pointee.advance.x)
        }
        guard let text = raqm.raqm_create() else { return nil }
        defer { raqm.raqm_destroy(text) }
        guard raqm.raqm_set_text(text, scalars, scalars.count),
            raqm.raqm_set_freetype_face(text, face),
            raqm.raqm_set_freetype_load_flags(text, fitting.rawValue),
            raqm.raqm_set_par_direction(text, RAQM_DIRECTION_DEFAULT), raqm.raqm_layout(text)
        else { return nil }
        var count = 0
        guard let placed = raqm.raqm_get_glyphs(text, &count), count > 0 else { return nil }
        var glyphs: [Placed] = []
        var advance = 0
        for glyph in UnsafeBufferPointer(start: placed, count: count) {
            guard glyph.index != 0 else { return nil }
            glyphs.append(
                Placed(
                    index: glyph.index, x: advance + Int(glyph.x_offset), y: Int(glyph.y_offset)))
            advance += Int(glyph.x_advance)
        }
        return (glyphs, advance)
    }

    /// Copies the glyph that FreeType has just drawn, which may have any size, into the cell.
    private func burn(into cell: inout Bitmap, x: Int, baseline: Int) {
        let slot = face.pointee.glyph.pointee
        let bitmap = slot.bitmap
        guard let buffer = bitmap.buffer, bitmap.pixel_mode == UInt8(FT_PIXEL_MODE_MONO.rawValue),
            bitmap.pitch > 0
        else { return }
        let left = x + Int(slot.bitmap_left)
        let top = baseline - Int(slot.bitmap_top)
        for row in 0..<Int(bitmap.rows) {
            for column in 0..<Int(bitmap.width) {
                let byte = buffer[row * Int(bitmap.pitch) + column >> 3]
                if byte & UInt8(0x80) >> UInt8(column & 7) != 0 {
                    cell[left + column, top + row] = true
                }
            }
        }
    }
}
