import Glibc
import Transport

/// A link's other end as tests need it: everything that comes, until there is enough.
func receive(_ count: Int, from link: any Link) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += try await link.read() }
    return bytes
}

/// Writes all of `bytes`, going on after each short write.
func send(_ bytes: [UInt8], to link: any Link) async throws {
    var rest = bytes[...]
    while !rest.isEmpty {
        rest = rest.dropFirst(try await link.write(rest, within: .seconds(10)))
    }
}

/// The error that `body` throws.
func failure(of body: () async throws(LinkError) -> Void) async -> LinkError? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}

func randomBytes(_ count: Int, using random: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
}

/// Lets go of a task only once it waits: polls a condition that another thread makes true.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
    for _ in 0..<2_000 {
        if try await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return try await condition()
}

/// Two ends of a pseudo terminal: the device's and the program's.
func terminalPair() async throws -> (far: DescriptorLink, near: DescriptorLink) {
    let (far, path) = try PseudoTerminal.open()
    let number = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    let near = DescriptorLink(
        Descriptor(owning: number), address: .file(path: path), traits: .terminal)
    return (far, near)
}
