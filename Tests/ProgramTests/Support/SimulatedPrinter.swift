import FoundationEssentials
import Transport

@testable import till_bench

/// A `till sim` that runs, with the slips it made.
final class SimulatedPrinter: Sendable {
    struct Event: Decodable, Hashable, Sendable {
        var event: String
        var detail: String?
        var milliseconds: Int?
    }

    /// All that a simulated printer did.
    struct Record: Sendable {
        var events: [Event]
        var status: Int32
        var errors: String
        /// Paths of the PNG files, in order.
        var slips: [String]

        func all(_ event: String) -> [String] {
            events.filter { $0.event == event }.map { $0.detail ?? "" }
        }

        var lines: [String] { all("line") }

        /// Whether anything was printed, fed symbols and pictures included.
        var isBlank: Bool {
            !events.contains { ["line", "picture", "symbol", "cut"].contains($0.event) }
                && slips.isEmpty
        }
    }

    /// `tcp:127.0.0.1:40123` or `serial:/dev/pts/3`.
    let address: String
    private let place: Workplace
    // Used by one thread at a time: each use is awaited before the next by the one test.
    private nonisolated(unsafe) let child: ChildProcess
    private let seen: Lock<[Event]>

    /// The slips go to `paper` in the test's folder.
    init(_ words: [String], at place: Workplace) async throws {
        let paper = place.file("paper")
        let command = [Programs.till, "sim", "--json", "--paper", paper] + words
        let child = try ChildProcess(command, environment: place.environment)
        self.child = child
        self.place = place
        // A fault may have happened before the printer can be reached.
        var early: [Event] = []
        while let line = try child.readLine(within: Workplace.limit) {
            early.append(try Self.event(line))
            if early.last?.event == "offers" { break }
        }
        guard let offer = early.popLast(), offer.event == "offers", let detail = offer.detail else {
            let errors = try child.finish(within: Workplace.limit).errors
            throw Workplace.Failure.noOffer(errors: String(decoding: errors, as: UTF8.self))
        }
        address = detail
        seen = Lock(early)
    }

    var port: String { String(address.split(separator: ":").last ?? "") }

    /// Waits until the printer tells of `event`, from where the last wait ended.
    func waitFor(_ event: String, _ detail: String? = nil) async throws {
        try await OffPool.run { [self] in
            Result {
                while let line = try child.readLine(within: Workplace.limit) {
                    let next = try Self.event(line)
                    seen.withLock { $0.append(next) }
                    if next.event == event, detail == nil || next.detail == detail { return }
                }
                throw Workplace.Failure.noSuchEvent(
                    event, events: seen.withLock { $0.map(\.event) })
            }
        }.get()
    }

    /// Ends the simulator in order and says what it did.
    func stop() async throws -> Record {
        let ended = try await OffPool.run { [self] in
            Result {
                child.terminate()
                return try child.finish(within: Workplace.limit)
            }
        }.get()
        let lines = String(decoding: ended.output, as: UTF8.self).split(separator: "\n")
        let events = seen.withLock { $0 } + (try lines.map { try Self.event(String($0)) })
        return Record(
            events: events, status: ended.status,
            errors: String(decoding: ended.errors, as: UTF8.self), slips: place.slips())
    }

    private static func event(_ line: String) throws -> Event {
        try JSONDecoder().decode(Event.self, from: Data(line.utf8))
    }
}

extension Workplace {
    /// The PNG files in a folder of slips, in order.
    func slips(in folder: String = "paper") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []
        return names.filter { $0.hasSuffix(".png") }.sorted().map { "\(file(folder))/\($0)" }
    }

    /// Waits until some program owns a device: until a lock file is signed.
    func untilClaimed() async throws {
        let folder = file("locks")
        let deadline = ContinuousClock.now + Self.limit
        while ContinuousClock.now < deadline {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            if names.contains(where: { (try? bytes(of: "locks/\($0)").isEmpty) == false }) {
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Failure.noClaim
    }

    /// What an independent reader finds in a picture: `EAN-13:4006381333931`, `QR-Code:…`.
    func codes(in picture: String) async throws -> Set<String> {
        guard let reader = Programs.zbarimg else { return [] }
        let ended = try await run([reader, "--quiet", picture])
        return Set(ended.output.split(separator: "\n").map(String.init))
    }
}
