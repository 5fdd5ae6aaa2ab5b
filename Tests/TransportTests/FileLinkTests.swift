import Glibc
import POSIXTransport
import Testing
import Transport

@Suite struct FileLinkTests {
    @Test func aPipeTakesTheJobAndEndsWithItsReader() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let link = try await FileLink.open(path, claims: folder.claims)
        async let ended = failure { () throws(LinkError) in _ = try await link.read() }
        try await send([1, 2, 3], to: link)
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(reader, &bytes, 8) == 3)
        #expect(bytes.prefix(3) == [1, 2, 3])
        close(reader)
        let gone = LinkError.gone("file:\(path)")
        #expect(await ended == gone)
        // Also: the signal of a broken pipe has not ended this process.
        #expect(
            await failure { () throws(LinkError) in
                _ = try await link.write([4], within: .seconds(1))
            } == gone)
        await link.close()
        #expect(folder.openDescriptors == 0)
    }

    @Test func aFullPipeTakesNothingAndThenGoesOn() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let link = try await FileLink.open(path, claims: folder.claims)
        let block = [UInt8](repeating: 7, count: 4096)
        var taken = 0
        while case let count = try await link.write(block[...], within: .milliseconds(20)),
            count > 0
        {
            taken += count
        }
        #expect(taken >= 4096)
        async let written = link.write([9], within: .seconds(30))
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        #expect(read(reader, &bytes, bytes.count) == taken)
        #expect(try await written == 1)
        close(reader)
        await link.close()
    }

    @Test func aPipeThatNobodyReadsIsUnreachable() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        let error = await failure { () throws(LinkError) in
            _ = try await FileLink.open(path, claims: folder.claims)
        }
        #expect(error == .unreachable("file:\(path)", why: "nobody reads from it"))
        #expect(folder.openDescriptors == 0)
    }

    @Test func aPlainFileIsAppendedTo() async throws {
        let folder = try ScratchFolder()
        folder.write("a", to: "paper")
        let link = try await FileLink.open(folder.file("paper"), claims: folder.claims)
        try await send(Array("bc".utf8), to: link)
        async let read = failure { () throws(LinkError) in _ = try await link.read() }
        await link.close()
        #expect(await read == .closed)
        #expect(folder.contents(of: "paper") == Array("abc".utf8))
    }

    /// `/dev/full` refuses every byte with the error that usblp gives when the paper is out.
    @Test func noPaperInTheKernelsDriverIsTakingNothing() async throws {
        let folder = try ScratchFolder()
        let link = try await FileLink.open("/dev/full", claims: folder.claims)
        #expect(try await link.write([1, 2, 3], within: .milliseconds(5)) == 0)
        await link.close()
    }

    /// `/dev/null` reads as nothing, again and again, as a printer does that sends empty packets.
    @Test func emptyPacketsDoNotEndTheLink() async throws {
        let folder = try ScratchFolder()
        let link = try await FileLink.open("/dev/null", claims: folder.claims)
        async let read = failure { () throws(LinkError) in _ = try await link.read() }
        #expect(try await link.write([1, 2, 3], within: .seconds(1)) == 3)
        await link.close()
        #expect(await read == .closed)
    }

    @Test func whatIsNoPrinterFileIsNamed() async throws {
        let folder = try ScratchFolder()
        let (far, path) = try PseudoTerminal.open()
        let table = [
            ("/dev/usb/lp99", "no device at file:/dev/usb/lp99"),
            (path, "write serial:\(path)"),
            ("/tmp", "no character device, pipe or plain file"),
        ]
        for (path, words) in table {
            let error = await failure { () throws(LinkError) in
                _ = try await FileLink.open(path, claims: folder.claims)
            }
            #expect(error?.description.contains(words) == true, "\(path)")
        }
        #expect(folder.openDescriptors == 0)
        await far.close()
    }

    @Test(.enabled(if: geteuid() != 0, "root may open everything"))
    func aForbiddenFileSaysWhatToDo() async throws {
        let folder = try ScratchFolder()
        folder.write("", to: "lp0")
        chmod(folder.file("lp0"), 0)
        let error = await failure { () throws(LinkError) in
            _ = try await FileLink.open(folder.file("lp0"), claims: folder.claims)
        }
        #expect(error == .denied("file:\(folder.file("lp0"))"))
    }

    @Test func twoNamesOfOneDeviceAreClaimedOnce() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        symlink(path, folder.file("alias"))
        let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let link = try await FileLink.open(path, claims: folder.claims)
        let error = await failure { () throws(LinkError) in
            _ = try await FileLink.open(folder.file("alias"), claims: folder.claims)
        }
        guard case .busy = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await link.close()
        close(reader)
    }

    @Test func aThousandLinksLeaveNoDescriptorOpen() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let listener = try ListeningSocket.listen()
        let opener = POSIXOpener(connectLimit: .seconds(300), claims: folder.claims)
        let before = descriptorTargets().count
        for round in 0..<500 {
            let pipe = try await opener.open(.file(path: path))
            _ = try await pipe.write([1], within: .seconds(1))
            let network = try await opener.open(.tcp(host: "127.0.0.1", port: listener.port))
            let printer = try await listener.accept()
            async let read = failure { () throws(LinkError) in _ = try await network.read() }
            await pipe.close()
            // Half of them are closed, half are only let go of by us after the other side ended.
            if round.isMultiple(of: 2) { await network.close() }
            await printer.close()
            _ = await read
            await network.close()
        }
        close(reader)
        #expect(folder.openDescriptors == 0)
        // Other tests open and close theirs at the same time; a leak would be a thousand.
        #expect(descriptorTargets().count < before + 200)
        await listener.close()
    }

    @Test func aLinkThatIsLetGoOfClosesItsDescriptor() async throws {
        let folder = try ScratchFolder()
        let path = folder.fifo()
        let reader = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        do { _ = try await FileLink.open(path, claims: folder.claims) }
        close(reader)
        #expect(await eventually { folder.openDescriptors == 0 })
    }
}
