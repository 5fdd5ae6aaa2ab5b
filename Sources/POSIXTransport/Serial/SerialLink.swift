internal import CShims
internal import Glibc
public import Transport

/// A serial line, raw and with 8 data bits.
///
/// Opening a line raises DTR and RTS; Linux does that itself. Leaving it keeps them as they are, so
/// that only the first opening after a port appeared makes an edge: on some cash drawer boxes each
/// edge of DTR opens the drawer.
///
/// A write never waits for a stopped line beyond its limit, and closing does not wait for it at
/// all: what the device did not let out is thrown away (``withdrawnBytes``).
public final class SerialLink: LineLink {
    public let address: Address
    private let descriptor: Descriptor
    private let link: DescriptorLink
    private let driver: SerialDriver
    private let time: any Timekeeper
    private let output: Lock<Output>

    private struct Output {
        private(set) var settings: SerialSettings
        var account: OutputAccount
        private(set) var watchesCharacters = false
        var gate: PacedGate?
        /// The device has sent XOFF, where we see to that ourselves.
        var isStopped = false
        var isClosing = false

        init(_ settings: SerialSettings, _ driver: SerialDriver) {
            self.settings = settings
            account = OutputAccount(
                window: SerialLink.window(of: settings), takesBack: driver.takesBack)
            set(settings, driver)
        }

        mutating func set(_ settings: SerialSettings, _ driver: SerialDriver) {
            self.settings = settings
            isStopped = false
            watchesCharacters = settings.flow == .xonxoff && !driver.obeysCharacters
            gate = settings.flow == .dtrdsr || watchesCharacters ? PacedGate(settings) : nil
        }
    }

    private init(
        _ descriptor: Descriptor, address: Address, _ settings: SerialSettings,
        _ driver: SerialDriver, time: any Timekeeper
    ) {
        self.descriptor = descriptor
        self.address = address
        self.driver = driver
        self.time = time
        link = DescriptorLink(descriptor, address: address, traits: .terminal)
        output = Lock(Output(settings, driver))
    }

    /// Opens and sets the line, and discards what was received before.
    ///
    /// - Throws: ``LinkError``; ``LinkError/unsupported(_:why:)`` when the line does not take a
    ///   setting. Nothing stays open or claimed.
    public static func open(
        _ path: String, _ settings: SerialSettings, claims: ClaimDirectory = .standard,
        time: any Timekeeper = SystemTime()
    ) async throws(LinkError) -> SerialLink {
        let address = Address.serial(path: path, settings)
        let opened = await OffPool.run {
            Result { () throws(LinkError) in
                try openNow(path, settings, place: address.description, claims: claims)
            }
        }
        let (descriptor, driver) = try opened.get()
        return SerialLink(descriptor, address: address, settings, driver, time: time)
    }

    /// Waits for bytes; XON and XOFF are none where they are flow control. Somebody has to be waiting
    /// for them to be heard behind adapters that do not know them.
    public func read() async throws(LinkError) -> [UInt8] {
        while true {
            let bytes = try await link.read()
            let data = output.withLock { output in
                guard output.watchesCharacters else { return bytes }
                if let last = bytes.last(where: Self.isFlowControl) {
                    output.isStopped = last == Self.xoff
                }
                return bytes.filter { !Self.isFlowControl($0) }
            }
            if !data.isEmpty { return data }
        }
    }

    private static let xoff: UInt8 = 0x13

    private static func isFlowControl(_ byte: UInt8) -> Bool { byte == 0x11 || byte == xoff }

