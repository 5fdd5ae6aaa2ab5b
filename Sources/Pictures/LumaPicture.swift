/// A grey picture: one byte a dot, rows from the top, 0 black to 255 white.
public struct LumaPicture: Hashable, Sendable {
    /// Dots, at least 1.
    public let width: Int
    /// Dots, at least 1.
    public let height: Int
    /// `width × height` bytes in row order.
    public let luma: [UInt8]

    /// `nil` unless both sizes are at least 1 and `luma` has `width × height` bytes.
    public init?(width: Int, height: Int, luma: [UInt8]) {
        guard width > 0, height > 0 else { return nil }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, luma.count == count else { return nil }
        self.init(checked: luma, width: width, height: height)
    }

    init(checked luma: [UInt8], width: Int, height: Int) {
        self.width = width
        self.height = height
        self.luma = luma
    }

    /// The picture at another width, its proportions kept: each dot is the mean of the area that
    /// it covers, so thin lines turn grey instead of vanishing.
    ///
    /// - Parameter dots: the width wanted, brought into 1 to ``PNG/widthMax``.
    /// - Parameter enlarging: whether a smaller picture may be blown up; it is returned as it is
    ///   otherwise. An enlarged picture is never higher than ``PNG/heightMax``.
    public func scaled(toWidth dots: Int, enlarging: Bool = false) -> LumaPicture {
        var newWidth = min(max(1, dots), PNG.widthMax)
        if newWidth == width || (newWidth > width && !enlarging) { return self }
        if newWidth > width {
            let highest = max(height, PNG.heightMax)
            newWidth = max(width, min(newWidth, width * highest / height))
        }
        let newHeight = max(1, (height * newWidth + width / 2) / width)
        return resampled(width: newWidth, height: newHeight)
    }

    /// Exact area averaging in whole numbers: along each axis a source dot is as wide as the new
    /// picture has dots, and a new dot as wide as the source has.
    private func resampled(width newWidth: Int, height newHeight: Int) -> LumaPicture {
        let columns = Self.shares(from: width, to: newWidth)
        let rows = Self.shares(from: height, to: newHeight)
        var result: [UInt8] = []
        result.reserveCapacity(newWidth * newHeight)
        let area = width * height
        var sums = [Int](repeating: 0, count: newWidth)
        for row in rows {
            for x in 0..<newWidth { sums[x] = 0 }
            for (y, weight) in row {
                let start = y * width
                for x in 0..<newWidth {
                    var sum = 0
                    for (column, share) in columns[x] { sum += Int(luma[start + column]) * share }
                    sums[x] += sum * weight
                }
            }
            for sum in sums { result.append(UInt8((sum + area / 2) / area)) }
        }
        return LumaPicture(checked: result, width: newWidth, height: newHeight)
    }

    /// For each of `new` dots, the dots of `old` under it and how much of each; the shares of one
    /// new dot add up to `old`.
    private static func shares(from old: Int, to new: Int) -> [[(index: Int, share: Int)]] {
        (0..<new).map { dot in
            let start = dot * old
            let end = start + old
            return (start / new...(end - 1) / new).map { index in
                (index, min(end, (index + 1) * new) - max(start, index * new))
            }
        }
    }
}
