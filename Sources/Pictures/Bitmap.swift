public import ESCPOS

/// A canvas of one bit a dot that can grow downwards, as paper does.
///
/// Drawing outside the canvas is clipped, whatever the coordinates.
public struct Bitmap: Hashable, Sendable {
    /// Dots.
    public static let widthMax = 0xFFFF
    /// Dots: what libpng writes in one picture.
    public static let heightMax = 1_000_000

    /// Dots.
    public let width: Int
    /// Dots.
    public private(set) var height: Int
    public let bytesPerRow: Int
    /// Rows from the top, most significant bit left, 1 is black; unused bits at the end of a row
    /// are 0.
    public private(set) var data: [UInt8]

    /// A white canvas.
    ///
    /// - Precondition: the sizes are 0 to ``widthMax`` and ``heightMax``.
    public init(width: Int, height: Int) {
        precondition((0...Self.widthMax).contains(width) && (0...Self.heightMax).contains(height))
        self.width = width
        self.height = height
        bytesPerRow = (width + 7) / 8
        data = [UInt8](repeating: 0, count: bytesPerRow * height)
    }

    /// The dots of a printed picture; `nil` when it is wider than ``widthMax``.
    public init?(_ image: RasterImage) {
        guard image.width <= Self.widthMax else { return nil }
        width = image.width
        height = image.height
        bytesPerRow = image.bytesPerRow
        data = image.data
    }

    /// The canvas as a picture for `GS v 0`, its rows filled up to whole bytes with white; `nil`
    /// when it is higher than a picture can be.
    public var raster: RasterImage? {
        RasterImage(bytesPerRow: bytesPerRow, height: height, data: data)
    }

    /// Whether no dot is black.
    public var isBlank: Bool { data.allSatisfy { $0 == 0 } }

    /// Whether the dot is black; white outside the canvas.
    public subscript(x: Int, y: Int) -> Bool {
        get {
            guard x >= 0, y >= 0, x < width, y < height else { return false }
            return data[y * bytesPerRow + x >> 3] & UInt8(0x80) >> UInt8(x & 7) != 0
        }
        set {
            guard x >= 0, y >= 0, x < width, y < height else { return }
            let bit = UInt8(0x80) >> UInt8(x & 7)
            if newValue {
                data[y * bytesPerRow + x >> 3] |= bit
            } else {
                data[y * bytesPerRow + x >> 3] &= ~bit
            }
        }
    }

    /// The bytes of a row.
    ///
    /// - Precondition: `y` is on the canvas.
    public func row(_ y: Int) -> ArraySlice<UInt8> {
        data[y * bytesPerRow..<(y + 1) * bytesPerRow]
    }

    /// Adds white rows below up to `newHeight`, at most ``heightMax``; never takes rows away.
    public mutating func grow(toHeight newHeight: Int) {
        let rows = min(newHeight, Self.heightMax)
        guard rows > height else { return }
        data.append(contentsOf: repeatElement(0, count: (rows - height) * bytesPerRow))
        height = rows
    }

    /// Makes a rectangle black.
    public mutating func fill(x: Int, y: Int, width: Int, height: Int) {
        forEachByte(x: x, y: y, width: width, height: height) { $0 |= $1 }
    }

    /// Makes a rectangle white.
    public mutating func clear(x: Int, y: Int, width: Int, height: Int) {
        forEachByte(x: x, y: y, width: width, height: height) { $0 &= ~$1 }
    }

    /// Swaps black and white in a rectangle.
    public mutating func invert(x: Int, y: Int, width: Int, height: Int) {
        forEachByte(x: x, y: y, width: width, height: height) { $0 ^= $1 }
    }

    /// Burns the black dots of `source` with its top left corner at `x`, `y`, each as
    /// `scaleX × scaleY` dots. What is black already stays black, as on paper.
    public mutating func draw(
        _ source: Bitmap, x: Int, y: Int, scaleX: Int = 1, scaleY: Int = 1
    ) {
        burn(source.data, rowBytes: source.bytesPerRow, at: (x, y), scale: (scaleX, scaleY))
    }

    /// Burns a printed picture; see ``draw(_:x:y:scaleX:scaleY:)-(Bitmap,_,_,_,_)``.
    public mutating func draw(
        _ source: RasterImage, x: Int, y: Int, scaleX: Int = 1, scaleY: Int = 1
    ) {
        burn(source.data, rowBytes: source.bytesPerRow, at: (x, y), scale: (scaleX, scaleY))
    }

    /// The same dots upside down.
    public func rotatedHalfTurn() -> Bitmap {
        remapped(width: width, height: height) { (width - 1 - $0, height - 1 - $1) }
    }

    /// The same dots turned by 90° clockwise.
    ///
    /// - Precondition: the height is at most ``widthMax``.
    public func rotatedClockwise() -> Bitmap {
        remapped(width: height, height: width) { (height - 1 - $1, $0) }
    }

    private func remapped(
        width newWidth: Int, height newHeight: Int, _ place: (Int, Int) -> (Int, Int)
    ) -> Bitmap {
        var result = Bitmap(width: newWidth, height: newHeight)
        for y in 0..<height {
            for x in 0..<width where self[x, y] {
                let (newX, newY) = place(x, y)
                result[newX, newY] = true
            }
        }
        return result
    }

    private mutating func burn(
        _ source: [UInt8], rowBytes: Int, at place: (x: Int, y: Int), scale: (x: Int, y: Int)
    ) {
        guard rowBytes > 0, scale.x > 0, scale.y > 0 else { return }
        let (x, y) = (Self.tame(place.x), Self.tame(place.y))
        let (scaleX, scaleY) = (Self.tame(scale.x), Self.tame(scale.y))
        for row in 0..<source.count / rowBytes {
            let top = y + row * scaleY
            if top >= height { break }
            if top + scaleY <= 0 { continue }
            for column in 0..<rowBytes {
                let left = x + column * 8 * scaleX
                if left >= width { break }
                let byte = source[row * rowBytes + column]
                if byte == 0 || left + 8 * scaleX <= 0 { continue }
                for bit in 0..<8 where byte & UInt8(0x80) >> UInt8(bit) != 0 {
                    fill(x: left + bit * scaleX, y: top, width: scaleX, height: scaleY)
                }
            }
        }
    }

    /// Calls `change` with each byte that the rectangle touches and the mask of its dots there.
    private mutating func forEachByte(
        x: Int, y: Int, width: Int, height: Int, _ change: (inout UInt8, UInt8) -> Void
    ) {
        let left = max(0, Self.tame(x))
        let right = min(self.width, Self.tame(x) + Self.tame(width))
        let top = max(0, Self.tame(y))
        let bottom = min(self.height, Self.tame(y) + Self.tame(height))
        guard left < right, top < bottom else { return }
        let (first, last) = (left >> 3, (right - 1) >> 3)
        let startMask = UInt8(0xFF) >> UInt8(left & 7)
        let endMask = UInt8(0xFF) << UInt8(7 - (right - 1) & 7)
        for row in top..<bottom {
            let start = row * bytesPerRow
            for byte in first...last {
                var mask: UInt8 = 0xFF
                if byte == first { mask &= startMask }
                if byte == last { mask &= endMask }
                change(&data[start + byte], mask)
            }
        }
    }

    /// Brings a number into a range in which sums and products of a few cannot overflow.
    private static func tame(_ number: Int) -> Int { min(max(number, -(1 << 24)), 1 << 24) }
}
