internal import Devices
internal import ESCPOS
internal import Transport
internal import USBTransport

/// Printing and kicking over USB: processor time of the driver's process for each operation.
///
/// Each slip ends with its proof and each pulse is asked for by name, as in a shop; the peer writes
/// its bytes and asks nothing.
struct USBPrinting: Sendable {
    static let operations = 30
    static let rounds = 5

    /// Milliseconds of processor time per operation, a value a round.
    struct Figures: Sendable {
        var receipt: [Double] = []
        var kick: [Double] = []
    }

    static func measure() async throws -> Figures {
        let address = Address.usb(.serial("BENCH-1"))
        let printer = Printer(
            address: address, opener: USBOpener(),
            configuration: PrinterSession.Configuration(profile: Profiles.tmT88V, firstTag: 1),
            time: SystemTime())
        await printer.start()
        var figures = Figures()
        // The first of each opens the device and fills caches.
        try await receipt(0, on: printer)
        try await kick(on: printer)
        for round in 0..<rounds {
            var start = ProcessorTime.now()
            for number in 1...operations {
                try await receipt(round * operations + number, on: printer)
            }
            figures.receipt.append((ProcessorTime.now() - start).milliseconds / Double(operations))
            start = ProcessorTime.now()
            for _ in 0..<operations { try await kick(on: printer) }
            figures.kick.append((ProcessorTime.now() - start).milliseconds / Double(operations))
        }
        await printer.stop()
        return figures
    }

    private static func receipt(_ number: Int, on printer: Printer) async throws {
        var encoder = Encoder(profile: Profiles.tmT88V)
        encoder.start()
        try encoder.line("Paid 12.50")
        encoder.cut()
        let outcome = await printer.print(
            PrintJob(id: "bench-\(number)", bytes: encoder.bytes, patience: .wait(.seconds(30))))
        guard case .printed(.processID, isReprint: false) = outcome else {
            throw BenchError.differentContent("a one-line receipt ended \(outcome)")
        }
    }

    private static func kick(on printer: Printer) async throws {
        let result = await printer.kick(Pulse(.pin2, onUnits: 25, offUnits: 250))
        guard result == .sent else {
            throw BenchError.differentContent("a pulse was not sent: \(result)")
        }
    }
}
