import FoundationEssentials
import Glibc
import Testing

@testable import till_bench

/// The virtual machine of `make test-kernel`, where a real kernel has USB, HID and udev.
enum Guest {
    /// Whether these tests run in it: they plug in devices, load drivers and change rules, which
    /// nobody wants on a machine in use.
    static var isHere: Bool { getenv("TILLWRIGHT_GUEST") != nil }
    static let isElsewhere: Comment = "runs in the machine that make test-kernel starts"

    /// The project's folder, found from this file.
    static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    /// The `till` that was built with these tests.
    static let till: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let runner = String(decoding: path.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
        return runner.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/till"
    }()

    struct Failure: Error, CustomStringConvertible { var description: String }

    /// Runs a program to its end. The emulated processor is some ten times slower than a real one,
    /// which the limit allows for.
    @discardableResult
    static func run(
        _ arguments: String..., within limit: Duration = .seconds(60)
    ) throws -> (status: Int32, output: String, errors: String) {
        try run(arguments, within: limit)
    }

    static func run(
        _ arguments: [String], within limit: Duration
    ) throws -> (status: Int32, output: String, errors: String) {
        let child = try ChildProcess(arguments)
        let result = try child.finish(within: limit)
        return (
            result.status, String(decoding: result.output, as: UTF8.self),
            String(decoding: result.errors, as: UTF8.self)
        )
    }

    /// Runs a program that has to succeed.
    static func must(_ arguments: String...) throws {
        let result = try run(arguments, within: .seconds(60))
        if result.status != 0 {
            throw Failure(description: "\(arguments.joined(separator: " ")): \(result.errors)")
        }
    }

    /// Waits until udev has made `path`, and has set it up.
    static func wait(for path: String, within limit: Duration = .seconds(30)) throws {
        try wait("--initialized=true", path, limit)
    }

    /// Waits until `path` has gone.
    static func waitForEnd(of path: String, within limit: Duration = .seconds(30)) throws {
        try wait("--removed", path, limit)
    }

    private static func wait(_ how: String, _ path: String, _ limit: Duration) throws {
        let seconds = limit.components.seconds
        let result = try run(
            "udevadm", "wait", how, "--timeout=\(seconds)", path, within: limit + .seconds(30))
        if result.status != 0 { throw Failure(description: "udevadm wait \(how) \(path)") }
    }

    /// Waits until udev has done all that it has heard of.
    static func settle() throws {
        let result = try run("udevadm", "settle", "--timeout=60", within: .seconds(90))
        if result.status != 0 { throw Failure(description: "udevadm settle: \(result.errors)") }
    }

    /// Mode and group of a file, as `stat` prints them: `660 lp`.
    static func rights(of path: String) throws -> String {
        let result = try run("stat", "--dereference", "--format=%a %G", path)
        if result.status != 0 { throw Failure(description: result.errors) }
        return result.output.split(separator: "\n").first.map(String.init) ?? ""
    }

    static func contents(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
