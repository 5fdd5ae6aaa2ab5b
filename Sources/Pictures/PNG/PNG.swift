internal import CPNG
public import ESCPOS

/// PNG pictures in and out, through libpng's simplified interface: it catches libpng's long jumps
/// itself, so that a broken file ends as an error here.
public enum PNG {
    /// Dots; wider than any receipt printer by far.
    public static let widthMax = 8192
    /// Dots; the longest picture that `GS v 0` can carry.
    public static let heightMax = 65_535
    /// Dots of a whole picture, so that a small file cannot ask for gigabytes.
    public static let dotsMax = 1 << 25
    /// Bytes of a file.
    public static let bytesMax = 1 << 26

    /// Reads a PNG of any colour type and depth. What is transparent shows white paper.
    ///
    /// - Parameter bytes: a whole file.
    public static func read(_ bytes: [UInt8]) throws(PictureError) -> LumaPicture {
        guard bytes.count <= bytesMax else { throw .tooManyBytes(limit: bytesMax) }
        // libpng takes a length of 0 for a programmer's error.
        guard !bytes.isEmpty else { throw .broken(reason: "it is empty") }
        let outcome: Result<LumaPicture, PictureError> = bytes.withUnsafeBytes { buffer in
            decode(buffer)
        }
        return try outcome.get()
    }

    /// Reads the PNG file at `path`; see ``read(_:)``.
    public static func read(path: String) throws(PictureError) -> LumaPicture {
        try read(PictureFile.read(path, limit: bytesMax))
    }

    /// A PNG of one bit a dot: black and white.
    ///
    /// - Throws: ``PictureError/badSize(width:height:)`` for a picture without dots.
    public static func write(_ bitmap: Bitmap) throws(PictureError) -> [UInt8] {
        var dots: [UInt8] = []
        dots.reserveCapacity(bitmap.width * bitmap.height)
        for y in 0..<bitmap.height {
            let row = bitmap.row(y)
            for x in 0..<bitmap.width {
                dots.append(row[row.startIndex + x >> 3] >> (7 - UInt8(x & 7)) & 1)
            }
        }
        // Two colours of libpng's colour map become a palette of one bit a dot.
        return try encode(
            dots, width: bitmap.width, height: bitmap.height,
            rowBytes: bitmap.bytesPerRow, palette: [255, 255, 255, 0, 0, 0])
    }

    /// A PNG of one bit a dot of what `GS v 0` prints.
    ///
    /// - Throws: ``PictureError/badSize(width:height:)`` for a picture without dots, or one wider
    ///   than ``Bitmap/widthMax``.
    public static func write(_ image: RasterImage) throws(PictureError) -> [UInt8] {
        guard let bitmap = Bitmap(image) else {
            throw .badSize(width: image.width, height: image.height)
        }
        return try write(bitmap)
    }

    /// A grey PNG of eight bits a dot.
    public static func write(_ picture: LumaPicture) throws(PictureError) -> [UInt8] {
        try encode(
            picture.luma, width: picture.width, height: picture.height,
            rowBytes: picture.width, palette: nil)
    }

    /// Writes a picture file whole or not at all: a reader sees the old file or the new one.
    public static func write(_ png: [UInt8], path: String) throws(PictureError) {
        try PictureFile.write(png, to: path)
    }

    private static func decode(_ buffer: UnsafeRawBufferPointer) -> Result<
        LumaPicture, PictureError
    > {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, buffer.baseAddress, buffer.count) != 0 else {
            return .failure(.broken(reason: message(of: image)))
        }
        let (width, height) = (Int(image.width), Int(image.height))
        guard (1...widthMax).contains(width), (1...heightMax).contains(height),
            width * height <= dotsMax
        else { return .failure(.badSize(width: width, height: height)) }
        image.format = png_uint_32(PNG_FORMAT_GRAY)
        // Files of 16 bits without a stated gamma are made like those of 8 bits in practice;
        // libpng takes them for linear light unless told.
        image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
        var white = png_color(red: 255, green: 255, blue: 255)
        var luma = [UInt8](repeating: 255, count: width * height)
        let isRead = luma.withUnsafeMutableBytes { dots in
            png_image_finish_read(&image, &white, dots.baseAddress, png_int_32(width), nil) != 0
        }
        guard isRead else { return .failure(.broken(reason: message(of: image))) }
        return .success(LumaPicture(checked: luma, width: width, height: height))
    }

    /// - Parameter rowBytes: bytes of a row in the file, to guess the room that the file needs.
    /// - Parameter palette: red, green and blue of each value of a dot; `nil` for grey.
    private static func encode(
        _ dots: [UInt8], width: Int, height: Int, rowBytes: Int, palette: [UInt8]?
    ) throws(PictureError) -> [UInt8] {
        guard width > 0, height > 0, width <= Bitmap.widthMax, height <= Bitmap.heightMax else {
            throw .badSize(width: width, height: height)
        }
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(width)
        image.height = png_uint_32(height)
        let mapped = png_uint_32(PNG_FORMAT_FLAG_COLOR) | png_uint_32(PNG_FORMAT_FLAG_COLORMAP)
        image.format = palette == nil ? png_uint_32(PNG_FORMAT_GRAY) : mapped
        image.colormap_entries = png_uint_32((palette?.count ?? 0) / 3)
        defer { png_image_free(&image) }
        // Deflate at its worst adds five bytes to each block; libpng says what it needs if this
        // is too little after all.
        var room = (rowBytes + 1) * height * 129 / 128 + 4096
        for _ in 0..<2 {
            var used = room
            let file = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let isWritten = png_image_write_to_memory(
                    &image, buffer.baseAddress, &used, 0, dots, png_int_32(width), palette)
                count = isWritten != 0 ? used : 0
            }
            if !file.isEmpty { return file }
            guard used > room else { break }
            room = used
        }
        throw .broken(reason: message(of: image))
    }

    private static func message(of image: png_image) -> String {
        let text = withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return text.isEmpty ? "libpng gives no reason" : text
    }
}
