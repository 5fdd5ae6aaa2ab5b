import Glibc
import POSIXTransport
import Testing
import Transport

@Suite struct SerialLinkTests {
    @Test(arguments: [SerialSettings.Flow.none, .rtscts, .xonxoff])
    func everyByteReachesThePrinter(flow: SerialSettings.Flow) async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(flow: flow), claims: folder.claims)
        let all = (0...255).map(UInt8.init)
        try await send(all, to: link)
        #expect(try await receive(256, from: far) == all)
        await link.close()
        await far.close()
    }

    @Test(arguments: [SerialSettings.Flow.none, .rtscts])
    func everyByteComesBackWhenTheLineDoesNotUseSome(flow: SerialSettings.Flow) async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(flow: flow), claims: folder.claims)
        let all = (0...255).map(UInt8.init)
        try await send(all, to: far)
        #expect(try await receive(256, from: link) == all)
        await link.close()
        await far.close()
    }

    @Test func xoffHoldsThePrintingAndOnlyXonLetsItGoOn() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(flow: .xonxoff), claims: folder.claims)
        try await send([0x13, 0x12], to: far)
        // The status byte behind the XOFF arrives, and the XOFF itself does not.
        #expect(try await receive(1, from: link) == [0x12])
        #expect(try await link.write([1, 2, 3], within: .milliseconds(20)) == 0)
        async let written = link.write([1, 2, 3], within: .seconds(30))
        try await send([0x11], to: far)
        #expect(try await written == 3)
        #expect(try await receive(3, from: far) == [1, 2, 3])
        await link.close()
        await far.close()
    }

    @Test(arguments: SerialSettings.bauds)
    func theLineIsRawAndKeepsItsModemLines(baud: Int) async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(
            path, .init(baud: baud, flow: .xonxoff), claims: folder.claims)
        let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var line = termios()
        #expect(tcgetattr(number, &line) == 0)
        #expect(cfgetospeed(&line) == cfgetispeed(&line))
        #expect(cfgetospeed(&line) == Self.code(of: baud))
        #expect(line.c_cflag & tcflag_t(HUPCL) == 0)
        #expect(line.c_cflag & tcflag_t(CLOCAL | CREAD) == tcflag_t(CLOCAL | CREAD))
        #expect(line.c_cflag & tcflag_t(CSIZE | CSTOPB) == tcflag_t(CS8))
        #expect(line.c_iflag & tcflag_t(IXON | IXOFF | IXANY) == tcflag_t(IXON))
        #expect(line.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
        #expect(line.c_oflag & tcflag_t(OPOST) == 0)
        close(number)
        await link.close()
        await far.close()
    }

    @Test func whatWasReceivedBeforeIsDiscarded() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        try await send([0xAA, 0xBB], to: far)
        let link = try await SerialLink.open(path, .init(), claims: folder.claims)
        try await send([0x12], to: far)
        #expect(try await receive(1, from: link) == [0x12])
        await link.close()
        await far.close()
    }

    @Test func aPseudoTerminalHasNoModemLines() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(), claims: folder.claims)
        #expect(try link.signals() == nil)
        #expect(try link.unsentBytes() == 0)
        await link.close()
        #expect(throws: LinkError.closed) { try link.unsentBytes() }
        await far.close()
    }

    @Test func hangingUpEndsTheLink() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(), claims: folder.claims)
        await far.close()
        let gone = LinkError.gone(link.address.description)
        #expect(await failure { () throws(LinkError) in _ = try await link.read() } == gone)
        #expect(
            await failure { () throws(LinkError) in
                _ = try await link.write([1], within: .seconds(1))
            } == gone)
        await link.close()
        #expect(folder.openDescriptors == 0)
    }

    @Test func aSecondOwnerIsRefusedUntilTheFirstCloses() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let opener = POSIXOpener(connectLimit: .seconds(300), claims: folder.claims)
        let link = try await opener.open(.serial(path: path, .init()))
        let refusal = await failure { () throws(LinkError) in
            _ = try await opener.open(.serial(path: path, .init(baud: 19200)))
        }
        guard case .busy("serial:\(path)?baud=19200", let holder?) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(holder.contains("(process \(getpid()))"))
        await link.close()
        await (try await opener.open(.serial(path: path, .init()))).close()
        await far.close()
    }

    @Test(arguments: [
        ("/dev/no-such-line", SerialSettings(), "no device at"),
        ("/dev/null", SerialSettings(), "no serial line"),
        ("/dev/null", SerialSettings(baud: 12_345), "12345 baud"),
    ])
    func whatIsNoLineIsNamed(path: String, settings: SerialSettings, words: String) async throws {
        let folder = try ScratchFolder()
        let error = await failure { () throws(LinkError) in
            _ = try await SerialLink.open(path, settings, claims: folder.claims)
        }
        #expect(error?.description.contains(words) == true)
        #expect(folder.openDescriptors == 0)
    }

    @Test func waitingForTheLineDSRNeedsALine() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let error = await failure { () throws(LinkError) in
            _ = try await SerialLink.open(path, .init(flow: .dtrdsr), claims: folder.claims)
        }
        guard case .unsupported(_, let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.contains("DSR"))
        await far.close()
        #expect(folder.openDescriptors == 0)
    }

    @Test func aStoppedLineTakesNothingAndClosesAtOnce() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(flow: .xonxoff), claims: folder.claims)
        try await send([0x13, 0x12], to: far)
        #expect(try await receive(1, from: link) == [0x12])
        async let written = failure { () throws(LinkError) in
            _ = try await link.write([1, 2, 3], within: .seconds(300))
        }
        await link.close()
        #expect(await written == .closed)
        // The next owner finds the line as it was set, and nothing of the last one's.
        let next = try await SerialLink.open(path, .init(flow: .none), claims: folder.claims)
        try await send([0x41], to: next)
        #expect(try await receive(1, from: far) == [0x41])
        await next.close()
        await far.close()
    }

    @Test func aCancelledWriteEndsWithWhatWasTaken() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(flow: .xonxoff), claims: folder.claims)
        try await send([0x13, 0x12], to: far)
        _ = try await receive(1, from: link)
        let write = Task { try await link.write([1, 2, 3], within: .seconds(300)) }
        write.cancel()
        #expect(try await write.value == 0)
        await link.close()
        await far.close()
    }

    @Test func anOpenLineIsSetAnew() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(baud: 9600), claims: folder.claims)
        try await send([0xAA], to: far)
        try link.change(to: .init(baud: 38400))
        #expect(far.attempt { Int(LineSpeed.baud(of: $0) ?? 0) } == .done(38400))
        // What came at the old speed is of no interest.
        try await send([0x12], to: far)
        #expect(try await receive(1, from: link) == [0x12])
        #expect(throws: LinkError.self) { try link.change(to: .init(baud: 12_345)) }
        await link.close()
        #expect(throws: LinkError.closed) { try link.change(to: .init()) }
        await far.close()
    }

    @Test func aStableNameIsTheSameDeviceAndFindsItAgain() async throws {
        let folder = try ScratchFolder()
        let name = folder.file("serial-A10X")
        let (far, path) = try PseudoTerminal.open()
        symlink(path, name)
        let link = try await SerialLink.open(name, .init(), claims: folder.claims)
        // One device, whatever it is called.
        let refusal = await failure { () throws(LinkError) in
            _ = try await SerialLink.open(path, .init(), claims: folder.claims)
        }
        guard case .busy = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        await far.close()
        #expect(
            await failure { () throws(LinkError) in _ = try await link.read() }
                == .gone(link.address.description))
        await link.close()
        unlink(name)
        let absence = await failure { () throws(LinkError) in
            _ = try await SerialLink.open(name, .init(), claims: folder.claims)
        }
        #expect(absence == .absent(link.address.description))
        // Plugged in again, the adapter has another node behind the same name.
        let (again, otherPath) = try PseudoTerminal.open()
        symlink(otherPath, name)
        let next = try await SerialLink.open(name, .init(), claims: folder.claims)
        try await send([1], to: next)
        #expect(try await receive(1, from: again) == [1])
        await next.close()
        await again.close()
    }

    @Test func aPseudoTerminalHasNoLineToSwitch() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let link = try await SerialLink.open(path, .init(), claims: folder.claims)
        #expect(throws: LinkError.self) { try link.switchSignals(.dtr, on: false) }
        await link.close()
        await far.close()
    }

    private static func code(of baud: Int) -> speed_t {
        let codes = [
            300: B300, 600: B600, 1200: B1200, 2400: B2400, 4800: B4800, 9600: B9600,
            19200: B19200, 38400: B38400, 57600: B57600, 115_200: B115200, 230_400: B230400,
            460_800: B460800, 921_600: B921600,
        ]
        return codes[baud].map { speed_t($0) } ?? 0
    }
}
