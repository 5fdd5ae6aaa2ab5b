internal import Transport

/// A host attached to a device by USB/IP, from the first command to the end.
///
/// The host may be a client on the network, or a kernel that was handed its end of a pair of
/// sockets.
struct USBIPConversation: Sendable {
    /// Why it ended.
    enum End: Sendable {
        /// The device went away.
        case gone
        /// The host went away or detached the device.
        case closed
        /// The host sent what makes no sense.
        case refused(USBIPError)
    }

    let link: any Link
    let plug: any USBPlug
    /// How long a host may take nothing of the last replies.
    private static let patience = Duration.seconds(1)

    /// Runs until host or device goes; the link is closed then, and the device free.
    ///
    /// - Parameters:
    ///   - greeting: sent before anything else, once the device is attached.
    ///   - parser: past the import; `first` is what it has found behind it.
    ///   - attached: called once the host has the device.
    /// - Throws: as ``USBPlug/attach(_:)``; the link is still open.
    func run(
        greeting: [UInt8] = [], _ parser: USBIPParser, first: [USBIPParser.Message] = [],
        attached: @Sendable () -> Void = {}
    ) async throws(LinkError) -> End {
        let outbox = USBIPOutbox()
        outbox.put(greeting)
        let host = try await plug.attach { event in
            switch event {
            case .reply(let reply): outbox.put(USBIPWire.reply(reply))
            case .gone: outbox.finish()
            }
        }
        attached()
        return await withTaskCancellationHandler {
            await withTaskGroup(of: End.self) { group in
                group.addTask { await listen(as: host, outbox, parser, first) }
                group.addTask { await answer(from: outbox) }
                let end = await group.next() ?? .closed
                outbox.finish()
                await plug.detach(host)
                await link.close()
                return end
            }
        } onCancel: {
            Task { await link.close() }
        }
    }

    private func listen(
        as host: UInt64, _ outbox: USBIPOutbox, _ parser: USBIPParser,
        _ first: [USBIPParser.Message]
    ) async -> End {
        var parser = parser
        var messages = first
        while true {
            for message in messages {
                await outbox.waitForRoom()
                switch message {
                case .command(let command): await plug.handle(command, from: host)
                case .isochronous(let number, let packets):
                    outbox.put(USBIPWire.refused(number, packets: packets))
                // The parser gives these before the import alone.
                case .listDevices, .importDevice: break
                }
            }
            do {
                messages = try parser.parse(try await link.read())
            } catch let error as USBIPError {
                return .refused(error)
            } catch {
                return .closed
            }
        }
    }

    private func answer(from outbox: USBIPOutbox) async -> End {
        while let bytes = await outbox.take() {
            var rest = bytes[...]
            while !rest.isEmpty {
                guard let taken = try? await link.write(rest, within: Self.patience) else {
                    return .closed
                }
                // The device has gone and its host takes nothing more.
                if taken == 0, outbox.isFinished { return .gone }
                rest = rest.dropFirst(taken)
            }
        }
        return .gone
    }
}
