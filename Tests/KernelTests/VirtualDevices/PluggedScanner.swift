import FoundationEssentials
import Scancode
import Simulator
import Transport

/// A virtual scanner at one of the kernel's virtual USB ports, once the kernel's drivers have it.
struct PluggedScanner {
    let scanner: USBScanner
    let attachment: KernelAttachment
    /// Folders in `/sys` of its HID interfaces, in order.
    let interfaces: [String]

    init(_ model: VirtualScanner.Model, serial: String) async throws {
        let events = try KernelEvents()
        scanner = USBScanner(try VirtualScanner(model), serial: serial)
        attachment = try await VirtualHostController().attach(scanner)
        let count = scanner.descriptors.interfaceCount
        interfaces = try await HIDNodes.bound(count, named: serial, events)
    }

    func remove() async throws {
        await attachment.detach()
        try Guest.waitForEnd(of: interfaces.last ?? "/none")
        try Guest.settle()
    }
}

/// The kernel's nodes of a HID device.
enum HIDNodes {
    /// Waits until `count` HID interfaces whose device has this serial number have their drivers.
    static func bound(
        _ count: Int, named serial: String, _ events: KernelEvents
    ) async throws -> [String] {
        var paths: [String] = []
        while paths.count < count {
            let event = await events.next(within: .seconds(60)) {
                $0.action == "bind" && $0.facts["HID_UNIQ"] == serial
            }
            guard let event else {
                throw Guest.Failure(description: "\(paths.count) of \(count) interfaces were bound")
            }
            paths.append("/sys" + event.path)
        }
        return paths.sorted()
    }

    /// `/dev/hidraw0`, once udev has set it up.
    static func hidraw(of interface: String) throws -> String {
        try node("\(interface)/hidraw", "hidraw", "/dev/")
    }

    /// `/dev/input/event3`, once udev has set it up.
    static func evdev(of interface: String) throws -> String {
        let inputs = try FileManager.default.contentsOfDirectory(atPath: "\(interface)/input")
        guard let input = inputs.first else { throw Guest.Failure(description: "no input device") }
        return try node("\(interface)/input/\(input)", "event", "/dev/input/")
    }

    private static func node(_ folder: String, _ prefix: String, _ place: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard let name = names.first(where: { $0.hasPrefix(prefix) }) else {
            throw Guest.Failure(description: "no \(prefix) in \(folder)")
        }
        try Guest.wait(for: place + name)
        return place + name
    }
}
