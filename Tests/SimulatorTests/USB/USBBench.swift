import ESCPOS
import Simulator

/// A USB printer on a bench, in virtual time: transfers in, replies out.
struct USBBench {
    var device: VirtualUSBDevice<USBPrinterFunction>
    var printer: VirtualPrinter
    var now = Duration.zero
    var replies: [USBReply] = []
    private var nextNumber: UInt32 = 0

    /// - Parameter change: what is different from a printer that is in order.
    init(
        _ profile: Profile = Profiles.tmT88V, plan: FaultPlan = .none, isConfigured: Bool = true,
        limits: VirtualUSBDevice<USBPrinterFunction>.Limits = .init(),
        _ change: (inout USBPrinterTraits) -> Void = { _ in }
    ) {
        var traits = USBPrinterTraits(profile)
        change(&traits)
        device = VirtualUSBDevice(USBPrinterFunction(traits), limits: limits)
        printer = VirtualPrinter(profile: profile, plan: plan)
        if isConfigured { _ = control(USBSetup(0x00, 9, value: 1)) }
    }

    var completions: [USBCompletion] {
        replies.compactMap { if case .completed(let completion) = $0 { completion } else { nil } }
    }

    func completion(_ number: UInt32) -> USBCompletion? {
        completions.first { $0.number == number }
    }

    mutating func makeNumber() -> UInt32 {
        nextNumber += 1
        return nextNumber
    }

    // MARK: Transfers

    @discardableResult
    mutating func submit(_ transfer: USBTransfer) -> UInt32 {
        device.submit(transfer, &printer, at: now)
        settle()
        return transfer.number
    }

    @discardableResult
    mutating func write(_ bytes: [UInt8], to endpoint: UInt8 = 1) -> UInt32 {
        submit(.output(makeNumber(), endpoint: endpoint, bytes))
    }

    @discardableResult
    mutating func read(_ length: Int, from endpoint: UInt8 = 0x82) -> UInt32 {
        submit(.input(makeNumber(), endpoint: endpoint, length: length))
    }

    /// What came of a write, as far as it has ended.
    mutating func wrote(_ bytes: [UInt8]) -> USBCompletion? {
        let number = write(bytes)
        return completion(number)
    }

    /// What a read brought, as far as it has ended.
    mutating func reading(_ length: Int) -> USBCompletion? {
        let number = read(length)
        return completion(number)
    }

    /// A control transfer that is answered at once.
    mutating func control(_ setup: USBSetup, _ data: [UInt8] = []) -> USBCompletion? {
        let number = submit(.control(makeNumber(), setup, data))
        return completion(number)
    }

    mutating func unlink(_ number: UInt32) -> USBReply? {
        device.unlink(number, by: makeNumber(), &printer, at: now)
        settle()
        return replies.last
    }

    // MARK: Time

    mutating func act(_ hand: (inout VirtualPrinter) -> Void) {
        hand(&printer)
        settle()
    }

    mutating func pass(_ time: Duration) {
        let end = now + time
        while let next = [printer.nextEvent, device.nextEvent].compactMap({ $0 }).min(), next <= end
        {
            now = max(now, next)
            settle()
        }
        now = end
        settle()
    }

    private mutating func settle() {
        repeat {
            for output in printer.advance(to: now) {
                switch output {
                case .reply(let bytes): device.function.send(bytes)
                case .gone: device.disconnect(&printer, at: now)
                default: break
                }
            }
            device.advance(&printer, to: now)
        } while printer.nextEvent.map { $0 <= now } ?? false
        replies += device.takeReplies()
    }
}

/// `length` bytes wanted of descriptor `type` and `index`.
func descriptorRequest(_ type: UInt8, _ index: UInt8 = 0, length: UInt16 = 255) -> USBSetup {
    USBSetup(0x80, 6, value: UInt16(type) << 8 | UInt16(index), length: length)
}
