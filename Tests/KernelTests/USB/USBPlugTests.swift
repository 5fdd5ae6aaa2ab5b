import ESCPOS
import Glibc
import Simulator
import Testing
import Transport
import USBTransport

/// Devices that come and go, and the kernel's own driver that gives way and comes back.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized, .timeLimit(.minutes(5)))
struct USBPlugTests {
    // MARK: Hotplug

    @Test func aDeviceIsAnnouncedWhenItComesAndWhenItGoes() async throws {
        var changes = USBDevices.changes().makeAsyncIterator()
        let printer = try await PluggedPrinter()
        var arrival: USBDescription?
        while arrival == nil, let change = await changes.next() {
            if case .arrived(let device) = change, printer.traits.areThose(of: device) {
                arrival = device
            }
        }
        let device = try #require(arrival)
        #expect(device.manufacturer == printer.traits.manufacturer)
        #expect(device.productName == printer.traits.productName)
        #expect(device.access == .allowed)
        #expect(access(device.node, F_OK) == 0)
        #expect(access("/sys/bus/usb/devices/\(device.port)", F_OK) == 0)
        #expect(USBKind(of: device) == .printer)
        #expect(USBPrinterInterface.choose(in: device)?.output.address == 0x01)
        #expect(USBPrinterInterface.choose(in: device)?.input?.address == 0x82)
        await printer.remove()
        var departure: USBDescription?
        while departure == nil, let change = await changes.next() {
            if case .left(let device) = change { departure = device }
        }
        #expect(departure == device)
    }

    @Test func whatIsPluggedInAlreadyIsAnnouncedFirst() async throws {
        let printer = try await PluggedPrinter()
        var seen: Set<UInt16> = []
        for await change in USBDevices.changes() {
            guard case .arrived(let device) = change else { continue }
            seen.insert(device.vendor)
            // Ours, and the machine's own serial adapter.
            if seen.isSuperset(of: [printer.traits.vendor, 0x0403]) { break }
        }
        await printer.remove()
    }

    @Test func theProgramTellsWhatComesAndGoes() async throws {
        let watching = try Program([Guest.till, "devices", "--watch", "--json"])
        let printer = try await PluggedPrinter()
        func line(_ change: String) async throws -> String {
            while let line = try await watching.nextLine() {
                if line.contains("TWTEST0417"), line.contains("\"\(change)\"") { return line }
            }
            throw Guest.Failure(description: "it ended")
        }
        let arrived = try await line("arrived")
        #expect(arrived.contains("\"usb:serial=TWTEST0417\""))
        #expect(arrived.contains("\"USB printer\""))
        await printer.remove()
        _ = try await line("left")
        watching.terminate()
        #expect(try await watching.end().status == 0)
    }

    // MARK: usblp

    @Test func theKernelsDriverGivesWayAndComesBack() async throws {
        let printer = try await PluggedPrinter()
        try await Apart.wait(for: "/dev/usb/lp0")
        #expect(try await printer.driver == "usblp")
        let link = try await USBOpener().open(printer.address)
        #expect(try await printer.driver == "usbfs")
        try await Apart.waitForEnd(of: "/dev/usb/lp0")
        try await send(Array("by libusb\n".utf8), to: link)
        #expect(await eventually { await printer.lines == ["by libusb"] })
        await link.close()
        try await Apart.wait(for: "/dev/usb/lp0")
        #expect(try await printer.driver == "usblp")
        #expect(try await Apart.run("sh", "-c", "echo by usblp >/dev/usb/lp0").status == 0)
        #expect(await eventually { await printer.lines == ["by libusb", "by usblp"] })
        await printer.remove()
    }

    @Test func theKernelsDriverComesBackFromALinkThatWasNeverClosed() async throws {
        let printer = try await PluggedPrinter()
        try await Apart.wait(for: "/dev/usb/lp0")
        do {
            let link = try await USBOpener().open(printer.address)
            #expect(try await link.write([0x0A], within: .seconds(10)) == 1)
        }
        try await Apart.wait(for: "/dev/usb/lp0")
        await printer.remove()
    }

