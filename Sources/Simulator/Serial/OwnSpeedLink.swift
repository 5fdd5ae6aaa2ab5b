internal import Transport

/// The far end of a pseudo terminal as a device with a speed of its own has it: what its program
/// sends at another speed comes as garbage, and what the device sends goes there as garbage.
///
/// A pseudo terminal keeps its speed and nothing else of a line's settings; parity is not modelled.
struct OwnSpeedLink: Link {
    let line: DescriptorLink
    let own: SerialSettings

    var address: Address { line.address }

    /// Of a damaged byte a device makes nothing.
    func read() async throws(LinkError) -> [UInt8] {
        while true {
            let bytes = try await line.read()
            let whole = WireModel.seen(bytes, sentAs: program(), receivedAs: own)
                .filter { !$0.isDamaged }
            if !whole.isEmpty { return whole.map(\.byte) }
        }
    }

    /// Linux gives damaged bytes on as they were seen, and breaks not at all (IGNBRK).
    func write(
        _ bytes: ArraySlice<UInt8>, within limit: Duration
    ) async throws(LinkError) -> Int {
        let seen = WireModel.seen(bytes, sentAs: own, receivedAs: program()).filter { !$0.isBreak }
        var rest = seen.map(\.byte)[...]
        while !rest.isEmpty {
            let count = try await line.write(rest, within: limit)
            // Whoever does not read loses what comes, as on a real line.
            if count == 0 { break }
            rest = rest.dropFirst(count)
        }
        return bytes.count
    }

    func close() async { await line.close() }

    /// How the program at the other end has set its line.
    private func program() -> SerialSettings {
        var baud: Int?
        _ = line.attempt { number in
            baud = LineSpeed.baud(of: number)
            return 0
        }
        return SerialSettings(baud: baud ?? own.baud)
    }
}
