/// From what a scanner sends to scans, whatever way it sends them.
///
/// A scanner may speak in scanner's reports (HID usage page 8Ch), in the manner of IBM's hand-held
/// scanners, or type like a keyboard, and may do so on several interfaces. For each interface the
/// report descriptor decides which it is. Nothing that comes is lost silently: it becomes a scan, or
/// a problem, or it had no meaning by itself (a key that goes up).
///
/// Time is an argument. ``deadline`` says when ``advance(to:)`` has to be called next, because a
/// pause can end a code.
public struct ScannerDecoder: Sendable {
    /// What an interface was found to be.
    public enum Role: Hashable, Sendable {
        /// A scanner by the HID usage tables (page 8Ch).
        case pos
        /// A scanner in the manner of IBM's hand-held or table-top ones.
        case oem
        /// A keyboard, or something that counts as one.
        case keyboard
        /// Nothing that sends codes; its input is not looked at.
        case none
        /// The report descriptor cannot be read, so nothing that the interface sends can.
        case unreadable(ReportDescriptorError)
    }

    private enum Reader: Sendable {
        case pos(HIDPOSDecoder)
        case oem(OEMDecoder)
        case keyboard(KeyboardWedgeDecoder)
    }

    private struct Member: Sendable {
        var number: Int
        var role: Role
        var descriptor: ReportDescriptor?
        var reader: Reader?
    }

    /// What time may be at most, so that sums of times stay far from the type's end.
    private static let timeMax = Duration.seconds(1 << 60)

    private var members: [Member] = []
    private var now = Duration.zero

    /// Decides for each interface how to read it.
    ///
    /// - Parameter interfaces: of one device. Where two have the same number the first one counts.
    public init(interfaces: [ScannerInterface], settings: ScannerSettings = ScannerSettings()) {
        for interface in interfaces where index(of: interface.number) == nil {
            members.append(Self.member(interface, settings))
        }
    }

    private static func member(
        _ interface: ScannerInterface, _ settings: ScannerSettings
    ) -> Member {
        var member = Member(number: interface.number, role: .none)
        switch interface.form {
        case .keys:
            member.role = .keyboard
            member.reader = .keyboard(KeyboardWedgeDecoder(settings: settings))
        case .hid(let bytes):
            do throws(ReportDescriptorError) {
                let descriptor = try ReportDescriptor(bytes)
                member.descriptor = descriptor
                if let pos = HIDPOSDecoder(descriptor: descriptor, settings: settings) {
                    (member.role, member.reader) = (.pos, .pos(pos))
                } else if let oem = OEMDecoder(descriptor: descriptor, settings: settings) {
                    (member.role, member.reader) = (.oem, .oem(oem))
                } else if let keyboard = KeyboardWedgeDecoder(
                    descriptor: descriptor, settings: settings)
                {
                    (member.role, member.reader) = (.keyboard, .keyboard(keyboard))
                }
            } catch {
                member.role = .unreadable(error)
            }
        }
        return member
    }

