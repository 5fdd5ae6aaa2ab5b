import Simulator
import Testing
import Transport

/// `till probe`, and `till drawer` with boxes on serial lines.
@Suite(.fewAtATime, .timeLimit(.minutes(5)))
struct SerialTests {
    @Test(arguments: [9600, 19200, 115_200, 2400])
    func probingFindsThePrintersSpeedAndTheAddressWorks(baud: Int) async throws {
        let place = try Workplace()
        let printer = try await place.simulator(["--pty", "--baud", "\(baud)"])
        let probed = try await place.till(["probe", printer.address])
        #expect(probed.status == 0, "\(probed)")
        let address = probed.output.split(separator: "\n").map(String.init)
        let speed = baud == 9600 ? "" : "baud=\(baud)&"
        #expect(address == ["\(printer.address)?\(speed)flow=xonxoff"])
        let status = try await place.till(["status", "--to"] + address + ["--profile", "tm-t88v"])
        #expect(status.status == 0, "\(status)")
        let record = try await printer.stop()
        #expect(record.isBlank && record.all("pulse").isEmpty)
    }

    @Test func probingSaysInJSONWhatItFound() async throws {
        let place = try Workplace()
        let printer = try await place.simulator(["--pty", "--baud", "38400"])
        let probed = try await place.till(["probe", printer.address, "--json"])
        for part in [#""baud":38400"#, #""outcome":"found""#, #""flow":"xonxoff""#] {
            #expect(probed.output.contains(part), "\(probed)")
        }
        _ = try await printer.stop()
    }

    @Test func probingALineWithoutAPrinterEndsAsAbsent() async throws {
        let place = try Workplace()
        let server = try DrawerBoxServer(.init())
        await server.start()
        let probed = try await place.till(["probe", "serial:\(server.path)"])
        #expect(probed.status == 4, "\(probed)")
        #expect(probed.errors.contains("nothing answers"))
        await server.stop()
    }

    @Test(arguments: [
        ("tcp:127.0.0.1:9100", Int32(2)), ("serial:/dev/no-such-line", 4), ("serial:/dev/null", 2),
    ])
    func whatCannotBeProbedIsNamed(address: String, status: Int32) async throws {
        let probed = try await Workplace().till(["probe", address])
        #expect(probed.status == status, "\(probed)")
        #expect(!probed.errors.isEmpty)
    }

    // MARK: Boxes

    private func open(
        _ server: DrawerBoxServer, query: String = "", _ words: String...
    ) async throws -> Ended {
        try await Workplace().till(
            ["drawer", "open", "--to", "serial:\(server.path)\(query)", "--json"] + words)
    }

    /// Waits until the box has fired: the program ends when the line has its bytes.
    private func untilFired(_ server: DrawerBoxServer) async {
        for await event in server.news where event == .fired { return }
    }

    static let boxes: [(VirtualDrawerBox.Trigger, String)] = [
        (.anyByte, "bel"), (.bytes([0x07]), "bel"), (.bytes([0x41]), "byte=41"),
        (.bytes(Array("OPEN\r".utf8)), "string=OPEN%0D"),
    ]

    @Test(arguments: boxes)
    func aBoxFiresOnceAndNobodyKnowsWhetherItOpened(
        trigger: VirtualDrawerBox.Trigger, box: String
    ) async throws {
        let server = try DrawerBoxServer(.init(trigger: trigger))
        await server.start()
        let ended = try await open(server, "--reason", "sale", "--box", box)
        #expect(ended.status == 7, "\(ended)")
        #expect(try ended.report().drawer == "unknown")
        await untilFired(server)
        await server.stop()
        #expect(await server.events.count { $0 == .fired } == 1)
    }

    @Test func aBoxAtAnotherSpeedDoesNotHearItsString() async throws {
        let server = try DrawerBoxServer(
            .init(trigger: .bytes(Array("OPEN".utf8)), line: SerialSettings(baud: 19200)))
        await server.start()
        let words = ["--reason", "sale", "--box", "string=OPEN"]
        _ = try await open(server, words[0], words[1], words[2], words[3])
        _ = try await open(server, query: "?baud=19200", words[0], words[1], words[2], words[3])
        await untilFired(server)
        await server.stop()
        #expect(await server.events.count { $0 == .fired } == 1)
    }

    @Test func noReasonNoPulseAtABoxEither() async throws {
        let server = try DrawerBoxServer(.init())
        await server.start()
        let ended = try await open(server, "--box", "bel")
        #expect(ended.status == 2, "\(ended)")
        _ = try await open(server, "--box", "bel", "--reason", "sale")
        await untilFired(server)
        await server.stop()
        #expect(await server.events.count { $0 == .fired } == 1)
    }

    @Test(arguments: [
        (["--box", "bel", "--sensor", "cts:highWhenOpen"], "no lines beside its data"),
        (["--box", "dtr"], "no lines beside its data"),
        (["--box", "bel", "--sensor", "highWhenOpen"], "name the line"),
        (["--box", "dtr", "--sensor", "cts:highWhenOpen"], "opens this drawer"),
        (["--box", "byte=7"], "two hexadecimal digits"),
        (["--box", "string="], "1 to 32 bytes"),
        (["--box", "bel", "--sensor", "ri:open"], "must be one of"),
        (["--box", "bel", "--pin", "5"], "--pin is for drawers on a printer"),
        (["--box", "posiflex"], "usb: or hidraw:"),
    ])
    func wordsThatDoNotFitAreRefused(words: [String], why: String) async throws {
        let place = try Workplace()
        let server = try DrawerBoxServer(.init())
        await server.start()
        let ended = try await place.till(
            ["drawer", "open", "--reason", "sale", "--to", "serial:\(server.path)"] + words)
        #expect(ended.status == 2 && ended.errors.contains(why), "\(ended)")
        await server.stop()
        #expect(await server.events.isEmpty)
    }

    @Test func aBoxThatIsNotThereIsAbsent() async throws {
        let ended = try await Workplace().till([
            "drawer", "status", "--to", "serial:/dev/no-such-line", "--box", "bel",
        ])
        #expect(ended.status == 4, "\(ended)")
    }
}
