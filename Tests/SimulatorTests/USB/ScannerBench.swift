import Scancode
import Simulator

/// A USB scanner on a bench, in virtual time, and a host that keeps reading.
struct ScannerBench {
    var device: VirtualUSBDevice<USBScannerFunction>
    var scanner: VirtualScanner
    var now = Duration.zero
    /// What came, with its interface and the time of its coming.
    var reports: [(interface: UInt8, at: Duration, bytes: [UInt8])] = []
    private var replies: [USBReply] = []
    private var nextNumber: UInt32 = 0
    private var reads: [UInt32: UInt8] = [:]
    private var isReading = false

    init(
        _ model: VirtualScanner.Model, typing: WedgeEncoder = WedgeEncoder(),
        mindsCapsLock: Bool = false, reportsMax: Int = 32_768, speed: USBSpeed = .full,
        interval: UInt8 = 1
    ) throws {
        scanner = try VirtualScanner(
            model, typing: typing, mindsCapsLock: mindsCapsLock, reportsMax: reportsMax)
        device = VirtualUSBDevice(
            USBScannerFunction(scanner, speed: speed, interval: interval))
        _ = control(USBSetup(0x00, 9, value: 1))
    }

    mutating func control(_ setup: USBSetup, _ data: [UInt8] = []) -> USBCompletion? {
        nextNumber += 1
        device.submit(.control(nextNumber, setup, data), &scanner, at: now)
        settle()
        for case .completed(let completion) in replies where completion.number == nextNumber {
            return completion
        }
        return nil
    }

    /// Asks one interface for one report, with room for just that, as hosts do.
    mutating func read(_ interface: UInt8 = 0) {
        let isKeyboard = device.function.descriptors.interfaces[Int(interface)].subclassCode == 1
        let length = isKeyboard ? 8 : 64
        nextNumber += 1
        reads[nextNumber] = interface
        device.submit(
            .input(nextNumber, endpoint: 1 + interface, length: length), &scanner, at: now)
        settle()
    }

    /// Lets time pass; a host that `isReading` asks again whenever a report has come.
    mutating func pass(_ time: Duration, isReading: Bool = true) {
        let end = now + time
        self.isReading = isReading
        defer { self.isReading = false }
        if isReading {
            for interface in device.function.descriptors.interfaces.map(\.number)
            where !reads.values.contains(interface) { read(interface) }
        }
        while let next = device.nextEvent, next <= end {
            now = max(now, next)
            settle()
        }
        now = end
        settle()
    }

    mutating func scan(_ text: String, _ symbology: Symbology? = nil) throws {
        try scanner.scan(Scan(bytes: Array(text.utf8), symbology: symbology))
        settle()
    }

    private mutating func settle() {
        device.advance(&scanner, to: now)
        let new = device.takeReplies()
        replies += new
        for case .completed(let completion) in new {
            guard let interface = reads.removeValue(forKey: completion.number),
                completion.status == .done
            else { continue }
            reports.append((interface, now, completion.data))
            if isReading { read(interface) }
        }
    }
}
