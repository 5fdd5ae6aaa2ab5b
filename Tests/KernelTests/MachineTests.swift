import Glibc
import Testing

/// That the machine is one: a test that passes because there was nothing to test proves nothing.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized)
struct MachineTests {
    @Test func theKernelHasUSBAndAVirtualHostController() {
        #expect(access("/sys/bus/usb/devices", R_OK) == 0)
        #expect(access("/sys/devices/platform/vhci_hcd.0/attach", W_OK) == 0)
        #expect(access("/dev/uhid", W_OK) == 0)
    }

    @Test func aRealUdevdReadsOurRules() throws {
        #expect(try Guest.run("udevadm", "control", "--ping").status == 0)
        #expect(
            Guest.contents(of: "/etc/udev/rules.d/70-tillwright.rules")
                == Guest.contents(of: "\(Guest.root)/udev/70-tillwright.rules"))
    }

    @Test func theSerialAdapterGoesAndComesBack() throws {
        let emulator = try Emulator()
        try Guest.wait(for: "/dev/ttyUSB0")
        #expect(try Guest.rights(of: "/dev/ttyUSB0") == "660 dialout")
        try emulator.unplugSerialAdapter()
        try Guest.waitForEnd(of: "/dev/ttyUSB0")
        try emulator.plugSerialAdapter()
        try Guest.wait(for: "/dev/ttyUSB0")
    }

    @Test func theProgramRunsHere() throws {
        let result = try Guest.run(Guest.till, "devices", "--json")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("/dev/serial/by-id/"))
    }
}
