import FoundationEssentials
import Glibc
import Transport

@testable import till_bench

/// How a program ended, and what it said.
struct Ended: Sendable {
    var status: Int32
    var output: String
    var errors: String

    init(_ result: ChildProcess.Result) {
        status = result.status
        output = String(decoding: result.output, as: UTF8.self)
        errors = String(decoding: result.errors, as: UTF8.self)
    }

    /// The last line of output as the JSON of `--json`.
    func report() throws -> Report {
        let line = output.split(separator: "\n").last ?? ""
        return try JSONDecoder().decode(Report.self, from: Data(line.utf8))
    }
}

/// What `till print --json` and `till drawer … --json` write.
struct Report: Decodable, Hashable {
    var outcome: String?
    var evidence: String?
    var isReprint: Bool?
    var reason: String?
    var bytes: Int?
    var bytesTaken: Int?
    var document: String?
    var printer: String?
    var profile: String?
    var drawer: String?
    var milliseconds: Int?
}

/// The place of one test: a folder with its files, slips and locks, removed at the end.
final class Workplace: Sendable {
    /// Nothing here takes as long, also not on a busy machine.
    static let limit = Duration.seconds(90)

    let path: String

    init() throws {
        var template = Array("/tmp/tillwright-program-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.noFolder(errno) }
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    enum Failure: Error {
        case noFolder(Int32)
        case noClaim
        case noOffer(errors: String)
        case noSuchEvent(String, events: [String])
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func write(_ text: String, to name: String) throws -> String {
        try write(text.utf8, to: name)
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }

    /// A fault plan file of these faults, each `{ "when": …, "do": … }`.
    func plan(_ faults: String...) throws -> String {
        try write("{ \"faults\": [ \(faults.joined(separator: ", ")) ] }", to: "faults.json")
    }

    /// Locks of this test alone, and nothing of the user's own configuration.
    var environment: [String: String] {
        [
            "TILLWRIGHT_LOCK_DIR": file("locks"), "TILL_PRINTER": "", "TILL_PROFILE": "",
            "ESCPOS_CAPABILITIES_PICKLE_DIR": path,
        ]
    }

    /// Runs a program to its end, off the threads that other tests need.
    func run(_ words: [String]) async throws -> Ended {
        let environment = environment
        let result = await OffPool.run { () -> Result<ChildProcess.Result, ChildProcess.Failure> in
            Result { () throws(ChildProcess.Failure) in
                try ChildProcess(words, environment: environment).finish(within: Self.limit)
            }
        }
        return Ended(try result.get())
    }

    /// Runs a program until it owns a device, and then asks it to end.
    func interrupt(_ words: [String]) async throws -> Ended {
        // Used by one thread at a time: the other one is awaited.
        nonisolated(unsafe) let child = try ChildProcess(words, environment: environment)
        try await untilClaimed()
        child.terminate()
        let result = await OffPool.run { () -> Result<ChildProcess.Result, ChildProcess.Failure> in
            Result { () throws(ChildProcess.Failure) in try child.finish(within: Self.limit) }
        }
        return Ended(try result.get())
    }

    func till(_ words: String...) async throws -> Ended { try await run([Programs.till] + words) }

    func till(_ words: [String]) async throws -> Ended { try await run([Programs.till] + words) }

    /// Starts `till sim --json` with these words besides, and waits until it can be reached.
    func simulator(_ words: [String] = []) async throws -> SimulatedPrinter {
        try await SimulatedPrinter(words, at: self)
    }
}
