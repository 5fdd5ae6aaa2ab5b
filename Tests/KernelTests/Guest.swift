import Glibc
import Testing

/// The virtual machine of `make test-kernel`, where a real kernel has USB, HID and udev.
enum Guest {
    /// Whether these tests run in it: they plug in devices, load drivers and change rules, which
    /// nobody wants on a machine in use.
    static var isHere: Bool { getenv("TILLWRIGHT_GUEST") != nil }
    static let isElsewhere: Comment = "runs in the machine that make test-kernel starts"
}

@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere))
struct GuestTests {
    @Test func theKernelHasUSBAndAVirtualHostController() {
        #expect(access("/sys/bus/usb/devices", R_OK) == 0)
        #expect(access("/sys/devices/platform/vhci_hcd.0/attach", W_OK) == 0)
    }
}
