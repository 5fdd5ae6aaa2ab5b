internal import FoundationEssentials
internal import Transport

/// The measurements that need a kernel with USB; `make bench` runs them in the virtual machine of
/// `make test-kernel`.
struct MachineBench: Sendable {
    /// This program, for the process of the virtual device.
    let program: String
    let python: PythonSide

    func run(into table: inout Table) throws {
        let device = try ChildProcess([program, "device", "printer"])
        guard try device.readLine(within: .seconds(60)) == "ready" else {
            throw BenchError.failed(program: "\(program) device", status: 1, said: "no device")
        }
        let ours = Lock(USBPrinting.Figures())
        try Waiting.run {
            let figures = try await USBPrinting.measure()
            ours.withLock { $0 = figures }
        }
        let theirs = try peer()
        let figures = ours.withLock { $0 }
        table.time(
            "one-line receipt over USB, processor time", theirs: theirs?.receipt ?? [],
            ours: figures.receipt)
        table.time(
            "drawer kick over USB, processor time", theirs: theirs?.kick ?? [], ours: figures.kick)
        device.terminate()
    }

    private struct Peer: Decodable {
        var receipt: [Double]
        var kick: [Double]
    }

    /// The same slips and pulses by python-escpos, in the same machine right after.
    private func peer() throws -> Peer? {
        guard python.isInstalled else { return nil }
        let child = try ChildProcess(
            [python.interpreter, python.script, "usb"], environment: python.environment)
        let result = try child.finish(within: .seconds(600))
        guard result.status == 0 else {
            throw BenchError.failed(
                program: python.script, status: result.status,
                said: String(decoding: result.errors.suffix(800), as: UTF8.self))
        }
        guard let peer = try? JSONDecoder().decode(Peer.self, from: Data(result.output)) else {
            throw BenchError.badAnswer(program: python.script)
        }
        return peer
    }
}
