internal import CLibUSB
internal import Glibc
internal import Transport

/// Gives interfaces back to the kernel's drivers when the process ends with links open.
///
/// The kernel releases them by itself, and leaves them without a driver: `/dev/usb/lp0` would stay
/// away until somebody pulls the plug. After a kill nobody can help; the next link's end does.
enum USBGiveBack {
    struct Claimed: @unchecked Sendable {
        // libusb may be called from any thread until the handle is closed, which is after it was
        // taken out of here.
        var handle: OpaquePointer
        var interfaces: [UInt8]
    }
    private struct State {
        var isArmed = false
        var claimed: [ObjectIdentifier: Claimed] = [:]
    }
    private static let state = Lock(State())

    static func add(_ claimed: Claimed, of owner: AnyObject) {
        let id = ObjectIdentifier(owner)
        let isFirst = state.withLock { state in
            state.claimed[id] = claimed
            defer { state.isArmed = true }
            return !state.isArmed
        }
        if isFirst { atexit { USBGiveBack.releaseAll() } }
    }

    /// To be called before the handle is closed.
    static func remove(of owner: AnyObject) {
        let id = ObjectIdentifier(owner)
        state.withLock { _ = $0.claimed.removeValue(forKey: id) }
    }

    private static func releaseAll() {
        // Under the lock, so that nobody closes a handle meanwhile.
        state.withLock { state in
            for claimed in state.claimed.values {
                for interface in claimed.interfaces {
                    libusb_release_interface(claimed.handle, Int32(interface))
                }
            }
            state.claimed = [:]
        }
    }
}
