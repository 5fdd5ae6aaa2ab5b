/// Reads a scanner in the manner of IBM's hand-held and table-top ones ("USB OEM", "IBM hand-held").
///
/// One report is one code: a count of the bytes that matter, three bytes of status, the content, and
/// one or three bytes that name the kind of code. IBM never published it; what is known is from the
/// tables in scanners' manuals (the kinds) and from a capture of a Symbol scanner (the frame,
/// `11 10 03 00`, twelve digits, `0D`). Not known, and so not interpreted: the status; how a code is
/// told that does not fit into one report, which is a problem here and never half a scan.
///
/// Sources: Hand Held Products, 4600g User's Guide, IBM 4683 suffixes; the capture in the source of
/// a bridge for self-checkouts ("Tate's SCO Bridge").
public struct OEMDecoder: Sendable {
    /// The page that scanners of this kind were seen with. Source: hidapi probe of a Symbol scanner.
    static let page: UInt16 = 0xFF45
    static let tableTop: UInt16 = 0x4A00
    static let handHeld: UInt16 = 0x4B00
    static let headerSize = 4

    private let descriptor: ReportDescriptor
    private let settings: ScannerSettings
    private let number: UInt8
    private let byteCount: Int
    private let field: ReportDescriptor.Field
    private let lengthMax: Int

    /// - Returns: nil when the descriptor is not one of such a scanner.
    public init?(descriptor: ReportDescriptor, settings: ScannerSettings) {
        for report in descriptor.reports where report.kind == .input {
            for field in report.fields where field.bitSize == 8 && field.count > Self.headerSize {
                guard let around = descriptor.usages(around: field).first, around.page >= 0xFF00,
                    [Self.tableTop, Self.handHeld].contains(around.id)
                else { continue }
                self.descriptor = descriptor
                self.settings = settings
                self.field = field
                number = report.number
                byteCount = report.byteCount
                lengthMax = settings.boundedLengthMax
                return
            }
        }
        return nil
    }

    /// Two commands are known well enough: 11h reads codes, 12h does not. For the rest there is no
    /// public source, so there is none here.
    static func command(_ command: ScannerCommand, _ descriptor: ReportDescriptor) -> [UInt8]? {
        let byte: UInt8
        switch command {
        case .allow: byte = 0x11
        case .prevent: byte = 0x12
        case .trigger, .goodBeep, .errorBeep, .stopTyping, .capsLockOff: return nil
        }
        guard let report = descriptor.reports.first(where: { $0.kind == .output }),
            let field = report.fields.first(where: { $0.bitSize == 8 })
        else { return nil }
        var bytes = report.blank
        field.set(Int64(byte), at: 0, in: &bytes)
        return descriptor.hasNumbers ? bytes : [0] + bytes
    }

    public mutating func handle(_ input: ScannerInput) -> [ScannerEvent] {
        switch input {
        case .lost: return [.problem(ScanProblem(reason: .reportsLost))]
        case .key: return [.problem(ScanProblem(reason: .unexpectedInput))]
        case .report(let bytes):
            do throws(ScanProblem) {
                return try scan(in: bytes).map { [.scan($0)] } ?? []
            } catch {
                return [.problem(error)]
            }
        }
    }

    /// - Returns: nil for a report that has only the scanner's status.
    private func scan(in report: [UInt8]) throws(ScanProblem) -> Scan? {
        guard let shape = descriptor.inputReport(of: report) else {
            throw ScanProblem(reason: .unknownReport(number: report.first ?? 0), bytes: report)
        }
        guard shape.number == number else { return nil }
        guard report.count == byteCount, let bytes = field.bytes(in: report) else {
            throw ScanProblem(
                reason: .reportSize(bytes: report.count, expected: byteCount), bytes: report)
        }
        let count = Int(bytes[0])
        guard count <= bytes.count else {
            throw ScanProblem(
                reason: .countTooLarge(count: count, room: bytes.count), bytes: bytes)
        }
        guard count >= Self.headerSize else {
            // A report of nothing but zeros says nothing.
            guard count > 0 || bytes.contains(where: { $0 != 0 }) else { return nil }
            throw ScanProblem(reason: .malformedReport, bytes: bytes)
        }
        guard count > Self.headerSize else { return nil }
        var scan = try scan(ofBody: Array(bytes[Self.headerSize..<count]))
        if !settings.keepsLineEnd, scan.bytes.last == 0x0D { scan.bytes.removeLast() }
        guard scan.bytes.count >= settings.lengthMin else {
            throw ScanProblem(reason: .tooShort(min: settings.lengthMin), bytes: scan.bytes)
        }
        guard scan.bytes.count <= lengthMax else {
            throw ScanProblem(reason: .tooLong(max: lengthMax), bytes: scan.bytes)
        }
        return scan
    }

    private func scan(ofBody body: [UInt8]) throws(ScanProblem) -> Scan {
        guard let last = body.last else {
            throw ScanProblem(reason: .malformedReport, bytes: body)
        }
        if last == OEMSuffix.last {
            // The first of three is 0 in all that is published; another value may well mean that
            // the code goes on in the next report.
            guard body.count >= 3, body[body.count - 3] == 0
            else {
                throw ScanProblem(reason: .malformedReport, bytes: body)
            }
            return Scan(
                bytes: Array(body.dropLast(3)),
                symbology: OEMSuffix.threeBytes[body[body.count - 2]])
        }
        guard let kind = OEMSuffix.short[last] else {
            throw ScanProblem(reason: .malformedReport, bytes: body)
        }
        // Some scanners send the numbers 0 to 9 instead of digits.
        let content = body.dropLast().map { $0 <= 9 ? $0 + 0x30 : $0 }
        guard content.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ScanProblem(reason: .malformedReport, bytes: body)
        }
        return Scan(bytes: content, symbology: kind)
    }
}

/// The bytes behind the content, which name the kind of code.
///
/// Source: Hand Held Products, 4600g User's Guide, IBM 4683 Port 9B HHBCR-2.
enum OEMSuffix {
    static let short: [UInt8: Symbology] = [
        0x0C: .ean8, 0x16: .ean13, 0x0D: .upcA, 0x0A: .upcE,
    ]
    /// 00, one of these, 0B.
    static let threeBytes: [UInt8: Symbology] = [
        0x0A: .code39, 0x0D: .interleaved2of5, 0x18: .code128,
    ]
    static let last: UInt8 = 0x0B

    static func bytes(for symbology: Symbology) -> [UInt8]? {
        if let byte = short.first(where: { $0.value == symbology })?.key { return [byte] }
        return threeBytes.first { $0.value == symbology }.map { [0, $0.key, last] }
    }
}
