internal import Glibc
public import Transport

/// The printer's serial line: a pseudo terminal that any program can open.
///
/// Programs may come and go. While the printer is unplugged or off, the terminal is hung up and
/// gone; a new one follows, so give a `name` to have one path that stays.
public actor PTYServer {
    /// The path given to the terminal, if one was.
    public nonisolated let name: String?
    /// The terminal's own path; `nil` while there is none.
    public private(set) var path: String?
    private let hub: SimulatorHub
    private let ownSettings: SerialSettings?
    private var line: DescriptorLink?
    private var serving: Task<Void, Never>?

    /// Opens the terminal.
    ///
    /// - Parameters:
    ///   - name: where a symbolic link to the terminal is kept. One that is there already is
    ///     replaced; another kind of file is left alone.
    ///   - ownSettings: the printer's own speed, so that programs that set another exchange garbage
    ///     with it. Without one it understands any.
    /// - Throws: ``LinkError``; nothing stays open.
    public init(
        _ hub: SimulatorHub, name: String? = nil, ownSettings: SerialSettings? = nil
    ) async throws(LinkError) {
        self.hub = hub
        self.ownSettings = ownSettings
        self.name = name
        try openLine()
        serving = Task { await self.serve() }
        // A full buffer on a serial line is a handshake; real-time commands get in all the same.
        await hub.act { $0.hearsRealTimeWhenFull = true }
    }

    /// Hangs up and removes the name; returns when both are done.
    public func stop() async {
        let task = serving
        serving = nil
        task?.cancel()
        await closeLine()
        await task?.value
    }

    private func serve() async {
        let time = SystemTime()
        while !Task.isCancelled {
            guard await hub.waitUntil(isConnected: true) else { break }
            do {
                if line == nil { try openLine() }
                if let line { await Pump.run(client(line), try await SimulatedLink(to: hub)) }
            } catch {
                // The printer left again, or the system has no terminal to give.
                try? await time.sleep(until: time.now() + .milliseconds(50))
            }
            await closeLine()
        }
        await closeLine()
    }

    private func client(_ line: DescriptorLink) -> any Link {
        ownSettings.map { OwnSpeedLink(line: line, own: $0) } ?? line
    }

    private func openLine() throws(LinkError) {
        let (link, path) = try PseudoTerminal.open()
        line = link
        self.path = path
        guard let name else { return }
        removeName()
        guard symlink(path, name) == 0 else {
            let code = errno
            line = nil
            self.path = nil
            throw .system(name, call: "symlink", errno: code)
        }
    }

    private func closeLine() async {
        let link = line
        line = nil
        path = nil
        if link != nil { removeName() }
        await link?.close()
    }

    /// Removes the name if it is a symbolic link.
    private func removeName() {
        guard let name else { return }
        var about = stat()
        guard lstat(name, &about) == 0, about.st_mode & S_IFMT == S_IFLNK else { return }
        unlink(name)
    }
}
