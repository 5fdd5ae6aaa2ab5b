import Glibc
import Testing

/// Devices that are not there, not ours or not free.
@Suite(.fewAtATime)
struct BadDeviceTests {
    private func print(
        at place: Workplace, to address: String, _ words: [String] = []
    ) async throws -> Ended {
        try await place.till(
            ["print", Programs.example("count"), "--to", address, "--profile", "tm-t88v"] + words)
    }

    @Test(arguments: [
        "file:/dev/usb/lp-none", "serial:/dev/tty-none", "usb:1209:ffff", "usb:serial=none",
    ])
    func anAbsentDeviceIsNamed(address: String) async throws {
        let ended = try await print(at: Workplace(), to: address)
        #expect(ended.status == 4, "\(ended)")
        #expect(ended.errors.contains("no device at \(address); is it plugged in"))
        #expect(ended.errors.contains("till devices"))
    }

    @Test func aPortWhereNobodyListensIsNamed() async throws {
        let place = try Workplace()
        // A port that was free a moment ago.
        let printer = try await place.simulator()
        _ = try await printer.stop()
        let ended = try await print(at: place, to: printer.address, ["--json"])
        #expect(ended.status == 4, "\(ended)")
        #expect(
            try ended.report().reason
                == "cannot reach \(printer.address): the connection was refused; check the address "
                + "and that the device is on")
    }

    @Test func aHostWithoutANameIsNamed() async throws {
        let ended = try await print(at: Workplace(), to: "tcp:no-such-host.invalid")
        #expect(ended.status == 4, "\(ended)")
        #expect(ended.errors.contains("cannot reach tcp:no-such-host.invalid"))
    }

    @Test(.enabled(if: Programs.setpriv != nil, "only root can run a program as somebody else"))
    func aDeviceWithoutPermissionIsDenied() async throws {
        let place = try Workplace()
        let setpriv = try #require(Programs.setpriv)
        // The other user reaches the program and the input, and may not write to the device.
        chmod(place.path, 0o755)
        let locks = place.file("their-locks")
        mkdir(locks, 0o700)
        chown(locks, 65534, 65534)
        let device = try place.write("", to: "lp0")
        chmod(device, 0o600)
        let raw = try place.write("hello\n", to: "raw.txt")
        let ended = try await place.run([
            setpriv, "--reuid=65534", "--clear-groups", "env", "TILLWRIGHT_LOCK_DIR=\(locks)",
            Programs.till, "print", "--raw", raw, "--to", "file:\(device)",
        ])
        #expect(ended.status == 5, "\(ended)")
        #expect(ended.errors.contains("cannot open file:\(device): permission denied"))
        #expect(ended.errors.contains("till doctor udev says which rule or group is missing"))
        #expect(try place.bytes(of: "lp0").isEmpty)
    }

    /// A printer without paper keeps the first program waiting for as long as the second needs.
    @Test(arguments: [["--tcp", "0"], ["--pty"]])
    func aDeviceThatAnotherProcessHasIsBusy(link: [String]) async throws {
        let place = try Workplace()
        let plan = try place.plan(
            """
            { "when": { "timeMs": 0 }, "do": { "paperOut": { "reloadAfterMs": 6000 } } }
            """)
        let printer = try await place.simulator(link + ["--faults", plan])
        async let first = print(at: place, to: printer.address, ["--wait", "60"])
        try await place.untilClaimed()
        let second = try await print(at: place, to: printer.address, ["--json"])
        #expect(second.status == 6, "\(second)")
        let reason = try #require(try second.report().reason)
        #expect(reason.hasPrefix("\(printer.address) is in use by till (process "), "\(reason)")
        #expect(reason.hasSuffix("stop it or choose another device"))
        let status = try await place.till(
            "drawer", "open", "--reason", "test", "--to", printer.address, "--profile", "tm-t88v")
        #expect(status.status == 6, "\(status)")
        #expect(try await first.status == 0)
        let record = try await printer.stop()
        #expect(record.all("cut").count == 1 && record.all("pulse").isEmpty)
    }

    @Test func aTakenPortIsBusyForTheSimulatorToo() async throws {
        let place = try Workplace()
        let printer = try await place.simulator()
        let ended = try await place.till("sim", "--tcp", printer.port)
        #expect(ended.status == 6, "\(ended)")
        _ = try await printer.stop()
    }

    @Test func aSignalWhileWaitingCancelsTheJobAndPrintsNothing() async throws {
        let place = try Workplace()
        let plan = try place.plan(
            """
            { "when": { "timeMs": 0 }, "do": { "paperOut": { "reloadAfterMs": 600000 } } }
            """)
        let printer = try await place.simulator(["--faults", plan])
        let ended = try await place.interrupt([
            Programs.till, "print", Programs.example("count"), "--to", printer.address, "--profile",
            "tm-t88v", "--wait", "600", "--json",
        ])
        #expect(ended.status == 1, "\(ended)")
        #expect(try ended.report().reason == "cancelled")
        #expect(try await printer.stop().isBlank)
    }
}
