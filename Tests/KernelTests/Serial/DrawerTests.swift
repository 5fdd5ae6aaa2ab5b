import FoundationEssentials
import Simulator
import Testing
import Transport

/// `till drawer` and a Posiflex drawer on a real kernel's virtual USB port.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct PosiflexDrawerTests {
    private struct Plugged {
        let drawer: USBPosiflex
        let attachment: KernelAttachment
        /// The folder in `/sys` of its HID interface.
        let interface: String

        init(serial: String) async throws {
            let events = try KernelEvents()
            drawer = USBPosiflex(VirtualPosiflex(number: 7), serial: serial)
            attachment = try await VirtualHostController().attach(drawer)
            interface = try await HIDNodes.bound(1, named: serial, events)[0]
        }

        func remove() async throws {
            await attachment.detach()
            try Guest.waitForEnd(of: interface)
            try Guest.settle()
        }
    }

    private func till(_ words: String...) async throws -> (status: Int32, output: String) {
        let ended = try await OffPool.run {
            Result { try Guest.run([Guest.till, "drawer"] + words, within: .seconds(60)) }
        }.get()
        return (ended.status, ended.output + ended.errors)
    }

    private func openAndShut(_ plugged: Plugged, at address: String) async throws {
        let shut = try await till("status", "--to", address)
        #expect(shut.status == 0 && shut.output.contains("closed"), "\(shut)")
        let opened = try await till(
            "open", "--to", address, "--reason", "sale", "--by", "Ada", "--within", "30")
        #expect(opened.status == 0 && opened.output.contains("opened after"), "\(opened)")
        let open = try await till("status", "--to", address)
        #expect(open.status == 1 && open.output.contains("open"), "\(open)")
        await plugged.drawer.move(open: false)
        let waited = try await till("wait", "--to", address)
        #expect(waited.status == 0, "\(waited)")
    }

    @Test func aPosiflexDrawerOpensThroughHidraw() async throws {
        let plugged = try await Plugged(serial: "DRAWER-1")
        let node = try HIDNodes.hidraw(of: plugged.interface)
        #expect(try Guest.rights(of: node) == "660 plugdev")
        try await openAndShut(plugged, at: "hidraw:\(node)")
        #expect(await plugged.drawer.snapshot.isBricked == false)
        try await plugged.remove()
    }

    @Test(arguments: ["usb:0d3a:0207", "usb:serial=DRAWER-2"])
    func aPosiflexDrawerOpensThroughLibusb(address: String) async throws {
        let plugged = try await Plugged(serial: "DRAWER-2")
        if address.hasPrefix("usb:serial") {
            let opened = try await till(
                "open", "--to", address, "--box", "posiflex", "--reason", "sale", "--by", "Ada",
                "--within", "30")
            #expect(opened.status == 0 && opened.output.contains("opened after"), "\(opened)")
        } else {
            try await openAndShut(plugged, at: address)
        }
        try await plugged.remove()
    }
}
