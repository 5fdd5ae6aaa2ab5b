internal import Glibc

/// Runs one command line and ends the program with its exit code.
///
/// The main thread only waits for signals: a program whose main is asynchronous never sees them.
enum Runner {
    static func run(_ program: Program, _ words: [String]) -> Never {
        Interrupts.block()
        do throws(Program.Misuse) {
            switch try program.parse(words) {
            case .help(let text):
                Console.prompt(text)
                exit(ExitCode.done.rawValue)
            case .run(let command, let values):
                Task.detached {
                    let code = await command.run(values)
                    exit(code.rawValue)
                }
                Interrupts.wait()
            }
        } catch {
            Console.note("\(error)")
            exit(ExitCode.usage.rawValue)
        }
    }
}

extension Subcommand {
    /// Runs `body`, and says why when it fails.
    func reporting(
        _ body: () async throws(Failure) -> ExitCode
    ) async -> ExitCode {
        do throws(Failure) {
            return try await body()
        } catch {
            Console.note("till \(name): \(error.text)")
            return error.code
        }
    }
}
