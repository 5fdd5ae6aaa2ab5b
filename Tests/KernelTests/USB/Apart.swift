import Transport

@testable import till_bench

/// What `Guest` does, without keeping a thread of the pool from the virtual devices meanwhile: there
/// are only two, and what is waited for needs the devices' answers.
enum Apart {
    static func wait(for path: String) async throws {
        try await OffPool.run { Result { try Guest.wait(for: path) } }.get()
    }

    static func waitForEnd(of path: String) async throws {
        try await OffPool.run { Result { try Guest.waitForEnd(of: path) } }.get()
    }

    static func settle() async throws {
        try await OffPool.run { Result { try Guest.settle() } }.get()
    }

    /// Runs a program to its end.
    static func run(_ arguments: String...) async throws -> Ended {
        try await Program(arguments).end()
    }

    struct Ended: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }
}

/// A program that runs beside a test.
final class Program: @unchecked Sendable {
    // Its calls are made one after another.
    private let child: ChildProcess

    init(_ arguments: [String]) throws { child = try ChildProcess(arguments) }

    /// The next line that it prints; `nil` at its end.
    func nextLine() async throws -> String? {
        try await OffPool.run { [self] in
            Result { try child.readLine(within: .seconds(60)) }
        }.get()
    }

    func end() async throws -> Apart.Ended {
        let result = try await OffPool.run { [self] in
            Result { try child.finish(within: .seconds(120)) }
        }.get()
        return Apart.Ended(
            status: result.status, output: String(decoding: result.output, as: UTF8.self),
            errors: String(decoding: result.errors, as: UTF8.self))
    }

    func terminate() { child.terminate() }
}
