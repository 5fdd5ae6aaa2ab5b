internal import Glibc

/// The Chinese national character encoding, as far as printers have glyphs for it.
///
/// GB18030 can name every Unicode character, but a printer's font holds the two-byte characters
/// (those of GBK) and, on better models, the rare ideographs U+3400 to U+4DB5 that the standard's
/// first edition added with four bytes. Anything else would come out blank, so it has no code here.
///
/// The tables are those of the C library's `iconv`; without its GB18030 module there are no codes.
/// The code page is read once for all characters, because `iconv` converters must not be shared
/// between threads.
///
/// Source: GB 18030-2005; Epson ESC/POS reference, `FS &`, for Simplified Chinese models.
public enum GB18030 {
    /// Whether this system can convert.
    public static var isAvailable: Bool { !codes.isEmpty }

    /// The two or four bytes of a character that Chinese printers can print, most significant
    /// byte first; `nil` for ASCII too, which needs no code.
    public static func code(for scalar: Unicode.Scalar) -> UInt32? {
        guard scalar.value < codes.count else { return nil }
        let code = codes[Int(scalar.value)]
        return code == 0 ? nil : code
    }

    /// The bytes of a text, ASCII as it is; `nil` when it holds a character without a code.
    public static func encode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                out.append(UInt8(scalar.value))
            } else if let code = code(for: scalar) {
                out.append(gb18030: code)
            } else {
                return nil
            }
        }
        return out
    }

    /// The text of bytes in GB18030, also of those that printers have no glyphs for; `nil` when
    /// the bytes are not whole valid characters or this system cannot convert.
    public static func decode(_ bytes: [UInt8]) -> String? {
        guard let converter = Converter(to: "UTF-8", from: "GB18030") else { return nil }
        let (out, consumed) = converter.convert(bytes[...], outputLimit: bytes.count * 3 + 4)
        return consumed == bytes.count ? String(validating: out, as: UTF8.self) : nil
    }

    /// The code of each scalar of the basic plane, 0 without one; empty without a converter.
    private static let codes: [UInt32] = {
        guard let converter = Converter(to: "GB18030", from: "UTF-32LE") else { return [] }
        // Left out: surrogates and the private use area, whose two-byte codes are free for users.
        let scalars = [UInt32](0x80...0xD7FF) + [UInt32](0xF900...0xFFFF)
        var input: [UInt8] = []
        input.reserveCapacity(scalars.count * 4)
        for scalar in scalars {
            input.append(littleEndian: UInt16(scalar))
            input.append(littleEndian: 0)
        }
        var codes = [UInt32](repeating: 0, count: 0x10000)
        var first = 0
        while first < scalars.count {
            let rest = input[(first * 4)...]
            let (out, consumed) = converter.convert(rest, outputLimit: rest.count)
            let done = first + consumed / 4
            assign(out, to: scalars[first..<done], in: &codes)
            first = done + 1  // past the character that has no code at all
        }
        return codes
    }()

    private static func assign(
        _ bytes: [UInt8], to scalars: ArraySlice<UInt32>, in codes: inout [UInt32]
    ) {
        var at = 0
        for scalar in scalars {
            guard at + 1 < bytes.count else { return }
            let isLong = (0x30...0x39).contains(bytes[at + 1])
            let length = isLong ? 4 : 2
            guard at + length <= bytes.count else { return }
            if !isLong || (0x3400...0x4DB5).contains(scalar) {
                codes[Int(scalar)] = bytes[at..<at + length].reduce(0) { $0 << 8 | UInt32($1) }
            }
            at += length
        }
    }
}

extension [UInt8] {
    /// Appends the two or four bytes of a ``GB18030/code(for:)``.
    mutating func append(gb18030 code: UInt32) {
        if code > 0xFFFF {
            append(UInt8(truncatingIfNeeded: code >> 24))
            append(UInt8(truncatingIfNeeded: code >> 16))
        }
        append(UInt8(truncatingIfNeeded: code >> 8))
        append(UInt8(truncatingIfNeeded: code))
    }
}

/// A converter of the C library. One owner: converters keep state and are not thread-safe.
private struct Converter: ~Copyable {
    private let handle: iconv_t

    /// `nil` when the C library has no such tables.
    init?(to target: String, from source: String) {
        guard let handle = iconv_open(target, source), handle != iconv_t(bitPattern: -1) else {
            return nil
        }
        self.handle = handle
    }

    deinit { iconv_close(handle) }

    /// Converts up to the first thing that cannot be converted, or until `outputLimit` bytes.
    func convert(
        _ input: ArraySlice<UInt8>, outputLimit: Int
    ) -> (output: [UInt8], consumed: Int) {
        iconv(handle, nil, nil, nil, nil)
        var input = input
        var consumed = 0
        let output = [UInt8](unsafeUninitializedCapacity: outputLimit) { buffer, used in
            input.withUnsafeMutableBytes { bytes in
                var from = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = bytes.count
                var room = buffer.count
                buffer.withMemoryRebound(to: CChar.self) { chars in
                    var to = chars.baseAddress
                    // Where it stopped is all that matters here, so its result does not.
                    _ = iconv(handle, &from, &left, &to, &room)
                }
                consumed = bytes.count - left
                used = buffer.count - room
            }
        }
        return (output, consumed)
    }
}
