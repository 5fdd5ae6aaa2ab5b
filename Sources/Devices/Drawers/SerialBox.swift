internal import ESCPOS
public import Transport

/// A box on a serial line that has a drawer on its other side, or a drawer with such a box inside.
public struct SerialBox: Hashable, Sendable {
    /// What makes it fire.
    public enum Trigger: Hashable, Sendable {
        /// These bytes; many boxes fire at any byte at all. At most ``SerialBox/bytesMax``.
        case bytes([UInt8])
        /// Its port being opened, which raises DTR and RTS: they stay up for the length of the
        /// pulse. Such a box is opened for each pulse alone, so it cannot tell of a switch.
        case opening
    }

    /// The longest string that a box is set to wait for.
    public static let bytesMax = 32
    /// Most boxes and drawers on serial lines fire at the character BEL.
    public static let bell = Trigger.bytes([0x07])

    public var path: String
    public var settings: SerialSettings
    public var trigger: Trigger
    /// The line that the box leads its drawer's switch to; nil when it has none.
    public var sensor: LineSignals?

    public init(
        path: String, settings: SerialSettings = .init(), trigger: Trigger = bell,
        sensor: LineSignals? = nil
    ) {
        self.path = path
        self.settings = settings
        self.trigger = trigger
        self.sensor = sensor
    }

    public var address: Address { .serial(path: path, settings) }
}

/// Opens a ``SerialBox``.
struct SerialDrawerBox: DrawerBox {
    let box: SerialBox
    let opener: any LineOpener
    let time: any Timekeeper

    var configuration: BoxSession.Configuration {
        BoxSession.Configuration(
            isHeldOpen: box.trigger != .opening,
            tellsLevel: box.sensor != nil && box.trigger != .opening)
    }

    func open() async throws(LinkError) -> any DrawerBoxLink {
        let link = try await opener.openLine(box.path, box.settings)
        do throws(LinkError) {
            let needsLines = box.trigger == .opening || box.sensor != nil
            if needsLines, try link.signals() == nil {
                throw .unsupported(
                    "\(box.address)", why: "it has no lines beside its data (DTR, CTS and so on)")
            }
        } catch {
            await link.close()
            throw error
        }
        return SerialDrawerBoxLink(box: box, link: link, time: time)
    }
}

private struct SerialDrawerBoxLink: DrawerBoxLink {
    let box: SerialBox
    let link: any LineLink
    let time: any Timekeeper

    /// For a box that its flow control stops; others take all at once.
    private static let patience = Duration.seconds(1)

    func fire(_ pulse: Pulse) async throws(LinkError) -> Bool {
        switch box.trigger {
        case .bytes(let bytes): return try await send(bytes)
        case .opening:
            // Opening has raised the lines.
            try? await time.sleep(until: time.now() + pulse.on)
            try? link.switchSignals([.dtr, .rts], on: false)
            return true
        }
    }

    private func send(_ bytes: [UInt8]) async throws(LinkError) -> Bool {
        let deadline = time.now() + Self.patience
        var rest = bytes[...]
        while !rest.isEmpty {
            let isUntouched = rest.count == bytes.count
            do throws(LinkError) {
                let count = try await link.write(rest, within: deadline - time.now())
                // A part of its string may do for a box.
                if count == 0 { return !isUntouched }
                rest = rest.dropFirst(count)
            } catch {
                guard isUntouched else { return true }
                throw error
            }
        }
        return true
    }

    func level() throws(LinkError) -> Bool? {
        guard let sensor = box.sensor, let signals = try link.signals() else { return nil }
        return signals.contains(sensor)
    }

    /// What a box sends is read, and tells nothing.
    func next() async throws(LinkError) -> Bool? {
        _ = try await link.read()
        return nil
    }

    func close() async { await link.close() }
}
