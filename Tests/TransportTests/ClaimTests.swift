import Glibc
import Testing
import Transport

@Suite struct ClaimTests {
    private static let device = DeviceIdentity.usb(port: "1-1.4")

    private func refusal(_ folder: ScratchFolder) -> LinkError? {
        do {
            _ = try Claim(Self.device, place: "usb:port=1-1.4", directory: folder.claims)
            return nil
        } catch {
            return error
        }
    }

    @Test func oneOwnerAtATimeAndTheNextWhenItIsGone() throws {
        let folder = try ScratchFolder()
        do {
            let first = try Claim(Self.device, place: "usb:port=1-1.4", directory: folder.claims)
            guard case .busy("usb:port=1-1.4", let holder?) = refusal(folder) else {
                Issue.record("the second claim must be refused")
                return
            }
            #expect(holder.hasSuffix("(process \(getpid()))"), "\(holder)")
            _ = consume first
        }
        #expect(refusal(folder) == nil)
        #expect(folder.openDescriptors == 0)
    }

    /// A lock of another process: a shell's `flock` cannot make this kind, so a child of ours that
    /// inherits the open file has it.
    @Test func theClaimOfAProcessEndsWithIt() async throws {
        let folder = try ScratchFolder()
        let number = try Claim(Self.device, place: "x", directory: folder.claims).handOver()
        let child = try startChild(holding: number)
        // As when this process ends without a word: nothing is unlocked.
        close(number)
        guard case .busy = refusal(folder) else {
            Issue.record("the child still has the claim")
            return
        }
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
        #expect(refusal(folder) == nil)
    }

    @Test func aClaimGivenBackIsFreeThoughAChildHoldsACopy() throws {
        let folder = try ScratchFolder()
        let number = try Claim(Self.device, place: "x", directory: folder.claims).handOver()
        let child = try startChild(holding: number)
        Claim.giveBack(number)
        #expect(refusal(folder) == nil)
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
    }

    private func startChild(holding inherited: Int32) throws -> pid_t {
        var child = pid_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        // Standard input keeps the open file, and with it the lock, in the child alone.
        posix_spawn_file_actions_adddup2(&actions, inherited, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
        defer { for argument in arguments { free(argument) } }
        try #require(posix_spawn(&child, "/bin/sleep", &actions, nil, &arguments, nil) == 0)
        posix_spawn_file_actions_destroy(&actions)
        return child
    }

    @Test(arguments: ["", "1 init\n", "999999999 till\n", "x y z", "-1 till\n", "\u{0}\u{1}"])
    func whatADeadOwnerLeftIsNoObstacle(contents: String) throws {
        let folder = try ScratchFolder()
        folder.write(contents, to: "usb-1-1.4.lock")
        #expect(refusal(folder) == nil)
    }

    /// The file of a holder whose number another process has by now names nobody.
    @Test func aHolderIsOnlyNamedWhileItRuns() throws {
        let folder = try ScratchFolder()
        let claim = try Claim(Self.device, place: "x", directory: folder.claims)
        folder.write("1 no-such-name\n", to: "usb-1-1.4.lock")
        #expect(refusal(folder) == .busy("usb:port=1-1.4", holder: nil))
        _ = consume claim
    }

    @Test func differentDevicesAreClaimedSideBySide() throws {
        let folder = try ScratchFolder()
        let first = try Claim(Self.device, place: "x", directory: folder.claims)
        let second = try Claim(.usb(port: "1-1.5"), place: "x", directory: folder.claims)
        _ = consume first
        _ = consume second
    }

    @Test func aLockFileThatIsALinkIsRefused() throws {
        let folder = try ScratchFolder()
        folder.write("precious", to: "victim")
        symlink(folder.file("victim"), folder.file("usb-1-1.4.lock"))
        #expect(refusal(folder) != nil)
        #expect(folder.contents(of: "victim") == Array("precious".utf8))
    }

    @Test func aFolderThatIsALinkIsRefused() throws {
        let folder = try ScratchFolder()
        symlink("/tmp", folder.file("locks"))
        #expect(throws: LinkError.self) {
            _ = try Claim(
                Self.device, place: "x", directory: ClaimDirectory(path: folder.file("locks")))
        }
        unlink(folder.file("locks"))
    }

    @Test func aFolderIsMadeForItsUserAlone() throws {
        let folder = try ScratchFolder()
        let path = folder.file("locks")
        do {
            let claim = try Claim(Self.device, place: "x", directory: ClaimDirectory(path: path))
            _ = consume claim
        }
        var facts = stat()
        #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o700)
        #expect(stat("\(path)/usb-1-1.4.lock", &facts) == 0 && facts.st_mode & 0o777 == 0o660)
        unlink("\(path)/usb-1-1.4.lock")
        rmdir(path)
    }

    @Test func twoSpellingsOfOneFileAreOneDevice() throws {
        let folder = try ScratchFolder()
        folder.write("", to: "a")
        symlink(folder.file("a"), folder.file("b"))
        let direct = try DeviceIdentity.file(at: folder.file("a"), place: "a")
        #expect(try DeviceIdentity.file(at: folder.file("b"), place: "b") == direct)
        #expect(try DeviceIdentity.file(at: "/dev/null", place: "n").description == "char-1-3")
        #expect(
            DeviceIdentity.tcp(host: "::ffff:10.0.0.1", port: 9100)
                == .tcp(host: "10.0.0.1", port: 9100))
        #expect(DeviceIdentity.usb(port: "../../etc").description == "usb-..-..-etc")
    }
}

@Suite struct ProcessFactsTests {
    /// As in `/proc/self/fdinfo`: the flags are octal.
    @Test(arguments: [
        ("pos:\t0\nflags:\t0100002\nmnt_id:\t5\n", true), ("pos:\t0\nflags:\t012400000\n", false),
        ("flags:\t010000000\n", false), ("flags:\t0100000\n", true), ("", true), ("flags:\n", true),
    ])
    func aDescriptorThatOnlyStandsForAPathHoldsNothing(facts: String, isOpen: Bool) {
        #expect(ProcessFacts.isOpen(facts) == isOpen)
    }
}
