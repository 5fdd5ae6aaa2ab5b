public import Transport

/// A virtual drawer box on a pseudo terminal that any program can open as a serial line.
///
/// A pseudo terminal has no lines beside its data, so this box has nothing to lead its drawer's
/// switch to, and no use for a box that fires at DTR.
public actor DrawerBoxServer {
    /// The terminal's path.
    public nonisolated let path: String
    private let link: DescriptorLink
    private let time: any Timekeeper
    private var box: VirtualDrawerBox
    private var serving: Task<Void, Never>?
    /// What happens, as it happens; a listener that does not keep up loses the oldest of 64.
    public nonisolated let news: AsyncStream<VirtualDrawerBox.Event>
    private let teller: AsyncStream<VirtualDrawerBox.Event>.Continuation
    /// What happened so far.
    public private(set) var events: [VirtualDrawerBox.Event] = []

    /// Opens the terminal.
    ///
    /// - Throws: ``LinkError``; nothing stays open.
    public init(
        _ settings: VirtualDrawerBox.Settings, time: any Timekeeper = SystemTime()
    ) throws(LinkError) {
        (link, path) = try PseudoTerminal.open()
        box = VirtualDrawerBox(settings)
        self.time = time
        (news, teller) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    /// Begins to listen.
    public func start() {
        guard serving == nil else { return }
        serving = Task { await self.serve() }
    }

    /// Hangs up.
    public func stop() async {
        serving?.cancel()
        await link.close()
        await serving?.value
        teller.finish()
    }

    private func serve() async {
        while let bytes = try? await link.read() {
            var baud: Int?
            _ = link.attempt { number in
                baud = LineSpeed.baud(of: number)
                return 0
            }
            let sender = SerialSettings(baud: baud ?? box.settings.line.baud)
            note(box.receive(bytes, sentAs: sender, at: time.now()))
            await settle()
        }
    }

    /// Lets the drawer move.
    private func settle() async {
        while let next = box.nextEvent {
            guard (try? await time.sleep(until: next)) != nil else { return }
            note(box.advance(to: time.now()))
        }
    }

    private func note(_ new: [VirtualDrawerBox.Event]) {
        events += new
        for event in new { teller.yield(event) }
    }
}
