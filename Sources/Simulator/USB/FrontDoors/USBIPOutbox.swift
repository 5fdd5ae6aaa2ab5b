internal import Transport

/// Replies on their way to one client, between the device that gives them and the task that writes
/// them.
///
/// A client that does not read its replies is not heard further (``waitForRoom()``), so what lies
/// here is bounded by what it had asked for before.
final class USBIPOutbox: Sendable {
    /// Bytes beyond which no more commands are taken.
    static let roomBytes = 1 << 20

    private struct State {
        var bytes: [UInt8] = []
        /// Nothing more will come.
        var isFinished = false
        var writer: CheckedContinuation<[UInt8]?, Never>?
        var reader: CheckedContinuation<Void, Never>?
    }
    private let state = Lock(State())

    /// Whether nothing more will come.
    var isFinished: Bool { state.withLock { $0.isFinished } }

    func put(_ bytes: [UInt8]) {
        let writer = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            guard !state.isFinished else { return nil }
            guard let writer = state.writer else {
                state.bytes += bytes
                return nil
            }
            state.writer = nil
            return writer
        }
        writer?.resume(returning: bytes)
    }

    /// What there is to write, all of it; waits until there is something. `nil` at the end.
    func take() async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            let (now, reader) = state.withLock {
                state -> ([UInt8]??, CheckedContinuation<Void, Never>?) in
                if state.bytes.isEmpty, !state.isFinished {
                    state.writer = continuation
                    return (nil, nil)
                }
                let bytes = state.bytes.isEmpty ? nil : state.bytes
                state.bytes = []
                defer { state.reader = nil }
                return (.some(bytes), state.reader)
            }
            reader?.resume()
            if let now { continuation.resume(returning: now) }
        }
    }

    /// Waits until the client has fetched most of what is here, or the end.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard state.bytes.count > Self.roomBytes, !state.isFinished else { return false }
                state.reader = continuation
                return true
            }
            if !isWaiting { continuation.resume() }
        }
    }

    /// Nothing more will come; what is here can still be taken.
    func finish() {
        let (writer, reader) = state.withLock { state in
            state.isFinished = true
            defer { (state.writer, state.reader) = (nil, nil) }
            return (state.writer, state.reader)
        }
        writer?.resume(returning: nil)
        reader?.resume()
    }
}
