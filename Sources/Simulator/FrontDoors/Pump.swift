internal import Transport

/// Moves bytes between a client and the printer, both ways.
enum Pump {
    /// How long a write waits before it looks whether it is still wanted.
    private static let patience = Duration.seconds(1)

    /// Runs until either link ends, then closes both.
    static func run(_ client: any Link, _ printer: any Link) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await copy(from: client, to: printer) }
            group.addTask { await copy(from: printer, to: client) }
            await group.next()
            group.cancelAll()
            await client.close()
            await printer.close()
        }
    }

    /// Nothing is read before the last piece is taken, so a full printer holds its client up.
    private static func copy(from source: any Link, to target: any Link) async {
        while let bytes = try? await source.read() {
            var rest = bytes[...]
            while !rest.isEmpty {
                guard !Task.isCancelled,
                    let taken = try? await target.write(rest, within: patience)
                else { return }
                rest = rest.dropFirst(taken)
            }
        }
    }
}
