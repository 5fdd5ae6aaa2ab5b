public import Transport

/// Offers virtual USB devices to hosts on the network, by USB/IP: any Linux with `usbip attach`.
///
/// Each device can have one host at a time; a host that ends its connection has unplugged it, and it
/// is offered again. A device that is unplugged or off at this end is not offered, and its host
/// loses it.
public actor USBIPServer {
    /// One device, and the name by which a host asks for it.
    public struct Offer: Sendable {
        /// `1-1`, `1-2`, …
        public let busID: String
        public let descriptors: USBDescriptors
    }

    /// The port of USB/IP unless told otherwise.
    public static let defaultPort: UInt16 = 3240
    /// More connections at a time are closed at once.
    static let connectionsMax = 64
    /// How long a client may take to ask for something.
    static let requestLimit = Duration.seconds(10)

    /// The address listened at, as given.
    public nonisolated let host: String
    /// The port; the one that the system chose when 0 was asked for.
    public nonisolated let port: UInt16
    /// What is offered.
    public nonisolated let offers: [Offer]
    private let devices: [(listing: USBIPListing, plug: any USBPlug)]
    private let socket: ListeningSocket
    private let log: @Sendable (String) -> Void
    private var connections = 0
    private var serving: Task<Void, Never>?

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - host: a numeric address of this machine; loopback unless another is given, for whoever
    ///     connects can use the devices.
    ///   - port: 0 lets the system choose.
    ///   - log: told who came and went and what was refused, a line each.
    /// - Throws: ``LinkError``; nothing stays open.
    public init(
        _ plugs: [any USBPlug], host: String = "127.0.0.1", port: UInt16 = defaultPort,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(LinkError) {
        socket = try ListeningSocket.listen(host: host, port: port)
        self.host = host
        self.port = socket.port
        self.log = log
        devices = plugs.enumerated().map { place, plug in
            (USBIPListing(place: place + 1, plug.descriptors), plug)
        }
        offers = devices.map { Offer(busID: $0.listing.busID, descriptors: $0.plug.descriptors) }
        serving = Task { await self.serve() }
    }

    /// Stops listening and ends all connections; returns when that is done.
    public func stop() async {
        let task = serving
        serving = nil
        task?.cancel()
        await socket.close()
        await task?.value
    }

    private func serve() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, let client = try? await socket.accept() {
                guard connections < Self.connectionsMax else {
                    log("\(client.address) refused: \(connections) connections are open")
                    await client.close()
                    continue
                }
                connections += 1
                group.addTask { await self.serve(client) }
            }
        }
    }

    private func serve(_ client: DescriptorLink) async {
        await withTaskCancellationHandler {
            await converse(with: client)
            await client.close()
        } onCancel: {
            Task { await client.close() }
        }
        connections -= 1
    }

    private func converse(with client: DescriptorLink) async {
        var parser = USBIPParser()
        // Whoever connects and says nothing must not keep a place for ever.
        let hurry = Task {
            let time = SystemTime()
            try await time.sleep(until: time.now() + Self.requestLimit)
            await client.close()
        }
        var messages: [USBIPParser.Message] = []
        do {
            while messages.isEmpty { messages = try parser.parse(try await client.read()) }
        } catch let error as USBIPError {
            log("\(client.address) refused: \(error)")
        } catch {}
        hurry.cancel()
        switch messages.first {
        case .listDevices:
            var free: [USBIPListing] = []
            for device in devices where await device.plug.state == .free {
                free.append(device.listing)
            }
            await send(USBIPWire.deviceList(free), to: client)
        case .importDevice(let busID):
            await attach(busID, to: client, parser, Array(messages.dropFirst()))
        default: break
        }
    }

    private func attach(
        _ busID: String, to client: DescriptorLink, _ parser: USBIPParser,
        _ first: [USBIPParser.Message]
    ) async {
        guard let device = devices.first(where: { $0.listing.busID == busID }) else {
            log("\(client.address) asked for \(busID), which is not offered")
            return await send(USBIPWire.notImported(.noDevice), to: client)
        }
        let conversation = USBIPConversation(link: client, plug: device.plug)
        let log = log
        do throws(LinkError) {
            let end = try await conversation.run(
                greeting: USBIPWire.imported(device.listing), parser, first: first
            ) { log("\(busID) attached by \(client.address)") }
            switch end {
            case .closed: log("\(busID) detached by \(client.address)")
            case .gone: log("\(busID) unplugged from \(client.address)")
            case .refused(let error): log("\(busID) taken from \(client.address): \(error)")
            }
        } catch {
            log("\(busID) not attached by \(client.address): \(error)")
            let why: USBIPWire.Status = if case .busy = error { .busy } else { .noDevice }
            await send(USBIPWire.notImported(why), to: client)
        }
    }

    private func send(_ bytes: [UInt8], to client: DescriptorLink) async {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let taken = try? await client.write(rest, within: .seconds(5)), taken > 0
            else { return }
            rest = rest.dropFirst(taken)
        }
    }
}
