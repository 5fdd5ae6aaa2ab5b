/// Reads a scanner that types, from a keyboard's reports or from Linux's key codes.
///
/// A key counts when it goes down: what stays down is not typed again, and a report in which it is
/// up must stand between two equal characters. Where the settings cannot explain what is typed, the
/// whole code becomes a problem, never a text that is nearly right.
public struct KeyboardWedgeDecoder: Sendable {
    private let reader: KeyReportReader?
    private let settings: ScannerSettings
    private var typing: KeyTyping
    private var assembler: CodeAssembler
    /// The keys that are down, by the number of the report that tells of them.
    private var down: [UInt8: Set<UInt8>] = [:]
    private var modifiers: [UInt8: KeyModifiers] = [:]
    /// The report number under which Linux's keys are kept.
    private static let keys: UInt8 = 0

    /// - Returns: nil when the descriptor is not one of a keyboard.
    public init?(descriptor: ReportDescriptor, settings: ScannerSettings) {
        guard let reader = KeyReportReader(descriptor) else { return nil }
        self.reader = reader
        self.settings = settings
        typing = KeyTyping(settings: settings)
        assembler = CodeAssembler(settings: settings)
    }

    /// For Linux's key codes.
    public init(settings: ScannerSettings) {
        reader = nil
        self.settings = settings
        typing = KeyTyping(settings: settings)
        assembler = CodeAssembler(settings: settings)
    }

    /// Bytes of a code that are held.
    public var byteCount: Int { assembler.byteCount }

    public var deadline: Duration? { assembler.deadline }

    /// Takes what came at `now`; times never run backwards.
    public mutating func handle(_ input: ScannerInput, at now: Duration) -> [ScannerEvent] {
        switch input {
        case .lost:
            down = [:]
            modifiers = [:]
            typing.reset()
            return assembler.lose(at: now)
        case .key(let code, let isDown) where reader == nil:
            return take(code: code, isDown: isDown, at: now)
        case .report(let bytes):
            guard let reader else { break }
            do throws(ScanProblem) {
                guard let keys = try reader.keys(in: bytes) else { return [] }
                return take(keys, at: now)
            } catch {
                // A report that cannot be read may have held a key.
                assembler.spoil(error.reason, at: now)
                return []
            }
        default: break
        }
        return [.problem(ScanProblem(reason: .unexpectedInput))]
    }

    public mutating func advance(to now: Duration) -> [ScannerEvent] {
        guard let deadline, now >= deadline else { return [] }
        return pause(at: deadline)
    }

    /// The link is at its end; the decoder is as if new afterwards.
    public mutating func finish() -> [ScannerEvent] {
        defer {
            down = [:]
            modifiers = [:]
            typing = KeyTyping(settings: settings)
            assembler = CodeAssembler(settings: settings)
        }
        return deadline.map { pause(at: $0) } ?? []
    }

    private mutating func pause(at now: Duration) -> [ScannerEvent] {
        carryOut(typing.flush(), at: now) + assembler.pause(at: now)
    }

    private mutating func take(
        _ keys: KeyReportReader.Keys, at now: Duration
    ) -> [ScannerEvent] {
        let before = down[keys.number] ?? []
        modifiers[keys.number] = keys.modifiers
        down[keys.number] = Set(keys.inOrder + keys.unordered + keys.unknown)
        let held = modifiers.values.reduce(KeyModifiers()) { $0.union($1) }
        var events = carryOut(typing.hold(held), at: now)
        let unordered = keys.unordered.filter { !before.contains($0) }
        if unordered.count > 1 { assembler.spoil(.keyOrderUnknown, at: now) }
        for usage in keys.inOrder.filter({ !before.contains($0) }) + unordered {
            events += press(usage, held, at: now)
        }
        for usage in keys.unknown where !before.contains(usage) {
            assembler.spoil(.unknownKey(usage: usage, modifiers: held), at: now)
        }
        return events
    }

    private mutating func take(code: UInt16, isDown: Bool, at now: Duration) -> [ScannerEvent] {
        guard let usage = LinuxKeys.usage(of: code) else {
            // Codes from 256 on are buttons and the like: nothing that a scanner types.
            if isDown, code < 0x100 { assembler.spoil(.unknownCode(code), at: now) }
            return []
        }
        if KeyUsage.modifiers.contains(usage) {
            let modifier = KeyReportReader.modifier(usage)
            var held = modifiers[Self.keys] ?? []
            if isDown { held.insert(modifier) } else { held.remove(modifier) }
            modifiers[Self.keys] = held
            return carryOut(typing.hold(held), at: now)
        }
        guard isDown else {
            down[Self.keys]?.remove(usage)
            return []
        }
        // Down twice: it went up in between, and nobody said so.
        if !down[Self.keys, default: []].insert(usage).inserted {
            assembler.spoil(.reportsLost, at: now)
        }
        return press(usage, modifiers[Self.keys] ?? [], at: now)
    }

    private mutating func press(
        _ usage: UInt8, _ held: KeyModifiers, at now: Duration
    ) -> [ScannerEvent] {
        let outcome = typing.press(usage, held)
        if typing.isPending { assembler.touch(at: now) }
        return carryOut(outcome, at: now)
    }

    private mutating func carryOut(
        _ outcome: KeyTyping.Outcome, at now: Duration
    ) -> [ScannerEvent] {
        switch outcome {
        case .typed(let bytes): return assembler.append(bytes, at: now)
        case .nothing: return []
        case .failed(let reason):
            assembler.spoil(reason, at: now)
            return []
        }
    }
}
