internal import CShims
internal import Glibc
internal import Transport

/// Event nodes of one device that are this process's alone.
///
/// While they are grabbed, no other reader, no window and no console gets their keys. The system
/// gives them back when the descriptors are closed, also by a crash.
struct EventGrab {
    /// An open node; the descriptor is the caller's.
    struct Opened: Sendable {
        var node: DeviceTree.Node
        var number: Int32
        var descriptor: Descriptor
    }

    let nodes: [Opened]
    /// Since when the keys come to us alone.
    let start: Duration

    /// Opens and grabs all of `nodes`, or none.
    ///
    /// A key that goes down before the grab and up after it would stay down for all others, who
    /// then repeat it for ever. So this waits until no key is down. Blocks; not for the pool.
    ///
    /// - Parameters:
    ///   - place: the device's address, for errors.
    ///   - limit: how long to wait for keys to go up.
    /// - Throws: ``LinkError``; nothing is grabbed.
    init(
        _ nodes: [DeviceTree.Node], place: String, keysUpWithin limit: Duration
    ) throws(LinkError) {
        var opened: [Opened] = []
        for node in nodes { opened.append(try Self.open(node, place: place)) }
        let time = SystemTime()
        let deadline = time.now() + limit
        while true {
            if !opened.contains(where: Self.hasKeyDown) {
                let start = time.now()
                for (index, node) in opened.enumerated() {
                    do throws(LinkError) {
                        try Self.grab(node, place: place)
                    } catch {
                        for node in opened[..<index] { Self.ungrab(node) }
                        throw error
                    }
                }
                // One that went down in between has been seen by the others.
                if !opened.contains(where: Self.hasKeyDown) {
                    self.nodes = opened
                    self.start = start
                    return
                }
                for node in opened { Self.ungrab(node) }
            }
            guard time.now() < deadline else {
                throw .busy(place, holder: "somebody who holds a key of it down")
            }
            usleep(10_000)
        }
    }

    private static func open(
        _ node: DeviceTree.Node, place: String
    ) throws(LinkError) -> Opened {
        let shown = node.path
        let number = Glibc.open(node.path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard number >= 0 else {
            throw .notOpened(errno == EACCES ? shown : place, by: errno, in: "open")
        }
        let descriptor = Descriptor(owning: number)
        guard tillwright_evdev_version(number) >= 0 else {
            throw .unsupported(shown, why: "it is no event device; till scan lists them")
        }
        guard tillwright_evdev_use_monotonic_time(number) == 0 else {
            throw .ended(by: errno, in: "EVIOCSCLOCKID", at: place)
        }
        return Opened(node: node, number: number, descriptor: descriptor)
    }

    private static func grab(_ node: Opened, place: String) throws(LinkError) {
        guard tillwright_evdev_grab(node.number, 1) != 0 else { return }
        if errno == EBUSY {
            throw .busy(place, holder: ProcessFacts.holder(of: node.node.path))
        }
        throw .ended(by: errno, in: "EVIOCGRAB", at: place)
    }

    private static func ungrab(_ node: Opened) { _ = tillwright_evdev_grab(node.number, 0) }

    private static func hasKeyDown(_ node: Opened) -> Bool {
        // KEY_MAX is 2FFh.
        var bits = [UInt8](repeating: 0, count: 96)
        return tillwright_evdev_keys_down(node.number, &bits, bits.count) >= 0
            && bits.contains { $0 != 0 }
    }
}
