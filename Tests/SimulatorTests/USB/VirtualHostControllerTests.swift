import Glibc
import Testing
import Transport

@testable import Simulator

/// The kernel's virtual ports, as far as they can be tested without that kernel: the files are made
/// here. Tests/KernelTests has the real ones.
struct VirtualHostControllerTests {
    /// What Linux 6.1 shows; port 1 is in use.
    static let status = """
        hub port sta spd dev      sockfd local_busid
        hs  0000 006 002 00010002 000003 1-1
        hs  0001 004 000 00000000 000000 0-0
        hs  0002 005 000 00010003 000004 2-1
        ss  0008 004 000 00000000 000000 0-0

        """

    @Test func portsAreReadWithTheirHubAndWhetherTheyAreFree() {
        #expect(
            VirtualHostController.ports(in: Self.status) == [
                .init(number: 0, isHighSpeed: true, isFree: false),
                .init(number: 1, isHighSpeed: true, isFree: true),
                .init(number: 2, isHighSpeed: true, isFree: false),
                .init(number: 8, isHighSpeed: false, isFree: true),
            ])
        #expect(VirtualHostController.ports(in: "hub port\nhs\nxx 1 4\nhs one 4\n\u{0}") == [])
    }

    @Test func kernelWithoutVirtualPortsSaysWhatToLoad() {
        let error = #expect(throws: LinkError.self) {
            try VirtualHostController(folder: "/nowhere/vhci_hcd.0")
        }
        #expect(error.map { "\($0)" }?.contains("modprobe vhci-hcd") == true)
    }

    @Test func firstFreePortGetsTheDeviceAndItsSpeed() async throws {
        let folder = try Folder(status: Self.status)
        let controller = try VirtualHostController(folder: folder.path)
        let link = try await controller.connect(.high)
        let words = try folder.read("attach").split(separator: " ").compactMap { Int($0) }
        #expect(words.count == 4)
        #expect(words.first == 1 && words.last == 3 && words[2] == 0x10003)
        await link.close()
    }

    @Test func noFreePortIsSaid() async throws {
        let folder = try Folder(status: "hub port sta\nhs  0000 006 002\nss  0008 004 000\n")
        let controller = try VirtualHostController(folder: folder.path)
        await #expect(throws: LinkError.self) { try await controller.connect(.full) }
        #expect(try folder.read("attach") == "")
    }

    /// A folder with the controller's files.
    final class Folder {
        let path: String

        init(status: String) throws {
            var name = Array("/tmp/tillwright-vhci-XXXXXX".utf8CString)
            #expect(mkdtemp(&name) != nil)
            path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            write("attach", "")
            write("status", status)
        }

        deinit {
            unlink("\(path)/attach")
            unlink("\(path)/status")
            rmdir(path)
        }

        private func write(_ name: String, _ text: String) {
            let file = open("\(path)/\(name)", O_CREAT | O_WRONLY, 0o600)
            _ = Glibc.write(file, text, text.utf8.count)
            close(file)
        }

        func read(_ name: String) throws -> String {
            let file = open("\(path)/\(name)", O_RDONLY)
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(file, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }
}
