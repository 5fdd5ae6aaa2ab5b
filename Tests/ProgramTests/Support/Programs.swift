import FoundationEssentials
import Glibc

/// Where the programs under test are, and other people's tools beside them.
enum Programs {
    /// The project's folder, found from this file.
    static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    /// The `till` that was built with these tests, whatever the build folder is called.
    static let till: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let runner = String(decoding: path.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
        let beside = runner.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/till"
        return isProgram(beside) ? beside : root + "/.build/debug/till"
    }()

    /// The interpreter that has python-escpos; `make test` installs it.
    static let python: String? = {
        let isReady = access(root + "/build/python/ready", R_OK) == 0
        let path = root + "/build/python/bin/python"
        return isReady && isProgram(path) ? path : nil
    }()

    static let zbarimg = inPath("zbarimg")
    /// Runs a program as another user; only root can.
    static let setpriv = geteuid() == 0 ? inPath("setpriv") : nil

    static func example(_ name: String) -> String { "\(root)/Docs/Examples/\(name).json" }

    private static func inPath(_ name: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return folders.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
    }

    private static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }
}
