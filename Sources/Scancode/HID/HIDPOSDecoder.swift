/// Reads a scanner that speaks in scanner's reports (HID usage page 8Ch), by its report descriptor.
///
/// A long code comes in several reports; all but the last say that it goes on. A code that breaks
/// off is a problem, and so is what follows at once, which may be the rest of it. A report that is
/// lost from the middle of a code without the system's noticing cannot be told, unless the kind of
/// code changes with it.
public struct HIDPOSDecoder: Sendable {
    private let descriptor: ReportDescriptor
    private let reports: [UInt8: POSReport]
    private let settings: ScannerSettings
    private let lengthMax: Int
    private let gap: Duration
    private var code: Code?
    private var last = Duration.zero
    private var distrust: (until: Duration, reason: ScanProblem.Reason)?

    /// A code that has begun.
    private struct Code {
        var number: UInt8
        var bytes: [UInt8] = []
        var identifier: AIMIdentifier?
        var codeID: UInt8?
        private(set) var fault: ScanProblem.Reason?

        /// The first fault is the one to tell of.
        mutating func spoil(_ reason: ScanProblem.Reason) {
            fault = fault ?? reason
        }
    }

    /// - Returns: nil when the descriptor is not one of a scanner that reports decoded data.
    public init?(descriptor: ReportDescriptor, settings: ScannerSettings) {
        reports = POSReport.all(in: descriptor)
        guard !reports.isEmpty else { return nil }
        self.descriptor = descriptor
        self.settings = settings
        lengthMax = settings.boundedLengthMax
        gap = settings.patientGap
    }

    /// Bytes of a code that are held.
    public var byteCount: Int { code?.bytes.count ?? 0 }

    public var deadline: Duration? { code == nil ? nil : last + gap }

    /// Takes what came at `now`; times never run backwards.
    public mutating func handle(_ input: ScannerInput, at now: Duration) -> [ScannerEvent] {
        switch input {
        case .lost:
            distrust = (now + gap, .reportsLost)
            guard code != nil else { return [.problem(ScanProblem(reason: .reportsLost))] }
            code?.spoil(.reportsLost)
            return []
        case .key: return [.problem(ScanProblem(reason: .unexpectedInput))]
        case .report(let bytes):
            do throws(ScanProblem) {
                return try take(bytes, at: now)
            } catch {
                // It may have been a part of a code, and the rest of one may follow.
                distrust = (now + gap, .brokenOff)
                return breakOff() + [.problem(error)]
            }
        }
    }

    public mutating func advance(to now: Duration) -> [ScannerEvent] {
        guard let deadline, now >= deadline else { return [] }
        distrust = (deadline + gap, .brokenOff)
        return breakOff()
    }

    /// The link is at its end; the decoder is as if new afterwards.
    public mutating func finish() -> [ScannerEvent] {
        distrust = nil
        return breakOff()
    }

    private mutating func take(
        _ bytes: [UInt8], at now: Duration
    ) throws(ScanProblem) -> [ScannerEvent] {
        guard let shape = descriptor.inputReport(of: bytes) else {
            throw ScanProblem(reason: .unknownReport(number: bytes.first ?? 0), bytes: bytes)
        }
        // Status and the like.
        guard let report = reports[shape.number] else { return [] }
        guard bytes.count == report.byteCount else {
            throw ScanProblem(
                reason: .reportSize(bytes: bytes.count, expected: report.byteCount), bytes: bytes)
        }
        let piece = try report.piece(in: bytes)
        // Nothing: some devices report that when asked, or when they start.
        if piece.bytes.isEmpty, !piece.isContinued, code == nil { return [] }
        var events: [ScannerEvent] = []
        if let code, code.number != shape.number || differs(piece, from: code) {
            // The end of the last code is missing, and perhaps the beginning of this one.
            distrust = (now + gap, .brokenOff)
            events = breakOff()
        }
        if code == nil { begin(shape.number, piece, at: now) }
        last = now
        add(piece.bytes)
        if !piece.isContinued { events.append(end()) }
        return events
    }

    private func differs(_ piece: POSReport.Piece, from code: Code) -> Bool {
        guard let identifier = piece.identifier, let begun = code.identifier else { return false }
        return identifier != begun
    }

    private mutating func begin(_ number: UInt8, _ piece: POSReport.Piece, at now: Duration) {
        var begun = Code(number: number, identifier: piece.identifier, codeID: piece.codeID)
        if let distrust, now <= distrust.until { begun.spoil(distrust.reason) }
        distrust = nil
        code = begun
    }

    private mutating func add(_ bytes: [UInt8]) {
        guard let held = code?.bytes.count else { return }
        // One line end more may come, which is taken off.
        let room = lengthMax + 2 - held
        code?.bytes += bytes.prefix(room)
        if bytes.count > room { code?.spoil(.tooLong(max: lengthMax)) }
    }

    private mutating func breakOff() -> [ScannerEvent] {
        guard let code else { return [] }
        self.code = nil
        return [.problem(ScanProblem(reason: code.fault ?? .brokenOff, bytes: code.bytes))]
    }

    private mutating func end() -> ScannerEvent {
        guard var code else { return .problem(ScanProblem(reason: .brokenOff)) }
        self.code = nil
        if let fault = code.fault {
            return .problem(ScanProblem(reason: fault, bytes: code.bytes))
        }
        if !settings.keepsLineEnd {
            if code.bytes.last == 0x0A { code.bytes.removeLast() }
            if code.bytes.last == 0x0D { code.bytes.removeLast() }
        }
        if code.bytes.count < settings.lengthMin {
            return .problem(
                ScanProblem(reason: .tooShort(min: settings.lengthMin), bytes: code.bytes))
        }
        if code.bytes.count > lengthMax {
            return .problem(ScanProblem(reason: .tooLong(max: lengthMax), bytes: code.bytes))
        }
        let scan = Scan(bytes: code.bytes, identifier: code.identifier)
        return .scan(Self.refined(scan, by: code.codeID.flatMap(Symbology.init(honeywell:))))
    }

    /// The maker's letter tells UPC-A from EAN-13, the AIM identifier GS1 codes from others.
    private static func refined(_ scan: Scan, by maker: Symbology?) -> Scan {
        guard let maker, scan.symbology.map(\.isRetailNumber) ?? true else { return scan }
        return Scan(bytes: scan.bytes, identifier: scan.identifier, symbology: maker)
    }
}