    /// Offers bytes; those count as taken that have left this machine, as far as the system knows.
    ///
    /// Some of the rest is with the system already. It has to come first in the next write, as it
    /// does when the caller goes on where this one ended, or the link has to be closed.
    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        let deadline = time.now() + limit
        var taken = 0
        while taken < bytes.count {
            let look = output.withLock { self.look(&$0, offering: bytes.dropFirst(taken)) }
            taken += look.taken
            switch look.next {
            case .ended(let error):
                guard taken == 0 else { return taken }
                throw error
            case .full where taken > 0:
                return taken
            case .again:
                continue
            case .full, .moving:
                break
            }
            guard time.now() < deadline, await pause(look, until: deadline) else {
                return taken > 0 ? taken : output.withLock { $0.account.stoodStill() }
            }
        }
        return taken
    }

    public func close() async {
        output.withLock { output in
            guard !output.isClosing else { return }
            output.isClosing = true
            // Stopped first, so that nothing leaves between counting and throwing away.
            guard queued() ?? 0 > 0, tell(TCOOFF, tcflow) else { return }
            let before = queued() ?? 0
            guard tell(TCOFLUSH, tcflush) else { return }
            output.account.threwAway(before - (queued() ?? 0))
        }
        await link.close()
    }

    /// Bytes that a closed link took back from the system before they were sent.
    public var withdrawnBytes: Int { output.withLock { $0.account.withdrawn } }

    /// Bytes that wait in this machine to be sent. `tcdrain` could wait for them for ever when flow
    /// control has stopped the line.
    public func unsentBytes() throws(LinkError) -> Int {
        var count: Int32 = 0
        switch descriptor.attempt({ Int(ioctl($0, UInt(TIOCOUTQ), &count)) }) {
        case .done: return Int(count)
        case .failed(let code): throw .ended(by: code, in: "TIOCOUTQ", at: address.description)
        case .closed: throw .closed
        }
    }

    // MARK: Lines and settings

    public func signals() throws(LinkError) -> LineSignals? {
        var bits: Int32 = 0
        switch descriptor.attempt({ Int(ioctl($0, UInt(TIOCMGET), &bits)) }) {
        case .done:
            let on = Self.bits.filter { bits & $0.bit != 0 }
            return LineSignals(on.map(\.signal))
        case .failed(ENOTTY), .failed(EINVAL): return nil
        case .failed(let code): throw .ended(by: code, in: "TIOCMGET", at: address.description)
        case .closed: throw .closed
        }
    }

    public func switchSignals(_ signals: LineSignals, on: Bool) throws(LinkError) {
        var bits = Self.bits.filter { signals.contains($0.signal) }.reduce(0) { $0 | $1.bit }
        let call = UInt(on ? TIOCMBIS : TIOCMBIC)
        switch descriptor.attempt({ Int(ioctl($0, call, &bits)) }) {
        case .done: return
        case .failed(ENOTTY), .failed(EINVAL):
            throw .unsupported(address.description, why: "it has no lines beside its data")
        case .failed(let code): throw .ended(by: code, in: "TIOCMSET", at: address.description)
        case .closed: throw .closed
        }
    }

    private static let bits: [(signal: LineSignals, bit: Int32)] = [
        (.rts, TIOCM_RTS), (.dtr, TIOCM_DTR), (.cts, TIOCM_CTS), (.dsr, TIOCM_DSR),
        (.ring, TIOCM_RI), (.carrier, TIOCM_CAR),
    ]

    public func change(to settings: SerialSettings) throws(LinkError) {
        let line = try SerialLine(settings, place: address.description)
        try output.withLock { output throws(LinkError) in
            var problem: LinkError?
            let attempt = descriptor.attempt { number in
                do throws(LinkError) { try line.set(number) } catch { problem = error }
                return 0
            }
            if let problem { throw problem }
            guard attempt != .closed else { throw .closed }
            output.set(settings, driver)
        }
    }

    // MARK: Writing

    /// What one look at the line found.
    private struct Look {
        enum Next { case again, moving(Duration), full, ended(LinkError) }
        var taken: Int
        var next: Next
    }

    /// Learns what has left and gives the system more, as far as there is room.
    private func look(_ output: inout Output, offering bytes: ArraySlice<UInt8>) -> Look {
        var taken = 0
        do throws(LinkError) {
            guard !output.isClosing else { throw .closed }
            taken = output.account.isQueued(try unsentBytes())
            let rest = bytes.dropFirst(taken + output.account.inFlight)
            let (room, pause) = try room(in: output)
            guard !rest.isEmpty, room > 0 else { return Look(taken: taken, next: .moving(pause)) }
            switch descriptor.attempt({ Self.give(rest.prefix(room), to: $0) }) {
            case .done(let count) where count > 0:
                output.account.gave(count)
                output.gate?.gave(count, at: time.now())
                return Look(taken: taken, next: .again)
            case .done, .failed(EAGAIN):
                let isEmpty = output.account.inFlight == 0
                return Look(taken: taken, next: isEmpty ? .full : .moving(pause))
            case .failed(let code): throw .ended(by: code, in: "write", at: "\(address)")
            case .closed: throw .closed
            }
        } catch {
            return Look(taken: taken + output.account.ended(), next: .ended(error))
        }
    }

    /// How much may be given to the system now, and when to look again.
    private func room(in output: Output) throws(LinkError) -> (Int, pause: Duration) {
        guard let gate = output.gate else {
            let leaving = output.settings.time(of: output.account.inFlight)
            return (output.account.room, pause: min(max(leaving, .milliseconds(1)), Self.nap))
        }
        let isReady =
            output.watchesCharacters ? !output.isStopped : try signals()?.contains(.dsr) ?? false
        let now = time.now()
        return (
            min(output.account.room, gate.room(isReady: isReady, at: now)),
            pause: max(gate.pause(isReady: isReady, at: now), .milliseconds(1))
        )
    }

    /// Waits until another look is worth while; false when the task was cancelled.
    private func pause(_ look: Look, until deadline: Duration) async -> Bool {
        guard case .moving(let pause) = look.next else {
            // Nothing of the offer is with the system: it tells when it has room.
            _ = await descriptor.wait(for: .writing, until: deadline)
            return !Task.isCancelled
        }
        do {
            try await time.sleep(until: min(deadline, time.now() + pause))
            return true
        } catch {
            return false
        }
    }

    private func queued() -> Int? { try? unsentBytes() }

    private func tell(_ what: Int32, _ call: (Int32, Int32) -> Int32) -> Bool {
        if case .done = descriptor.attempt({ Int(call($0, what)) }) { true } else { false }
    }

    private static func give(_ bytes: ArraySlice<UInt8>, to number: Int32) -> Int {
        bytes.withUnsafeBytes { tillwright_write_quietly(number, $0.baseAddress, $0.count) }
    }

    /// The longest time between two looks at a line that moves.
    private static let nap = Duration.milliseconds(20)

    /// What the line sends in a tenth of a second: never idle between two looks, and no more than
    /// that to throw away.
    private static func window(of settings: SerialSettings) -> Int {
        min(max(settings.baud / 100, 16), 2048)
    }

    // MARK: Opening

    private static func openNow(
        _ path: String, _ settings: SerialSettings, place: String, claims: ClaimDirectory
    ) throws(LinkError) -> (Descriptor, SerialDriver) {
        let line = try SerialLine(settings, place: place)
        let identity = try DeviceIdentity.file(at: path, place: place)
        let claim = try Claim(identity, place: place, directory: claims)
        let number = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else {
            if errno == EBUSY { throw .busy(place, holder: ProcessFacts.holder(of: path)) }
            throw .notOpened(place, by: errno, in: "open")
        }
        do {
            try line.set(number)
        } catch {
            Glibc.close(number)
            throw error
        }
        return (
            Descriptor(
                owning: number, companions: [claim.handOver()],
                closing: { tillwright_close_line($0) }),
            SerialDriver(of: number)
        )
    }
}
