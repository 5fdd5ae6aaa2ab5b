import Glibc
import Testing
import Transport

@testable import POSIXTransport

/// Pipes stand for nodes here: a real node needs a kernel with input devices (KernelTests).
@Suite struct NodeReaderTests {
    private func source(_ folder: ScratchFolder, _ name: String, interface: Int) -> (
        source: NodeReader.Source, far: Int32
    ) {
        mkfifo(folder.file(name), 0o600)
        let near = open(folder.file(name), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let far = open(folder.file(name), O_WRONLY | O_CLOEXEC)
        let source = NodeReader.Source(
            number: near, descriptor: Descriptor(owning: near),
            bytes: WholeReports(interface: interface), readSize: 64)
        return (source, far)
    }

    @Test func allNodesAreReadUntilOneGoes() async throws {
        let folder = try ScratchFolder()
        let (first, farFirst) = source(folder, "a", interface: 0)
        let (second, farSecond) = source(folder, "b", interface: 5)
        let reader = try NodeReader([first, second], keeping: [], place: "hidraw:/dev/hidraw0")
        for (far, interface) in [(farFirst, 0), (farSecond, 5), (farFirst, 0)] {
            #expect(write(far, [1, 2, 3] as [UInt8], 3) == 3)
            let reports = try await reader.queue.read()
            #expect(reports.map(\.body) == [.hid([1, 2, 3])])
            #expect(reports.map(\.interface) == [interface])
        }
        close(farSecond)
        #expect(
            await failure { () throws(LinkError) in _ = try await reader.queue.read() }
                == .gone("hidraw:/dev/hidraw0"))
        await reader.close()
        close(farFirst)
        #expect(folder.openDescriptors == 0)
    }

    @Test func closingEndsTheReaderAndGivesAllBack() async throws {
        let folder = try ScratchFolder()
        let (first, far) = source(folder, "a", interface: 0)
        folder.write("", to: "lock")
        let lock = Descriptor(owning: open(folder.file("lock"), O_RDWR | O_CLOEXEC))
        let reader = try NodeReader([first], keeping: [lock], place: "x")
        async let ended = failure { () throws(LinkError) in _ = try await reader.queue.read() }
        await reader.close()
        await reader.close()
        #expect(await ended == .closed)
        close(far)
        #expect(folder.openDescriptors == 0)
    }

    @Test func aReaderThatIsLetGoOfClosesItsNodes() async throws {
        let folder = try ScratchFolder()
        var far: Int32 = -1
        do {
            let near: NodeReader.Source
            (near, far) = source(folder, "a", interface: 0)
            _ = try NodeReader([near], keeping: [], place: "x")
        }
        // Not its end, but nobody's hold on it.
        #expect(await eventually { folder.openDescriptors == 1 })
        close(far)
        #expect(await eventually { folder.openDescriptors == 0 })
    }

    @Test func whatIsNoNodeIsNamed() async throws {
        let folder = try ScratchFolder()
        let fifo = folder.fifo()
        let opener = POSIXReportOpener(claims: folder.claims)
        let table: [(Address, String)] = [
            (.hidraw(path: "/dev/hidraw99"), "no device at hidraw:/dev/hidraw99"),
            (.evdev(path: "/dev/input/event99"), "no device at evdev:/dev/input/event99"),
            (.hidraw(path: fifo), "it is no character device"),
            (.evdev(path: fifo), "it is no character device"),
            (.hidraw(path: "/dev/null"), "it is no hidraw device"),
            (.evdev(path: "/dev/null"), "it is no event device"),
            (.file(path: "/dev/null"), "no hidraw: and no evdev: address"),
        ]
        for (address, words) in table {
            let error = await failure { () throws(LinkError) in
                _ = try await opener.openReports(address)
            }
            #expect(
                error?.description.contains(words) == true,
                "\(address): \(String(describing: error))")
        }
        #expect(folder.openDescriptors == 0)
    }

    @Test func aClaimedNodeIsBusyAndItsHolderNamed() async throws {
        let folder = try ScratchFolder()
        let identity = try DeviceIdentity.file(at: "/dev/null", place: "x")
        let claim = try Claim(identity, place: "x", directory: folder.claims)
        let error = await failure { () throws(LinkError) in
            _ = try await EvdevLink.open("/dev/null", claims: folder.claims)
        }
        guard case .busy("evdev:/dev/null", let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.contains("process \(getpid())"))
        _ = consume claim
    }
}
