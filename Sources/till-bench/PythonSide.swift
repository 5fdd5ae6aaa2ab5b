internal import FoundationEssentials

/// Runs python-escpos.py and reads what it measured.
struct PythonSide {
    let interpreter: String
    let script: String
    /// Where the two sides leave files for each other.
    let folder: String

    struct Figures: Decodable {
        var receiptMilliseconds: Double
        var pictureMilliseconds: Double

        private enum CodingKeys: String, CodingKey {
            case receiptMilliseconds = "receipt_ms"
            case pictureMilliseconds = "picture_ms"
        }
    }

    /// The library keeps its printer database here once it has parsed it; without this every
    /// start parses it again, and the comparison would be unfair.
    var environment: [String: String] { ["ESCPOS_CAPABILITIES_PICKLE_DIR": folder] }

    /// Whether the interpreter and its library are there; without a network they may not be.
    var isInstalled: Bool {
        let child = try? ChildProcess([interpreter, "-c", "import escpos.printer, PIL"])
        return (try? child?.finish(within: .seconds(60)))?.status == 0
    }

    func measure() throws -> Figures {
        let child = try ChildProcess(
            [interpreter, script, "measure", folder], environment: environment)
        let result = try child.finish(within: .seconds(300))
        guard result.status == 0 else {
            throw BenchError.failed(
                program: script, status: result.status,
                said: String(decoding: result.errors.suffix(500), as: UTF8.self))
        }
        guard let figures = try? JSONDecoder().decode(Figures.self, from: Data(result.output))
        else {
            throw BenchError.badAnswer(program: script)
        }
        return figures
    }

    /// The command that prints the sale's lines once.
    func printing(to port: UInt16) -> [String] {
        [interpreter, script, "print", folder, "\(port)"]
    }

    /// The bytes that `measure` left of a task: `receipt` or `picture`.
    func stream(of task: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(task).python.bin")))
    }
}
