internal import CShims
internal import Glibc
internal import Transport

/// The node that an address names, found before it is opened.
struct InputNode {
    let node: DeviceTree.Node
    /// nil where sysfs does not tell.
    let hardware: DeviceTree.Hardware?
    let identity: DeviceIdentity

    /// - Parameter path: may lead there through links, as `/dev/tillwright/scanner-1-1.4` does.
    init(
        _ path: String, _ kind: DeviceTree.Node.Kind, place: String, in tree: DeviceTree
    ) throws(LinkError) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw .notOpened(place, by: errno, in: "stat") }
        guard facts.st_mode & S_IFMT == S_IFCHR else {
            throw .unsupported(place, why: "it is no character device; till scan lists them")
        }
        let (major, minor) = (tillwright_major(facts.st_rdev), tillwright_minor(facts.st_rdev))
        hardware = tree.hardware(major: major, minor: minor)
        let found = hardware.flatMap { hardware in
            tree.nodes(of: hardware, [kind]).first { Self.number(of: $0.path) == facts.st_rdev }
        }
        node = found ?? DeviceTree.Node(kind: kind, path: path, interface: 0, folder: "")
        if let hardware, found != nil {
            identity = hardware.identity
        } else {
            identity = try DeviceIdentity.file(at: path, place: place)
        }
    }

    /// The nodes of a kind that belong together; at least the one that was named, if it is of the
    /// kind.
    func siblings(_ kind: DeviceTree.Node.Kind, in tree: DeviceTree) -> [DeviceTree.Node] {
        let all = node.folder.isEmpty ? [] : hardware.map { tree.nodes(of: $0, [kind]) } ?? []
        return all.isEmpty && node.kind == kind ? [node] : all
    }

    private static func number(of path: String) -> dev_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_rdev : nil
    }
}

/// What a device tells of itself in text.
enum DeviceText {
    /// - Parameter read: copies the text into a buffer of that size; negative when it cannot.
    static func read(_ read: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String? {
        var text = [CChar](repeating: 0, count: 256)
        guard read(&text, text.count) >= 0 else { return nil }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        // Nothing that a device says may disturb a terminal.
        let shown = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
        }
        return shown.isEmpty ? nil : String(String.UnicodeScalarView(shown))
    }
}
