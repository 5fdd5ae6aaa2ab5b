/// From single bytes to codes: finds where each ends, and takes off what is not content.
///
/// Bounded: of a code that is too long only the beginning is kept. After a code broke off, the rest
/// of it may still come, and would look like a code of its own: what begins within a moment after
/// that is not given as a scan either.
struct CodeAssembler: Sendable {
    private let settings: ScannerSettings
    private let gap: Duration
    private let lengthMax: Int
    private var kept: [UInt8] = []
    private var tail: [UInt8] = []
    private var hasBegun = false
    private var fault: ScanProblem.Reason?
    private var last = Duration.zero
    /// Until when nothing that begins can be trusted, and why.
    private var distrust: (until: Duration, reason: ScanProblem.Reason)?

    init(settings: ScannerSettings) {
        self.settings = settings
        gap = settings.suffix.isEmpty ? settings.boundedGap : settings.patientGap
        lengthMax = settings.boundedLengthMax
    }

    /// Bytes that are held.
    var byteCount: Int { kept.count + tail.count }

    /// When a pause ends what has begun.
    var deadline: Duration? { hasBegun ? last + gap : nil }

    /// Something came that belongs to a code, if only a part of a character.
    mutating func touch(at now: Duration) {
        if !hasBegun {
            hasBegun = true
            if let distrust, now <= distrust.until { fault = distrust.reason }
            distrust = nil
        }
        last = now
    }

    /// The code that is under way, or that begins now, cannot be trusted.
    mutating func spoil(_ reason: ScanProblem.Reason, at now: Duration) {
        touch(at: now)
        fault = fault ?? reason
    }

    /// Something was lost before `now`.
    mutating func lose(at now: Duration) -> [ScannerEvent] {
        distrust = (now + gap, .reportsLost)
        guard hasBegun else { return [.problem(ScanProblem(reason: .reportsLost))] }
        fault = fault ?? .reportsLost
        return []
    }

    mutating func append(_ bytes: [UInt8], at now: Duration) -> [ScannerEvent] {
        var events: [ScannerEvent] = []
        for byte in bytes {
            touch(at: now)
            if kept.count < lengthMax + settings.prefix.count + settings.suffix.count + 3 {
                kept.append(byte)
            } else {
                fault = fault ?? .tooLong(max: lengthMax)
            }
            guard !settings.suffix.isEmpty else { continue }
            tail.append(byte)
            if tail.count > settings.suffix.count { tail.removeFirst() }
            if tail == settings.suffix { events.append(end(hasSuffix: true)) }
        }
        return events
    }

    /// What has begun is at its end by a pause.
    mutating func pause(at now: Duration) -> [ScannerEvent] {
        guard hasBegun else { return [] }
        if !settings.suffix.isEmpty {
            distrust = (now + gap, .brokenOff)
            fault = fault ?? .brokenOff
        }
        return [end(hasSuffix: false)]
    }

    private mutating func end(hasSuffix: Bool) -> ScannerEvent {
        let content = hasSuffix ? Array(kept.dropLast(settings.suffix.count)) : kept
        let fault = fault
        kept = []
        tail = []
        hasBegun = false
        self.fault = nil
        if let fault { return .problem(ScanProblem(reason: fault, bytes: content)) }
        return check(content)
    }

    private func check(_ content: [UInt8]) -> ScannerEvent {
        var rest = content[...]
        var identifier: AIMIdentifier?
        // Scanners put their identifier before the prefix or after it.
        if !takePrefix(from: &rest) {
            identifier = takeIdentifier(from: &rest)
            guard takePrefix(from: &rest) else { return problem(.prefixMissing, content) }
        }
        if identifier == nil { identifier = takeIdentifier(from: &rest) }
        if identifier == nil, settings.identifier == .always {
            return problem(.identifierMissing, content)
        }
        if rest.count < settings.lengthMin {
            return problem(.tooShort(min: settings.lengthMin), content)
        }
        if rest.count > lengthMax { return problem(.tooLong(max: lengthMax), content) }
        return .scan(Scan(bytes: Array(rest), identifier: identifier))
    }

    private func takePrefix(from rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: settings.prefix) else { return false }
        rest.removeFirst(settings.prefix.count)
        return true
    }

    private func takeIdentifier(from rest: inout ArraySlice<UInt8>) -> AIMIdentifier? {
        guard settings.identifier != .never, let identifier = AIMIdentifier(prefixOf: rest),
            Self.codes.contains(identifier.code)
        else { return nil }
        rest.removeFirst(3)
        return identifier
    }

    /// The letters that AIM gave out. Source: ISO/IEC 15424.
    private static let codes = Set("ABCDEFGHIJKLMNOPQRSTUXYZcdehopsz".utf8)

    private func problem(_ reason: ScanProblem.Reason, _ bytes: [UInt8]) -> ScannerEvent {
        .problem(ScanProblem(reason: reason, bytes: bytes))
    }
}

extension ScannerSettings {
    /// At most a minute: a pause that never comes would end no code.
    var boundedGap: Duration { min(max(idleGap, .milliseconds(1)), .seconds(60)) }
    /// Where no code waits for a pause to end it. A program that is kept from reading for a moment
    /// must not make a code break off.
    var patientGap: Duration { max(boundedGap, .milliseconds(500)) }
    var boundedLengthMax: Int { min(max(lengthMax, 1), Self.lengthLimit) }
}
