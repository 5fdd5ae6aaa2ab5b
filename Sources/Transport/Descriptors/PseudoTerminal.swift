internal import CShims
internal import Glibc

/// A pair of terminals joined back to back: what a program opens as a serial line, and a link to
/// its far end.
public enum PseudoTerminal {
    /// Opens a pair in raw mode.
    ///
    /// The near end is also held open here, so that programs may come and go at `path` without
    /// the link ending. Bytes that nobody has read wait there for the next one (which should
    /// discard them when it opens the line). Closing the link hangs up on the program.
    ///
    /// - Throws: ``LinkError/system(_:call:errno:)``; nothing stays open.
    public static func open() throws(LinkError) -> (link: DescriptorLink, path: String) {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        guard tillwright_open_pty(&master, &slave, &name, name.count) == 0 else {
            throw .system("a pseudo terminal", call: "posix_openpt", errno: errno)
        }
        let path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let link = DescriptorLink(
            Descriptor(owning: master, companions: [slave]),
            address: .serial(path: path, SerialSettings()), traits: .terminal)
        return (link, path)
    }
}
