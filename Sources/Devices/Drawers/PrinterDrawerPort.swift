public import ESCPOS

/// The drawer connector of a printer.
public actor PrinterDrawerPort: DrawerPort {
    private let printer: Printer
    /// The printer's numbers of kicks that are under way.
    private var numbers: [UInt64: UInt64] = [:]
    private var withdrawn: Set<UInt64> = []
    private var listening: Task<Void, Never>?

    public init(_ printer: Printer) { self.printer = printer }

    public func start() async -> AsyncStream<DrawerLevel> {
        let (stream, levels) = AsyncStream.makeStream(
            of: DrawerLevel.self, bufferingPolicy: .bufferingNewest(64))
        let events = await printer.events()
        // A level reported before we listened is not reported again until it changes.
        if let isHigh = await printer.status.isDrawerPinHigh {
            levels.yield(.level(isHigh: isHigh))
        }
        listening = Task {
            for await event in events {
                switch event {
                case .drawerPin(let isHigh): levels.yield(.level(isHigh: isHigh))
                case .disconnected, .silent: levels.yield(.lost)
                case .connected, .unreachable, .status, .strayReply: break
                }
            }
            levels.finish()
        }
        return stream
    }

    public func kick(_ pulse: Pulse, id: UInt64) async -> DrawerKick {
        let number = await printer.beginKick()
        guard withdrawn.remove(id) == nil else { return .refused(.printer(.withdrawn)) }
        numbers[id] = number
        let result = await printer.finishKick(number, pulse)
        numbers[id] = nil
        return switch result {
        case .sent: .sent
        case .refused(let why): .refused(.printer(why))
        }
    }

    public func withdrawKick(id: UInt64) async {
        if let number = numbers[id] {
            await printer.withdrawKick(number)
        } else {
            withdrawn = [id]
        }
    }

    public func askLevel() async { await printer.askDrawerLevel() }

    public func stop() { listening?.cancel() }
}
