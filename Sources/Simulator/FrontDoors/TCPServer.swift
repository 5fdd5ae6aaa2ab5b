public import Transport

/// The printer's network port: raw bytes in both directions, as on port 9100.
///
/// One client at a time, like a real printer; the others wait. While the printer is unplugged or
/// off, the port refuses connections.
public actor TCPServer {
    /// The address listened at, as given.
    public nonisolated let host: String
    /// The port; the one that the system chose when 0 was asked for.
    public nonisolated let port: UInt16
    private let hub: SimulatorHub
    private var socket: ListeningSocket?
    private var serving: Task<Void, Never>?

    /// Starts listening.
    ///
    /// - Parameter host: a numeric address of this machine; loopback unless another is given.
    /// - Throws: ``LinkError``; nothing stays open.
    public init(
        _ hub: SimulatorHub, host: String = "127.0.0.1", port: UInt16 = 0
    ) async throws(LinkError) {
        let socket = try ListeningSocket.listen(host: host, port: port)
        self.hub = hub
        self.host = host
        self.port = socket.port
        self.socket = socket
        serving = Task { await self.serve() }
    }

    /// Stops listening and ends the client's connection; returns when both are done.
    public func stop() async {
        let task = serving
        serving = nil
        task?.cancel()
        await socket?.close()
        await task?.value
        socket = nil
    }

    private func serve() async {
        while !Task.isCancelled {
            guard await hub.waitUntil(isConnected: true), let socket = await listen() else {
                break
            }
            await withTaskGroup(of: Void.self) { group in
                let hub = hub
                group.addTask { await Self.accept(from: socket, for: hub) }
                group.addTask { _ = await hub.waitUntil(isConnected: false) }
                await group.next()
                group.cancelAll()
                await socket.close()
            }
            self.socket = nil
        }
        await socket?.close()
    }

    /// Listens again on the same port; `nil` when the server is stopped first.
    private func listen() async -> ListeningSocket? {
        let time = SystemTime()
        while !Task.isCancelled {
            if let socket { return socket }
            socket = try? ListeningSocket.listen(host: host, port: port)
            if socket == nil {
                // Another program took the port in the meantime; it may give it back.
                try? await time.sleep(until: time.now() + .milliseconds(250))
            }
        }
        return nil
    }

    private static func accept(from socket: ListeningSocket, for hub: SimulatorHub) async {
        while !Task.isCancelled, let client = try? await socket.accept() {
            guard let printer = try? await SimulatedLink(to: hub) else {
                await client.close()
                return
            }
            await withTaskCancellationHandler {
                await Pump.run(client, printer)
            } onCancel: {
                Task { await client.close() }
            }
        }
    }
}
