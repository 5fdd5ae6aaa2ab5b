internal import Scancode
internal import Simulator
internal import Transport

/// The USB devices of `till sim`: the printer, and a scanner that scans what is typed.
struct SimulatedUSB: Sendable {
    private let server: USBIPServer
    private let scanner: USBScanner?
    private let teller: Teller

    init(
        _ hub: SimulatorHub, scanner model: VirtualScanner.Model?, port: UInt16, _ teller: Teller
    ) async throws(LinkError) {
        self.teller = teller
        var plugs: [any USBPlug] = [await USBPrinter(hub)]
        scanner = try Self.scanner(model, teller)
        if let scanner { plugs.append(scanner) }
        server = try await USBIPServer(plugs, port: port) { teller.tell("usb", $0) }
        for offer in server.offers { announce(offer) }
        if let scanner { Self.scanLines(with: scanner, teller) }
    }

    func stop() async { await server.stop() }

    private static func scanner(
        _ model: VirtualScanner.Model?, _ teller: Teller
    ) throws(LinkError) -> USBScanner? {
        guard let model else { return nil }
        do throws(VirtualScannerError) {
            return USBScanner(
                try VirtualScanner(model), serial: "SIM0000002",
                observer: { tell($0, to: teller) })
        } catch {
            throw .unsupported("--scanner \(model.rawValue)", why: "\(error)")
        }
    }

    private func announce(_ offer: USBIPServer.Offer) {
        let port =
            server.port == USBIPServer.defaultPort ? "" : "--tcp-port \(server.port) "
        let line = "usbip \(port)attach -r \(server.host) -b \(offer.busID)"
        if teller.asJSON {
            teller.tell("offers", line)
        } else {
            let device = offer.descriptors
            let name = [device.manufacturer, device.productName].compactMap { $0 }
                .joined(separator: " ")
            Console.out("simulated USB device \(offer.busID), \(name); attach it as root:")
            Console.out("  modprobe vhci-hcd && \(line)")
        }
    }

    private static func tell(_ event: VirtualScanner.Event, to teller: Teller) {
        switch event {
        // Each label is told of by itself.
        case .beeped(isGood: true): break
        case .beeped(isGood: false): teller.tell("scanner", "beeps an error")
        case .triggered: teller.tell("scanner", "triggered by its host")
        case .allowed(let isAllowed):
            teller.tell("scanner", isAllowed ? "reads again" : "told not to read")
        case .types(let types): teller.tell("scanner", types ? "types" : "reports")
        case .capsLockLight(let isLit):
            teller.tell("scanner", "caps lock light \(isLit ? "on" : "off")")
        }
    }

    // MARK: Labels

    /// Scans each line of standard input, until its end or the program's.
    private static func scanLines(with scanner: USBScanner, _ teller: Teller) {
        if Console.isInputTerminal {
            Console.note("type a label and press Enter to scan it")
        }
        Task {
            // Waiting for a line blocks; nothing else may.
            while let line = await OffPool.run({ Console.readLine() }) {
                if line.isEmpty { continue }
                do {
                    try await scanner.scan(label(line))
                    teller.tell("scanned", line)
                } catch {
                    teller.tell("not scanned", "\(line): \(error)")
                }
            }
        }
    }

    /// What a scanner says of a label with this on it.
    static func label(_ line: String) -> Scan {
        let bytes = Array(line.replacing("{GS}", with: "\u{1D}").utf8)
        if let identifier = AIMIdentifier(prefixOf: bytes) {
            return Scan(bytes: Array(bytes.dropFirst(3)), identifier: identifier)
        }
        let isNumber = bytes.allSatisfy { (0x30...0x39).contains($0) }
        let (letter, modifier, symbology): (Character, Character, Symbology) =
            switch (isNumber, bytes.count) {
            case (true, 13): ("E", "0", .ean13)
            case (true, 12): ("E", "0", .upcA)
            case (true, 8): ("E", "4", .ean8)
            default: ("C", "0", .code128)
            }
        return Scan(
            bytes: bytes,
            identifier: AIMIdentifier(
                code: letter.asciiValue ?? 0, modifier: modifier.asciiValue ?? 0),
            symbology: symbology)
    }
}