    @Test func theKernelsDriverComesBackWhenTheProcessEndsWithTheLinkOpen() async throws {
        let printer = try await PluggedPrinter()
        try await Apart.wait(for: "/dev/usb/lp0")
        await #expect(processExitsWith: .exitCode(7)) {
            let link = try await USBOpener().open(.usb(.serial("TWTEST0417")))
            _ = try await link.write([0x0A], within: .seconds(10))
            // It is not let go of before.
            withExtendedLifetime(link) { exit(7) }
        }
        try await Apart.wait(for: "/dev/usb/lp0")
        #expect(try await printer.driver == "usblp")
        await printer.remove()
    }

    // MARK: Who has it

    @Test func anotherProcessOfOursIsNamed() async throws {
        let printer = try await PluggedPrinter()
        let link = try await USBOpener().open(printer.address)
        let result = try await Apart.run(Guest.till, "status", "--to", "\(printer.address)")
        #expect(result.status == 6, "\(result)")
        #expect(result.errors.contains("(process \(getpid()))"), "\(result.errors)")
        await link.close()
        await printer.remove()
    }

    @Test func aProgramThatPrintsThroughTheKernelsDriverIsNamed() async throws {
        let printer = try await PluggedPrinter()
        try await Apart.wait(for: "/dev/usb/lp0")
        let program = try Program(["sh", "-c", "exec 3>/dev/usb/lp0; echo $$; exec sleep 600"])
        let number = try #require(try await program.nextLine())
        let error = await failure { () throws(LinkError) in
            _ = try await USBOpener().open(printer.address)
        }
        guard case .busy(_, let holder) = error else {
            Issue.record("expected busy, got \(String(describing: error))")
            return
        }
        #expect(
            holder == "usblp, sleep (process \(number))"
                || holder == "usblp, sh (process \(number))")
        #expect(try await printer.driver == "usblp")
        program.terminate()
        await printer.remove()
    }

    /// It keeps its lock files elsewhere, as every program that is not ours.
    @Test func aProgramThatDrivesTheDeviceByItselfIsNamed() async throws {
        let printer = try await PluggedPrinter()
        let link = try await USBOpener(claims: ClaimDirectory(path: "/run/lock/tillwright-other"))
            .open(printer.address)
        let result = try await Apart.run(Guest.till, "status", "--to", "\(printer.address)")
        #expect(result.status == 6, "\(result)")
        #expect(result.errors.contains("usbfs, "), "\(result.errors)")
        #expect(result.errors.contains("(process \(getpid()))"), "\(result.errors)")
        await link.close()
        await printer.remove()
    }

    // MARK: Which one

    @Test(arguments: [nil, "123456", "TWTWIN0001"])
    func twoOfOneKindStayTwo(serial: String?) async throws {
        let left = try await PluggedPrinter { $0.serial = serial }
        let right = try await PluggedPrinter { $0.serial = serial }
        let model = Address.usb(.model(vendor: left.traits.vendor, product: left.traits.product))
        for address in [model] + (serial.map { [.usb(.serial($0))] } ?? []) {
            let error = await failure { () throws(LinkError) in
                _ = try await USBOpener().open(address)
            }
            for port in [left.port, right.port] {
                #expect("\(error as LinkError?)".contains("usb:port=\(port)"), "\(address)")
            }
        }
        let listed = try await Apart.run(Guest.till, "devices")
        #expect(listed.output.contains("usb:port=\(left.port)  USB printer"), "\(listed.output)")
        #expect(listed.output.contains("only the port tells"), "\(listed.output)")
        for (printer, port, word) in [(left, left.port, "left"), (right, right.port, "right")] {
            let link = try await USBOpener().open(.usb(.port(port)))
            try await send(Array("\(word)\n".utf8), to: link)
            #expect(await eventually { await printer.lines == [word] })
            await link.close()
        }
        await left.remove()
        await right.remove()
    }

    @Test func aPrinterIsFoundAgainAtAnotherPortAndAnotherAtItsPortIsRefused() async throws {
        let opener = USBOpener()
        let printer = try await PluggedPrinter()
        let port = printer.port
        for address in [printer.address, .usb(.port(port))] {
            try await opener.open(address).close()
        }
        await printer.remove()
        let other = try await PluggedPrinter { $0.serial = "TWOTHER777" }
        #expect(other.port == port)
        let again = try await PluggedPrinter()
        #expect(again.port != port)
        try await opener.open(again.address).close()
        let error = await failure { () throws(LinkError) in
            _ = try await opener.open(.usb(.port(port)))
        }
        #expect("\(error as LinkError?)".contains("another device answers there"))
        #expect("\(error as LinkError?)".contains("TWTEST0417"))
        await other.remove()
        await again.remove()
    }

    /// Somebody without the right to open the device is told what to do, and changes nothing.
    @Test func withoutTheRightItIsDenied() async throws {
        let printer = try await PluggedPrinter()
        try await Apart.settle()
        let result = try await Apart.run(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Guest.till, "status",
            "--to", "\(printer.address)")
        #expect(result.status == 5, "\(result)")
        #expect(result.errors.contains("udev"), "\(result.errors)")
        await printer.remove()
    }
}

extension PluggedPrinter {
    /// The kernel's driver of its first interface.
    var driver: String? {
        get async throws {
            guard
                let path = realpath("/sys/bus/usb/devices/\(port):1.0/driver", nil)
            else { return nil }
            defer { free(path) }
            return String(cString: path).split(separator: "/").last.map(String.init)
        }
    }
}
