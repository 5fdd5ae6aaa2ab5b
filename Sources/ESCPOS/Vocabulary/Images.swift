/// Dots in rows: `bytesPerRow × height` bytes, most significant bit left, 1 is black.
///
/// Source: Epson ESC/POS reference, `GS v 0`.
public struct RasterImage: Hashable, Sendable {
    /// 0 to 65,535; eight dots each.
    public let bytesPerRow: Int
    /// Rows, 0 to 65,535.
    public let height: Int
    public let data: [UInt8]
    /// Dots, always a multiple of eight.
    public var width: Int { bytesPerRow * 8 }
    /// `nil` unless the sizes fit the wire and `data` has `bytesPerRow × height` bytes.
    public init?(bytesPerRow: Int, height: Int, data: [UInt8]) {
        guard (0...0xFFFF).contains(bytesPerRow), (0...0xFFFF).contains(height),
            data.count == bytesPerRow * height
        else { return nil }
        self.bytesPerRow = bytesPerRow
        self.height = height
        self.data = data
    }
    /// Whether the dot is black; white outside the picture.
    public subscript(x: Int, y: Int) -> Bool {
        guard x >= 0, y >= 0, x < width, y < height else { return false }
        return data[y * bytesPerRow + x >> 3] & (0x80 >> UInt8(x & 7)) != 0
    }
}

/// Parameter m of `GS v 0`: 0 to 3 or the digits "0" to "3".
public struct RasterScale: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let normal = RasterScale(rawValue: 0)
    public static let doubleWidth = RasterScale(rawValue: 1)
    public static let doubleHeight = RasterScale(rawValue: 2)
    public static let quadruple = RasterScale(rawValue: 3)
    /// Factors, 1 or 2; `nil` when out of range.
    public var factors: (x: Int, y: Int)? {
        digitTwin(rawValue, upTo: 3).map { ($0 & 1 + 1, $0 >> 1 + 1) }
    }
}

/// Parameter m of `ESC *`: how many dots a column has and how dense columns stand.
public struct ColumnImageMode: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let singleDensity8 = ColumnImageMode(rawValue: 0)
    public static let doubleDensity8 = ColumnImageMode(rawValue: 1)
    public static let singleDensity24 = ColumnImageMode(rawValue: 32)
    public static let doubleDensity24 = ColumnImageMode(rawValue: 33)
    /// 1 or 3; `nil` for any other mode: the printer then cancels the command, and what follows
    /// is data.
    public var bytesPerColumn: Int? {
        switch rawValue {
        case 0, 1: 1
        case 32, 33: 3
        default: nil
        }
    }
}

/// `ESC * m nL nH d…`: columns of 8 or 24 dots, most significant bit on top.
public struct ColumnImage: Hashable, Sendable {
    public let mode: ColumnImageMode
    /// 0 to 65,535 (printers take up to 2,400).
    public let columns: Int
    public let data: [UInt8]
    /// `nil` unless the mode is one of the four and `data` has its number of bytes for each column.
    public init?(mode: ColumnImageMode, columns: Int, data: [UInt8]) {
        guard let bytes = mode.bytesPerColumn, (0...0xFFFF).contains(columns),
            data.count == bytes * columns
        else { return nil }
        self.mode = mode
        self.columns = columns
        self.data = data
    }
}

/// Parameter of `GS H`: 0 to 3 or the digits "0" to "3".
public struct BarcodeTextPosition: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let none = BarcodeTextPosition(rawValue: 0)
    public static let above = BarcodeTextPosition(rawValue: 1)
    public static let below = BarcodeTextPosition(rawValue: 2)
    public static let both = BarcodeTextPosition(rawValue: 3)
    public var isAbove: Bool { (digitTwin(rawValue, upTo: 3) ?? 0) & 1 != 0 }
    public var isBelow: Bool { (digitTwin(rawValue, upTo: 3) ?? 0) & 2 != 0 }
}

/// Parameter m of `GS k`: 0 to 6 with data up to NUL, 41h to 4Fh with data of a stated length.
public struct BarcodeSystem: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let upcA = BarcodeSystem(rawValue: 0x41)
    public static let upcE = BarcodeSystem(rawValue: 0x42)
    public static let ean13 = BarcodeSystem(rawValue: 0x43)
    public static let ean8 = BarcodeSystem(rawValue: 0x44)
    public static let code39 = BarcodeSystem(rawValue: 0x45)
    public static let itf = BarcodeSystem(rawValue: 0x46)
    public static let codabar = BarcodeSystem(rawValue: 0x47)
    public static let code93 = BarcodeSystem(rawValue: 0x48)
    public static let code128 = BarcodeSystem(rawValue: 0x49)
    /// Whether the data ends at NUL (form A) instead of having its length before it (form B).
    public var isTerminatedByNUL: Bool { rawValue <= 6 }
    /// The same symbology in form B: 0 becomes 41h.
    public var lengthForm: BarcodeSystem {
        isTerminatedByNUL ? BarcodeSystem(rawValue: rawValue + 0x41) : self
    }
}

/// `GS k m d… NUL` or `GS k m n d…`.
public struct Barcode: Hashable, Sendable {
    public let system: BarcodeSystem
    /// At most 255 bytes.
    public let data: [UInt8]
    /// Form A only: whether a NUL ended the data. Printers also stop at a full EAN or UPC, or
    /// after 255 bytes.
    public let isTerminated: Bool
    /// `nil` when `data` is longer than 255 bytes, or holds NUL in form A.
    public init?(system: BarcodeSystem, data: [UInt8], isTerminated: Bool = true) {
        guard data.count <= 255, !(system.isTerminatedByNUL && data.contains(0)) else { return nil }
        self.system = system
        self.data = data
        self.isTerminated = system.isTerminatedByNUL && isTerminated
    }
}

/// `GS ( k pL pH cn fn parameters…`: sets up, stores or prints a two-dimensional symbol.
public struct SymbolFunction: Hashable, Sendable {
    /// cn of a QR code; the other symbols have 30h to 36h.
    public static let qrCode: UInt8 = 0x31
    public let symbol: UInt8
    public let function: UInt8
    /// At most 65,533 bytes.
    public let parameters: [UInt8]
    /// `nil` when the parameters are longer than the length field can say.
    public init?(symbol: UInt8, function: UInt8, parameters: [UInt8]) {
        guard parameters.count <= 0xFFFF - 2 else { return nil }
        self.symbol = symbol
        self.function = function
        self.parameters = parameters
    }
}
