internal import CShims
internal import Glibc

/// A link over one descriptor: a socket, a terminal, a printer's device file, a pipe.
public final class DescriptorLink: Link {
    /// What kinds of files do differently.
    public struct Traits: Hashable, Sendable {
        /// A socket is written with `send`, which can leave out the signal of a broken pipe.
        public var isSocket: Bool
        /// Whether anything can come back.
        public var canRead: Bool
        /// Whether a read of nothing says that the other side has ended, as in a socket, rather
        /// than that an empty packet came, as from a printer's device file.
        public var endsWhenEmpty: Bool
        public init(isSocket: Bool = false, canRead: Bool = true, endsWhenEmpty: Bool = true) {
            self.isSocket = isSocket
            self.canRead = canRead
            self.endsWhenEmpty = endsWhenEmpty
        }
        /// A connected stream socket.
        public static let socket = Traits(isSocket: true)
        /// A terminal or a pseudo terminal.
        public static let terminal = Traits()
    }

    public let address: Address
    private let descriptor: Descriptor
    private let traits: Traits
    private let time = SystemTime()
    private static let readSize = 4096
    /// Some printers send empty packets all the time; the wait between two looks at them.
    private static let emptyReadPause = Duration.milliseconds(50)

    /// A link that owns `descriptor`.
    public init(_ descriptor: Descriptor, address: Address, traits: Traits) {
        self.descriptor = descriptor
        self.address = address
        self.traits = traits
    }

    public func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        let deadline = time.now() + limit
        while true {
            switch descriptor.attempt({ self.send(bytes, to: $0) }) {
            case .done(let count) where count > 0:
                return count
            case .done, .failed(EAGAIN):
                break
            case .failed(ENOSPC):
                // usblp's word for "out of paper": nothing was taken, and `poll` says ready.
                return await pause(until: deadline)
            case .failed(let code):
                throw failure(code, in: "write")
            case .closed:
                throw .closed
            }
            switch await descriptor.wait(for: .writing, until: deadline) {
            case .ready: continue
            case .timedOut: return 0
            case .abandoned:
                if descriptor.isClosed { throw .closed }
                return 0
            }
        }
    }

    public func read() async throws(LinkError) -> [UInt8] {
        while true {
            if traits.canRead {
                var bytes: [UInt8] = []
                switch descriptor.attempt({ Self.receive(into: &bytes, from: $0) }) {
                case .done(0):
                    if traits.endsWhenEmpty { throw .gone(address.description) }
                    _ = await descriptor.wait(for: .reading)
                    try? await time.sleep(until: time.now() + Self.emptyReadPause)
                    if Task.isCancelled { throw .closed }
                    continue
                case .done:
                    return bytes
                case .failed(EAGAIN):
                    break
                case .failed(let code):
                    throw failure(code, in: "read")
                case .closed:
                    throw .closed
                }
            }
            // Of a file that only takes, the end is still told.
            switch await descriptor.wait(for: traits.canRead ? .reading : .ending) {
            case .ready:
                if !traits.canRead { throw .gone(address.description) }
            case .timedOut, .abandoned:
                throw .closed
            }
        }
    }

    public func close() async {
        await descriptor.close()
    }

    /// Runs a call on the open descriptor, such as an `ioctl`; it must not block.
    public func attempt(_ call: (Int32) -> Int) -> Descriptor.Attempt {
        descriptor.attempt(call)
    }

    private func send(_ bytes: ArraySlice<UInt8>, to number: Int32) -> Int {
        bytes.withUnsafeBytes { buffer in
            traits.isSocket
                ? Glibc.send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
                : tillwright_write_quietly(number, buffer.baseAddress, buffer.count)
        }
    }

    private static func receive(into bytes: inout [UInt8], from number: Int32) -> Int {
        var result = 0
        bytes = [UInt8](unsafeUninitializedCapacity: readSize) { buffer, count in
            result = Glibc.read(number, buffer.baseAddress, readSize)
            count = max(result, 0)
        }
        return result
    }

    private func pause(until deadline: Duration) async -> Int {
        try? await time.sleep(until: min(deadline, time.now() + .milliseconds(250)))
        return 0
    }

    private func failure(_ code: Int32, in call: String) -> LinkError {
        LinkError.ended(by: code, in: call, at: address.description)
    }
}