    /// What each interface was found to be, by its number.
    public var roles: [Int: Role] {
        Dictionary(
            members.map { ($0.number, $0.role) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether any interface sends codes at all.
    public var sendsCodes: Bool { members.contains { $0.reader != nil } }

    /// Bytes of codes that have begun and are held.
    public var byteCount: Int {
        members.reduce(0) { sum, member in
            switch member.reader {
            case .pos(let reader): sum + reader.byteCount
            case .keyboard(let reader): sum + reader.byteCount
            case .oem, nil: sum
            }
        }
    }

    /// What to send to the scanner before its first code, in this order: everything that makes it
    /// send codes whole and once. Each may be refused by the device without harm.
    public var openingReports: [ScannerOutput] {
        [ScannerCommand.stopTyping, .capsLockOff, .allow].flatMap { reports(for: $0) ?? [] }
    }

    /// What makes the scanner do it.
    ///
    /// - Returns: the reports to send, in order; nil when its descriptors have none for it. Whether
    ///   it obeys, it does not say.
    public func reports(for command: ScannerCommand) -> [ScannerOutput]? {
        let outputs = members.compactMap { member -> ScannerOutput? in
            guard let descriptor = member.descriptor else { return nil }
            if case .oem = member.reader {
                return OEMDecoder.command(command, descriptor).map {
                    ScannerOutput(interface: member.number, kind: .output, bytes: $0)
                }
            }
            guard let (kind, bytes) = descriptor.command(command) else { return nil }
            return ScannerOutput(
                interface: member.number, kind: kind == .feature ? .feature : .output,
                bytes: descriptor.hasNumbers ? bytes : [0] + bytes)
        }
        return outputs.isEmpty ? nil : outputs
    }

    /// Takes what came from one interface.
    ///
    /// - Parameters:
    ///   - number: of the interface, as in ``ScannerInterface/number``.
    ///   - now: when it came; a time before the last one counts as the last one.
    /// - Returns: events that a pause before this input brought, then those of this input.
    public mutating func handle(
        _ input: ScannerInput, from number: Int, at now: Duration
    ) -> [ScannerEvent] {
        var events = advance(to: now)
        guard let index = index(of: number) else {
            return events + [.problem(ScanProblem(interface: number, reason: .unexpectedInput))]
        }
        let new: [ScannerEvent]
        // Taken out while it works, so that what it holds is not copied each time.
        let reader = members[index].reader
        members[index].reader = nil
        switch consume reader {
        case .pos(var reader):
            new = reader.handle(input, at: self.now)
            members[index].reader = .pos(reader)
        case .oem(var reader):
            new = reader.handle(input)
            members[index].reader = .oem(reader)
        case .keyboard(var reader):
            new = reader.handle(input, at: self.now)
            members[index].reader = .keyboard(reader)
        case nil: new = unread(input, members[index].role)
        }
        events += new.map { $0.from(number) }
        return events
    }

    /// When ``advance(to:)`` has something to do, unless other input comes before.
    public var deadline: Duration? {
        members.compactMap { member in
            switch member.reader {
            case .pos(let reader): reader.deadline
            case .keyboard(let reader): reader.deadline
            case .oem, nil: nil
            }
        }.min()
    }

    /// Lets time pass.
    public mutating func advance(to now: Duration) -> [ScannerEvent] {
        self.now = max(self.now, min(now, Self.timeMax))
        let moment = self.now
        return eachReader {
            $0.advance(to: moment)
        } keyboard: {
            $0.advance(to: moment)
        }
    }

    /// The link is at its end: what had begun comes out, as a problem or as a scan that only a pause
    /// was missing from. The decoder can be used again afterwards, as if new.
    public mutating func finish() -> [ScannerEvent] {
        let events = eachReader {
            $0.finish()
        } keyboard: {
            $0.finish()
        }
        now = .zero
        return events
    }

    private mutating func eachReader(
        pos: (inout HIDPOSDecoder) -> [ScannerEvent],
        keyboard: (inout KeyboardWedgeDecoder) -> [ScannerEvent]
    ) -> [ScannerEvent] {
        var events: [ScannerEvent] = []
        for index in members.indices {
            let number = members[index].number
            switch members[index].reader {
            case .pos(var reader):
                events += pos(&reader).map { $0.from(number) }
                members[index].reader = .pos(reader)
            case .keyboard(var reader):
                events += keyboard(&reader).map { $0.from(number) }
                members[index].reader = .keyboard(reader)
            case .oem, nil: break
            }
        }
        return events
    }

    /// Of an interface that nothing is known of, a report may have been a code; of a mouse it is not.
    private func unread(_ input: ScannerInput, _ role: Role) -> [ScannerEvent] {
        guard case .unreadable = role else { return [] }
        return [.problem(ScanProblem(reason: .unexpectedInput))]
    }

    private func index(of number: Int) -> Int? {
        members.firstIndex { $0.number == number }
    }
}

extension ScannerEvent {
    fileprivate func from(_ interface: Int) -> ScannerEvent {
        guard case .problem(var problem) = self else { return self }
        problem.interface = interface
        return .problem(problem)
    }
}
