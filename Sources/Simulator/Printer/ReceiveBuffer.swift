/// The bytes that a printer has taken and not yet interpreted: a ring of fixed size.
struct ReceiveBuffer: Sendable {
    private var storage: [UInt8]
    private var start = 0
    private(set) var count = 0

    var capacity: Int { storage.count }
    var free: Int { storage.count - count }
    var isEmpty: Bool { count == 0 }

    init(capacity: Int) {
        storage = [UInt8](repeating: 0, count: max(1, capacity))
    }

    /// - Precondition: the buffer is not full.
    mutating func append(_ byte: UInt8) {
        precondition(count < storage.count)
        storage[(start + count) % storage.count] = byte
        count += 1
    }

    /// Takes up to `limit` bytes from the front.
    mutating func take(_ limit: Int) -> [UInt8] {
        let taken = (0..<min(limit, count)).map { storage[(start + $0) % storage.count] }
        start = (start + taken.count) % storage.count
        count -= taken.count
        return taken
    }

    mutating func removeAll() {
        start = 0
        count = 0
    }
}
