import ESCPOS
import Simulator

/// A hostile USB host: its bytes are read the same whatever their pieces, what it asks ends once
/// each, and no byte of a job is lost or invented.
///
/// The first byte chooses the device and its defects, the second one the place of the split, the
/// third whether the rest are the protocol's own bytes or choices of what to ask.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzUSBIP(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size >= 3 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: data + 3, count: size - 3))
    let commands =
        data[2] & 1 == 0
        ? read(bytes, splitAt: bytes.count * Int(data[1]) / 255, isAttached: data[2] & 2 == 0)
        : chosen(by: bytes)
    if data[0] & 0x80 == 0 {
        play(commands, on: printer(data[0]), Apparatus.printer, pace: data[1])
    } else if let scanner = try? VirtualScanner(
        VirtualScanner.Model.allCases[Int(data[0] & 3)], reportsMax: 64)
    {
        let device = VirtualUSBDevice(
            USBScannerFunction(scanner), limits: .init(transfers: 64, bytes: 1 << 16))
        play(commands, on: device, scanner, pace: data[1])
    }
    return 0
}

// MARK: Reading

/// What the bytes ask, checked against reading them in two pieces.
private func read(_ bytes: [UInt8], splitAt place: Int, isAttached: Bool) -> [USBCommand] {
    func messages(_ pieces: [ArraySlice<UInt8>]) -> (found: [USBIPParser.Message], isBad: Bool) {
        var parser = USBIPParser(isAttached: isAttached)
        var found: [USBIPParser.Message] = []
        for piece in pieces {
            guard let more = try? parser.parse(piece) else { return (found, true) }
            found += more
            precondition(parser.pendingByteCount <= bytes.count, "more is kept than came")
        }
        return (found, false)
    }
    let whole = messages([bytes[...]])
    let split = messages([bytes[..<place], bytes[place...]])
    precondition(whole.isBad == split.isBad, "the split decides what is refused")
    precondition(whole.isBad || whole.found == split.found, "the split changed the messages")
    return split.found.compactMap { if case .command(let command) = $0 { command } else { nil } }
}

/// Commands that a reader would let through, chosen by bytes: these go deeper than noise.
private func chosen(by bytes: [UInt8]) -> [USBCommand] {
    var rest = bytes[...]
    func next() -> UInt8 { rest.popFirst() ?? 0 }
    var commands: [USBCommand] = []
    while !rest.isEmpty, commands.count < 256 {
        let kind = next()
        let number = UInt32(next())
        switch kind & 3 {
        case 0:
            let setup = USBSetup(
                next(), next(), value: UInt16(next()) << 8 | UInt16(next()),
                index: UInt16(next() & 0x83), length: UInt16(next()))
            let count = setup.isIn ? 0 : min(Int(setup.length), rest.count)
            let data = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            commands.append(.submit(.control(number, setup, data)))
        case 1:
            let count = min(Int(next()) * 4, rest.count)
            commands.append(
                .submit(.output(number, endpoint: kind >> 2 & 3, Array(rest.prefix(count)))))
            rest = rest.dropFirst(count)
        case 2:
            commands.append(.submit(.input(number, endpoint: kind >> 2 & 3, length: Int(next()))))
        default: commands.append(.unlink(number: number, request: UInt32(kind) << 8 | number))
        }
    }
    return commands
}

// MARK: Playing

private func printer(_ flags: UInt8) -> VirtualUSBDevice<USBPrinterFunction> {
    var traits = USBPrinterTraits(Profiles.tmT88V)
    if flags & 1 != 0 { traits.kind = .printerClass(protocols: [1, 2, 3]) }
    if flags & 2 != 0 { traits.bursts = .init(packets: 2, time: .milliseconds(1)) }
    if flags & 4 != 0 { traits.stallsAtBytes = [10, 100, 1000] }
    if flags & 8 != 0 { traits.sendsEmptyPackets = true }
    if flags & 16 != 0 { traits.hasHIDInterface = true }
    if flags & 32 != 0 { traits.softReset = .hangs }
    if flags & 64 != 0 { traits.outPacketSize = 1 }
    return VirtualUSBDevice(
        USBPrinterFunction(traits), limits: .init(transfers: 64, bytes: 1 << 16))
}

/// What stands behind a device.
private enum Apparatus {
    static var printer: VirtualPrinter { VirtualPrinter(profile: Profiles.tmT88V) }
}

private func play<Function: USBFunction>(
    _ commands: [USBCommand], on start: VirtualUSBDevice<Function>,
    _ machine: Function.Machine, pace: UInt8
) {
    var device = start
    var machine = machine
    var now = Duration.zero
    // Configured, or nothing but requests would be heard.
    device.submit(.control(.max, USBSetup(0x00, 9, value: 1)), &machine, at: now)
    var submits = 1
    var unlinks = 0
    var ended = 0
    var takenBack = 0
    func count(_ replies: [USBReply]) {
        for reply in replies {
            switch reply {
            case .completed(let completion):
                ended += 1
                precondition(completion.count >= 0, "a transfer moved less than nothing")
            case .unlinked(_, let wasTakenBack):
                unlinks -= 1
                if wasTakenBack { takenBack += 1 }
            }
        }
    }
    for command in commands {
        if case .submit = command { submits += 1 } else { unlinks += 1 }
        device.handle(command, &machine, at: now)
        count(device.takeReplies())
        now += .microseconds(Int(pace) * 8)
        device.advance(&machine, to: now)
        count(device.takeReplies())
        precondition(device.pendingCount <= 64, "more is under way than the limit")
        precondition(
            device.pendingCount + ended + takenBack == submits, "a transfer ended twice or never")
    }
    device.disconnect(&machine, at: now)
    count(device.takeReplies())
    precondition(ended + takenBack == submits && unlinks == 0, "something never ended")
    precondition(device.pendingCount == 0, "something is under way behind the end")
}
