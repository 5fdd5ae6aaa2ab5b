/// What a scanner cannot report.
public enum ReportEncoderError: Error, Hashable, Sendable {
    /// The descriptor has no report that could bring it.
    case noReport
    /// More than fits into a report, and none may follow.
    case tooLong(bytes: Int, max: Int)
    /// There is no published name for the kind of code.
    case unnamed(Symbology?)
}

extension ReportEncoderError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noReport: "the report descriptor has no report for codes"
        case .tooLong(let bytes, let max):
            "\(bytes) bytes do not fit into one report of \(max); use a shorter code"
        case .unnamed(let symbology):
            "scanners of this kind have no name for \(symbology?.rawValue ?? "an unknown code")"
        }
    }
}

/// A scanner's other end: the input reports that ``HIDPOSDecoder`` reads.
public struct HIDPOSEncoder: Sendable {
    private let descriptor: ReportDescriptor
    private let layout: POSReport

    public init(descriptor: ReportDescriptor) throws(ReportEncoderError) {
        guard let layout = POSReport.all(in: descriptor).min(by: { $0.key < $1.key })?.value
        else { throw .noReport }
        self.descriptor = descriptor
        self.layout = layout
    }

    /// - Returns: one report, or several of which all but the last say that the code goes on.
    public func reports(for scan: Scan) throws(ReportEncoderError) -> [[UInt8]] {
        guard let blank = descriptor.report(.input, number: layout.number)?.blank else {
            throw .noReport
        }
        let room = layout.data.count
        guard scan.bytes.count <= room || layout.continued != nil else {
            throw .tooLong(bytes: scan.bytes.count, max: room)
        }
        var reports: [[UInt8]] = []
        var rest = scan.bytes[...]
        repeat {
            let piece = rest.prefix(room)
            rest = rest.dropFirst(piece.count)
            var report = blank
            for (index, byte) in piece.enumerated() {
                layout.data.set(Int64(byte), at: index, in: &report)
            }
            set(layout.count, piece.count, in: &report)
            if let identifier = scan.identifier {
                for (place, byte) in zip(layout.identifier, identifier.description.utf8) {
                    set(place, Int(byte), in: &report)
                }
            }
            if let code = scan.symbology?.honeywellCode {
                set(layout.codeID, Int(code), in: &report)
            }
            set(layout.continued, rest.isEmpty ? 0 : 1, in: &report)
            reports.append(report)
        } while !rest.isEmpty
        return reports
    }

    private func set(_ place: POSReport.Place?, _ value: Int, in report: inout [UInt8]) {
        place?.field.set(Int64(value), at: place?.index ?? 0, in: &report)
    }
}

/// A scanner's other end: the input report that ``OEMDecoder`` reads.
public struct OEMEncoder: Sendable {
    /// Bytes of a report without a number.
    public static let reportSize = 64
    /// What a Symbol scanner has for status. Source: as for ``OEMDecoder``.
    public static let status: [UInt8] = [0x10, 0x03, 0x00]

    public init() {}

    public func report(for scan: Scan) throws(ReportEncoderError) -> [UInt8] {
        guard let symbology = scan.symbology, let suffix = OEMSuffix.bytes(for: symbology) else {
            throw .unnamed(scan.symbology)
        }
        let room = Self.reportSize - OEMDecoder.headerSize - suffix.count
        guard scan.bytes.count <= room else {
            throw .tooLong(bytes: scan.bytes.count, max: room)
        }
        let body = Self.status + scan.bytes + suffix
        let report = [UInt8(body.count + 1)] + body
        return report + [UInt8](repeating: 0, count: Self.reportSize - report.count)
    }
}
