import FoundationEssentials
import Testing
import Transport

@testable import POSIXTransport

/// A sysfs of files and links, in a folder that is removed with it.
private final class FakeTree: Sendable {
    let root: String

    init() throws {
        root = "/tmp/tillwright-tree-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var tree: DeviceTree { DeviceTree(root: root, devices: "/dev") }

    func write(_ text: String, to path: String) throws {
        let whole = "\(root)/devices/\(path)"
        try FileManager.default.createDirectory(
            atPath: whole.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" },
            withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: whole))
    }

    /// A node's folder, its link in its class and its link by device number.
    func addNode(_ group: String, _ folder: String, number: String) throws {
        try write("\(number)\n", to: "\(folder)/dev")
        let name = folder.split(separator: "/").last.map(String.init) ?? ""
        for link in ["class/\(group)/\(name)", "dev/char/\(number)"] {
            let parts = link.split(separator: "/").dropLast().joined(separator: "/")
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(parts)", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/\(link)", withDestinationPath: "\(root)/devices/\(folder)")
        }
    }
}

@Suite struct DeviceTreeTests {
    /// A hub with a keyboard of its own, a scanner with two interfaces behind it, a second scanner
    /// beside it, a HID device that is not on USB, and a keyboard that is neither.
    private func populated() throws -> FakeTree {
        let fake = try FakeTree()
        let hub = "pci0/usb1/1-1"
        try fake.write("1a40\n", to: "\(hub)/idVendor")
        try fake.addKeyboard(in: "\(hub)/1-1:1.0/0003:1A40:0101.0001", 1, interface: "00")
        let scanner = "\(hub)/1-1.4"
        try fake.write("0c2e\n", to: "\(scanner)/idVendor")
        try fake.write("X\u{1B}[31mY\n", to: "\(scanner)/serial")
        let typing = "\(scanner)/1-1.4:1.1/0003:0C2E:0B61.0003"
        try fake.addKeyboard(in: typing, 3, interface: "01")
        try fake.addNode("hidraw", "\(typing)/hidraw/hidraw3", number: "240:3")
        let speaking = "\(scanner)/1-1.4:1.0/0003:0C2E:0B61.0002"
        try fake.write("00\n", to: "\(scanner)/1-1.4:1.0/bInterfaceNumber")
        try fake.write("HID_NAME=Metrologic\n", to: "\(speaking)/uevent")
        try fake.addNode("hidraw", "\(speaking)/hidraw/hidraw12", number: "240:12")
        let twin = "\(hub)/1-1.5"
        try fake.write("0c2e\n", to: "\(twin)/idVendor")
        try fake.addKeyboard(in: "\(twin)/1-1.5:1.0/0003:0C2E:0B61.0004", 4, interface: "00")
        let virtual = "virtual/misc/uhid/0003:05F9:2216.0005"
        try fake.addKeyboard(in: virtual, 5, interface: nil)
        try fake.addNode("hidraw", "\(virtual)/hidraw/hidraw5", number: "240:5")
        try fake.addNode("input", "platform/i8042/serio0/input/input0/event0", number: "13:64")
        return fake
    }

    private func paths(_ fake: FakeTree, _ major: UInt32, _ minor: UInt32) throws -> [String] {
        let hardware = try #require(fake.tree.hardware(major: major, minor: minor))
        return fake.tree.nodes(of: hardware).map(\.path)
    }

    @Test func allNodesOfOneUSBDeviceAreFoundFromAnyOfThem() throws {
        let fake = try populated()
        let nodes = ["/dev/hidraw12", "/dev/hidraw3", "/dev/input/event3"]
        #expect(try paths(fake, 240, 3) == nodes)
        #expect(try paths(fake, 240, 12) == nodes)
        #expect(try paths(fake, 13, 67) == nodes)
    }

    @Test func aHubAndATwinAreOtherHardware() throws {
        let fake = try populated()
        #expect(try paths(fake, 13, 65) == ["/dev/input/event1"])
        #expect(try paths(fake, 13, 68) == ["/dev/input/event4"])
    }

    @Test func hardwareThatIsNotOnUSBIsTheHIDOrTheInputDevice() throws {
        let fake = try populated()
        #expect(try paths(fake, 240, 5) == ["/dev/hidraw5", "/dev/input/event5"])
        #expect(try paths(fake, 13, 64) == ["/dev/input/event0"])
        #expect(fake.tree.hardware(major: 1, minor: 3) == nil)
    }

    @Test func theClaimIsForTheHardwareWhateverTheNode() throws {
        let fake = try populated()
        let identities = [(240, 3), (240, 12), (13, 67), (13, 68), (240, 5), (13, 69)]
            .compactMap { fake.tree.hardware(major: $0.0, minor: $0.1)?.identity.description }
        #expect(
            identities == [
                "usb-1-1.4", "usb-1-1.4", "usb-1-1.4", "usb-1-1.5",
                "hardware-0003-05F9-2216.0005", "hardware-0003-05F9-2216.0005",
            ])
    }

    @Test func interfacesAndNamesAreTheKernels() throws {
        let fake = try populated()
        let hardware = try #require(fake.tree.hardware(major: 240, minor: 3))
        let nodes = fake.tree.nodes(of: hardware)
        #expect(nodes.map(\.interface) == [0, 1, 1])
        // The serial number cannot disturb a terminal.
        #expect(fake.tree.attribute("serial", of: hardware) == "X[31mY")
        #expect(fake.tree.attribute("product", of: hardware) == nil)
    }
}

extension FakeTree {
    /// An event node of a HID device, numbered as the kernel does.
    fileprivate func addKeyboard(in folder: String, _ number: Int, interface: String?) throws {
        if let interface {
            let parent = folder.split(separator: "/").dropLast().joined(separator: "/")
            try write("\(interface)\n", to: "\(parent)/bInterfaceNumber")
        }
        try addNode(
            "input", "\(folder)/input/input\(number)/event\(number)", number: "13:\(64 + number)")
    }
}
