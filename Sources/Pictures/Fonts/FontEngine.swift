internal import CRaqm

/// The functions of FreeType and libraqm.
struct FontEngine {
    static let freetypeFile = SharedLibrary(file: "libfreetype.so.6", package: "libfreetype6")
    static let raqmFile = SharedLibrary(file: "libraqm.so.0", package: "libraqm0")

    let freetype: tillwright_freetype
    let raqm: tillwright_raqm

    /// Loads both; once they are loaded, that costs next to nothing.
    init(
        freetype: SharedLibrary = freetypeFile, raqm: SharedLibrary = raqmFile
    ) throws(LibraryError) {
        self.freetype = try freetype.load(tillwright_freetype(), tillwright_freetype_find)
        self.raqm = try raqm.load(tillwright_raqm(), tillwright_raqm_find)
    }
}
