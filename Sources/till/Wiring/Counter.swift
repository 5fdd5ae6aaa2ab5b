internal import Devices
internal import ESCPOS
internal import POSIXTransport
internal import Simulator
internal import Transport
internal import USBTransport

/// A printer in use and, behind a `sim:` address, the simulator and its paper.
struct Counter: Sendable {
    let printer: Printer
    private let hub: SimulatorHub?
    private let tray: PaperTray?

    init(_ choice: DeviceChoice, onProgress: Printer.ProgressHandler? = nil) throws(Failure) {
        let opener: any LinkOpener
        var notices = true
        switch choice.address {
        case .simulator(let options):
            let wanted = try SimulatorChoice(profile: choice.profile, options: options)
            let tray = try PaperTray(wanted.paper.map { .folder($0) } ?? .text)
            let hub = SimulatorHub(
                wanted.printer, address: choice.address, paperSink: { tray.take($0) })
            self.hub = hub
            self.tray = tray
            opener = hub
        case .usb:
            (hub, tray) = (nil, nil)
            opener = USBOpener()
        case .serial:
            (hub, tray) = (nil, nil)
            opener = POSIXOpener()
            // A serial line looks the same whether the printer at its end has power or not.
            notices = false
        case .tcp, .file, .hidraw, .evdev:
            (hub, tray) = (nil, nil)
            opener = POSIXOpener()
        }
        var configuration = PrinterSession.Configuration(
            profile: choice.profile, linkNoticesPowerLoss: notices,
            firstTag: UInt32.random(in: 0..<1 << 24))
        if case .serial(_, let settings) = choice.address {
            // What the system took is on its way for a while on a slow line.
            configuration.answerLimit = .milliseconds(
                500 + 40_000_000 / max(settings.baud, 300) / 100)
        }
        printer = Printer(
            address: choice.address, opener: opener, configuration: configuration,
            time: SystemTime(), onProgress: onProgress)
    }

    /// Ends the link and shows what is on simulated paper.
    func close() async {
        await printer.stop()
        await hub?.stop()
        await tray?.empty()
    }
}
