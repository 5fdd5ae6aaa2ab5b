import Glibc
import Testing
import Transport

@testable import POSIXTransport

/// A piece of `/sys` and `/dev` as Linux lays them out.
private final class FakeTree {
    let folder: ScratchFolder
    var sys: String { folder.file("sys") }
    var nodes: String { folder.file("dev") }

    init() throws {
        folder = try ScratchFolder()
        for path in ["sys/class/tty", "dev/serial/by-id", "dev/serial/by-path", "dev/tillwright"] {
            makeFolder(path)
        }
    }

    deinit {
        for part in ["sys", "dev"] { Self.remove(folder.file(part)) }
    }

    private static func remove(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        if facts.st_mode & S_IFMT == S_IFDIR {
            for name in SystemFile.names(in: path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    func makeFolder(_ path: String) {
        var whole = folder.path
        for part in path.split(separator: "/") {
            whole += "/\(part)"
            mkdir(whole, 0o700)
        }
    }

    func write(_ text: String, to path: String) {
        let file = open(folder.file(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    func link(_ path: String, to target: String) {
        symlink(folder.file(target), folder.file(path))
    }

    /// A USB adapter at port 1-1.4 with the driver's name, as `/dev/ttyUSB<number>`.
    func plugIn(_ number: Int, port: String, serial: String?, driver: String = "ftdi_sio") {
        let device = "sys/devices/usb1/\(port)"
        let tty = "\(device)/\(port):1.0/ttyUSB\(number)"
        makeFolder(tty)
        makeFolder("sys/bus/usb-serial/drivers/\(driver)")
        makeFolder("sys/class/tty/ttyUSB\(number)")
        link("sys/class/tty/ttyUSB\(number)/device", to: tty)
        link("\(tty)/driver", to: "sys/bus/usb-serial/drivers/\(driver)")
        write("0403\n", to: "\(device)/idVendor")
        write("6001\n", to: "\(device)/idProduct")
        write("FTDI\n", to: "\(device)/manufacturer")
        write("USB \u{1B}[31mSerial\n", to: "\(device)/product")
        if let serial { write("\(serial)\n", to: "\(device)/serial") }
        write("", to: "dev/ttyUSB\(number)")
    }
}

@Suite struct SerialPortsTests {
    @Test func anAdapterIsListedWithAllItsNames() throws {
        let tree = try FakeTree()
        tree.plugIn(0, port: "1-1.4", serial: "A10X")
        tree.link("dev/serial/by-id/usb-FTDI_A10X-if00-port0", to: "dev/ttyUSB0")
        tree.link("dev/serial/by-path/pci-usb-0:1.4:1.0-port0", to: "dev/ttyUSB0")
        tree.link("dev/tillwright/serial-A10X", to: "dev/ttyUSB0")
        tree.link("dev/tillwright/printer-A10X", to: "dev/ttyUSB0")
        let port = try #require(SerialPorts.list(sys: tree.sys, dev: tree.nodes).first)
        #expect(port.path == "\(tree.nodes)/ttyUSB0")
        #expect(port.driver == "ftdi_sio")
        #expect(port.byID == ["\(tree.nodes)/serial/by-id/usb-FTDI_A10X-if00-port0"])
        #expect(port.byPath.count == 1)
        #expect(port.ourNames == ["\(tree.nodes)/tillwright/serial-A10X"])
        #expect(port.stablePath == port.ourNames[0])
        let usb = try #require(port.usb)
        #expect(usb.vendor == 0x0403 && usb.product == 0x6001 && usb.serial == "A10X")
        // What a device says of itself cannot reach a terminal as control characters.
        #expect(usb.name == "USB [31mSerial" && usb.port == "1-1.4")
        #expect(port.isAllowed)
    }

    @Test(arguments: [
        (["tillwright/serial-1-1.4", "tillwright/serial-A10X"], "tillwright/serial-A10X"),
        (["tillwright/serial-1-1.4", "serial/by-id/usb-X"], "serial/by-id/usb-X"),
        (["tillwright/serial-1-1.4", "serial/by-path/pci"], "tillwright/serial-1-1.4"),
        (["serial/by-path/pci"], "serial/by-path/pci"), ([], "ttyUSB0"),
    ])
    func theNameToKeepIsTheOneThatFollowsTheAdapter(names: [String], kept: String) throws {
        let tree = try FakeTree()
        tree.plugIn(0, port: "1-1.4", serial: nil)
        for name in names { tree.link("dev/\(name)", to: "dev/ttyUSB0") }
        let port = try #require(SerialPorts.list(sys: tree.sys, dev: tree.nodes).first)
        #expect(port.stablePath == "\(tree.nodes)/\(kept)")
    }

    @Test func portsAreInTheOrderOfTheirNumbers() throws {
        let tree = try FakeTree()
        for number in [10, 2, 0] { tree.plugIn(number, port: "1-\(number + 1)", serial: nil) }
        let paths = SerialPorts.list(sys: tree.sys, dev: tree.nodes).map(\.path)
        #expect(paths == [0, 2, 10].map { "\(tree.nodes)/ttyUSB\($0)" })
    }

    @Test func whatHasNoChipIsNotListed() throws {
        let tree = try FakeTree()
        tree.makeFolder("sys/class/tty/tty0")
        tree.makeFolder("sys/devices/platform/serial8250")
        for (name, type) in [("ttyS0", "4"), ("ttyS1", "0")] {
            tree.makeFolder("sys/class/tty/\(name)")
            tree.link("sys/class/tty/\(name)/device", to: "sys/devices/platform/serial8250")
            tree.write("\(type)\n", to: "sys/class/tty/\(name)/type")
        }
        let ports = SerialPorts.list(sys: tree.sys, dev: tree.nodes)
        #expect(ports.map(\.path) == ["\(tree.nodes)/ttyS0"])
        #expect(ports.first?.usb == nil)
        #expect(ports.first?.stablePath == "\(tree.nodes)/ttyS0")
    }

    @Test func nothingToListIsNoError() throws {
        let tree = try FakeTree()
        #expect(SerialPorts.list(sys: "\(tree.sys)/none", dev: tree.nodes).isEmpty)
    }
}
