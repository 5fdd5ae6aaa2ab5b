internal import CLibUSB
internal import Transport

/// What a session knows of devices that come and go.
struct USBHotplug: Sendable {
    enum Phase: Hashable { case off, on, unavailable }
    struct Notice: Sendable {
        var device: USBDeviceReference
        var isArrival: Bool
    }
    struct Listener: Sendable {
        weak var listener: USBListener?
    }

    var phase = Phase.off
    /// What libusb told and nobody has looked at yet.
    var notices: [Notice] = []
    /// Whether a thread is looking at the notices.
    var isLooking = false
    /// All that are plugged in. The reference keeps libusb from using the pointer for another.
    var present: [USBDeviceReference: USBDescription] = [:]
    var listeners: [ObjectIdentifier: Listener] = [:]

    /// - Returns: whether a thread must be started that looks at the notices.
    mutating func add(_ notice: Notice) -> Bool {
        // Gone before it was looked at: not worth describing.
        if !notice.isArrival { notices.removeAll { $0.device == notice.device } }
        notices.append(notice)
        defer { isLooking = true }
        return !isLooking
    }

    /// - Returns: those who were told, to be let go of when the lock is free again.
    func tell(_ change: USBChange) -> [USBListener] {
        let listeners = listeners.values.compactMap(\.listener)
        for listener in listeners { listener.tell(change) }
        return listeners
    }
}

/// Keeps a device known to libusb. Two of one device are equal.
final class USBDeviceReference: @unchecked Sendable, Hashable {
    // The pointer never changes, and libusb counts its references by itself.
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = libusb_ref_device(pointer) ?? pointer
    }

    deinit { libusb_unref_device(pointer) }

    static func == (one: USBDeviceReference, other: USBDeviceReference) -> Bool {
        one.pointer == other.pointer
    }

    func hash(into hasher: inout Hasher) { hasher.combine(pointer) }
}

// libusb tells of devices on the event thread, where nothing may wait: a device that is slow to tell
// its name would hold up the printing on all others. There its news are only noted. A thread of its
// own looks at them, as long as there are any.
extension USBSession {
    /// Tells `listener` what is plugged in, and from then on what changes.
    ///
    /// - Returns: false when the library cannot see devices come and go.
    func listen(_ listener: USBListener) -> Bool {
        let (isFirst, isPossible) = hotplug.withLock { hotplug in
            guard hotplug.phase != .unavailable else { return (false, false) }
            hotplug.listeners[ObjectIdentifier(listener)] = .init(listener: listener)
            for device in hotplug.present.values.sorted(by: { $0.comesBefore($1) }) {
                listener.tell(.arrived(device))
            }
            defer { hotplug.phase = .on }
            return (hotplug.phase == .off, true)
        }
        guard isPossible else { return false }
        return !isFirst || register()
    }

    func unlisten(_ id: ObjectIdentifier) {
        hotplug.withLock { _ = $0.listeners.removeValue(forKey: id) }
    }

    /// Also tells of what is plugged in already, by calls from here.
    private func register() -> Bool {
        let events =
            LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        var code = Int32(LIBUSB_ERROR_NOT_SUPPORTED.rawValue)
        if libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG.rawValue) != 0 {
            // It lasts as long as the session, so the session need not be kept for it.
            code = libusb_hotplug_register_callback(
                pointer, Int32(events), Int32(LIBUSB_HOTPLUG_ENUMERATE.rawValue),
                LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                Self.told, Unmanaged.passUnretained(self).toOpaque(), nil)
        }
        guard code != 0 else { return true }
        let listeners = hotplug.withLock { hotplug in
            hotplug.phase = .unavailable
            defer { hotplug.listeners = [:] }
            return hotplug.listeners.values.compactMap(\.listener)
        }
        for listener in listeners { listener.end() }
        return false
    }

    private static let told: libusb_hotplug_callback_fn = { _, device, event, session in
        guard let device, let session else { return 0 }
        Unmanaged<USBSession>.fromOpaque(session).takeUnretainedValue().note(
            USBDeviceReference(device), isArrival: event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED)
        return 0
    }

    private func note(_ device: USBDeviceReference, isArrival: Bool) {
        let mustStart = hotplug.withLock { hotplug in
            hotplug.add(.init(device: device, isArrival: isArrival))
        }
        if mustStart { OffPool.start { [self] in look() } }
    }

    private func look() {
        while let notice = nextNotice() {
            let device = notice.device
            guard notice.isArrival else {
                // Listeners that end meanwhile must not do so under the lock.
                _ = hotplug.withLock { hotplug in
                    hotplug.present.removeValue(forKey: device).map { hotplug.tell(.left($0)) }
                }
                continue
            }
            // Some arrivals are told twice: by the registration and by the event thread.
            guard !hotplug.withLock({ $0.present[device] != nil }),
                let description = USBScan.describe(device.pointer)
            else { continue }
            _ = hotplug.withLock { hotplug in
                hotplug.present[device] = description
                return hotplug.tell(.arrived(description))
            }
        }
    }

    private func nextNotice() -> USBHotplug.Notice? {
        hotplug.withLock { hotplug in
            if hotplug.notices.isEmpty {
                hotplug.isLooking = false
                return nil
            }
            return hotplug.notices.removeFirst()
        }
    }
}
