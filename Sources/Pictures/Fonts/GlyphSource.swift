/// Draws characters into printers' character cells, in black and white dots.
///
/// FreeType is not made for several threads at once, so neither is this: each actor or thread has
/// its own. It costs little: the files are mapped, and only drawn glyphs are kept.
public final class GlyphSource {
    /// Dots a side; a larger cell is drawn at this size. The largest cell of a printer is
    /// 24 × 24 dots, which it scales by repeating dots.
    public static let sideMax = 256

    private struct Key: Hashable {
        var character: Character
        var width: Int
        var height: Int
        var isBold: Bool
    }

    /// Glyphs kept; a receipt uses some hundreds.
    private static let cacheMax = 4096

    private let preferred: [FontFace]
    private let latin: FontFace?
    private let latinBold: FontFace?
    private let chinese: FontFace?
    private let everything: FontFace?
    private let missing: [FontFiles.Script]
    private let failure: LibraryError?
    private var cache: [Key: Bitmap] = [:]

    /// Opens the fonts. Files that are not there, or that FreeType cannot read, are left out: what
    /// nothing can draw becomes an empty box, and ``note`` says what to install.
    public convenience init(_ files: FontFiles = .installed()) {
        self.init(files, freetype: FontEngine.freetypeFile, raqm: FontEngine.raqmFile)
    }

    init(_ files: FontFiles, freetype: SharedLibrary, raqm: SharedLibrary) {
        var library: FontLibrary?
        var failure: LibraryError?
        do throws(LibraryError) {
            library = FontLibrary(try FontEngine(freetype: freetype, raqm: raqm))
        } catch {
            failure = error
        }
        self.failure = failure
        func face(
            _ path: String?, grid: Int? = nil, fitting: FontFace.Fitting = .instructed
        ) -> FontFace? {
            guard let path, let library else { return nil }
            return FontFace(path: path, library: library, grid: grid, fitting: fitting)
        }
        preferred = files.preferred.compactMap { face($0) }
        latin = face(files.latin)
        latinBold = face(files.latinBold)
        chinese = face(files.chinese, fitting: .bolder)
        everything = face(files.everything, grid: 16)
        var usable = files
        if preferred.isEmpty { usable.preferred = [] }
        if latin == nil { usable.latin = nil }
        if chinese == nil { usable.chinese = nil }
        if everything == nil { usable.everything = nil }
        missing = usable.missing
    }

    /// What text will look poor and which Debian packages cure it; `nil` when nothing is missing.
    public var note: String? {
        if let failure { return "text is drawn as boxes: \(failure)" }
        guard !missing.isEmpty else { return nil }
        let scripts = missing.map(\.rawValue).joined(separator: " and ")
        let packages = missing.map(\.package).joined(separator: " ")
        return "no font for \(scripts) text is installed, so it is drawn as boxes; install "
            + "\(packages), or name font files in TILLWRIGHT_FONTS"
    }

    /// Whether the installed fonts can draw `character`; it is drawn as a box otherwise.
    public func has(_ character: Character) -> Bool {
        [latin, chinese, everything].contains { $0?.has(character) ?? false }
            || preferred.contains { $0.has(character) }
    }

    /// `character` in its cell, nothing outside it.
    ///
    /// - Parameters:
    ///   - width: dots, brought into 1 to ``sideMax``.
    ///   - height: dots, brought into 1 to ``sideMax``.
    ///   - isBold: in the bold face where there is one, else one dot wider to the right.
    public func glyph(
        _ character: Character, width: Int, height: Int, isBold: Bool = false
    ) -> Bitmap {
        let key = Key(
            character: character, width: min(max(1, width), Self.sideMax),
            height: min(max(1, height), Self.sideMax), isBold: isBold)
        if let known = cache[key] { return known }
        let drawn = draw(key)
        if cache.count >= Self.cacheMax { cache.removeAll(keepingCapacity: true) }
        cache[key] = drawn
        return drawn
    }

    private func draw(_ key: Key) -> Bitmap {
        let (width, height) = (key.width, key.height)
        if key.character.isWhitespace { return Bitmap(width: width, height: height) }
        if let box = BoxDrawing(key.character) { return box.drawn(width: width, height: height) }
        for face in faces(for: key) where face.has(key.character) {
            guard var cell = face.draw(key.character, width: width, height: height) else {
                continue
            }
            if key.isBold && face !== latinBold {
                let plain = cell
                cell.draw(plain, x: 1, y: 0)
            }
            return cell
        }
        return Self.box(width: width, height: height)
    }

    /// In square cells the Chinese face goes first for ideographs and punctuation, which it draws
    /// for them; the letters that Chinese printers also have in square cells are the Latin face's.
    private func faces(for key: Key) -> [FontFace] {
        let narrow = key.isBold ? [latinBold, latin] : [latin]
        let isSquare = key.width * 5 >= key.height * 4
        // U+2010 is the first character of General Punctuation that has a shape.
        let isWide = isSquare && (key.character.unicodeScalars.first?.value ?? 0) >= 0x2010
        let ordered = isWide ? [chinese] + narrow : narrow + [chinese]
        return preferred + (ordered + [everything]).compactMap(\.self)
    }

    /// The box that stands for a character nobody can draw.
    private static func box(width: Int, height: Int) -> Bitmap {
        var cell = Bitmap(width: width, height: height)
        let (left, top) = (width / 8, height / 8)
        let (right, bottom) = (width - left, height - top)
        cell.fill(x: left, y: top, width: right - left, height: bottom - top)
        cell.clear(
            x: left + 1, y: top + 1, width: right - left - 2, height: bottom - top - 2)
        return cell
    }
}
