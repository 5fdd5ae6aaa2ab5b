/// What people will do to the printer, in time order; equal times keep the order of entry.
struct Agenda: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var at: Duration
        var hand: Hand
    }

    private(set) var entries: [Entry] = []

    var next: Entry? { entries.first }

    mutating func add(_ hand: Hand, at time: Duration) {
        let place = entries.firstIndex { $0.at > time } ?? entries.endIndex
        entries.insert(Entry(at: time, hand: hand), at: place)
    }

    mutating func removeFirst() -> Hand { entries.removeFirst().hand }

    mutating func remove(_ hand: Hand) { entries.removeAll { $0.hand == hand } }
}
