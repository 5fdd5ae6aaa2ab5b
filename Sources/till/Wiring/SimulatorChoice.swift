internal import ESCPOS
internal import Simulator
internal import Transport

/// What a `sim:` address, or the options of `till sim`, ask of the simulated printer.
struct SimulatorChoice: Sendable {
    var profile: Profile
    /// Folder that each slip goes to as a PNG.
    var paper: String?
    var plan = FaultPlan.none
    var drawer = VirtualDrawer.Settings()
    var seed: UInt64 = 1

    /// - Parameter options: of a `sim:` address; each but `profile` is read here.
    init(profile: Profile, options: [String: String] = [:]) throws(Failure) {
        self.profile = profile
        for (name, value) in options.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "profile": break
            case "paper": paper = value
            case "faults": plan = try Self.plan(in: value)
            case "sensor": drawer = try drawer.with(sensor: value)
            case "closes": drawer = try drawer.closing(after: value)
            case "seed": seed = try Self.seed(value)
            default:
                throw Failure(
                    .usage,
                    "sim: has no option \"\(name)\" (it has profile, paper, faults, sensor, closes, seed)"
                )
            }
        }
    }

    var printer: VirtualPrinter {
        VirtualPrinter(profile: profile, plan: plan, drawer: drawer, seed: seed)
    }

    static func plan(in path: String) throws(Failure) -> FaultPlan {
        let content = try Files.read(path, upTo: 1 << 20)
        return try JSONFile(path: path, content: content).faultPlan()
    }

    private static func seed(_ text: String) throws(Failure) -> UInt64 {
        guard let seed = UInt64(text) else {
            throw Failure(.usage, "seed \"\(text)\" must be a whole number")
        }
        return seed
    }
}

extension VirtualDrawer.Settings {
    func with(sensor name: String) throws(Failure) -> Self {
        guard let sensor = VirtualDrawer.Sensor(rawValue: name) else {
            let known = VirtualDrawer.Sensor.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "sensor \"\(name)\" must be one of \(known)")
        }
        var settings = self
        settings.sensor = sensor
        return settings
    }

    /// - Parameter text: milliseconds from opening to being pushed shut.
    func closing(after text: String) throws(Failure) -> Self {
        guard let milliseconds = Int(text), (0...3_600_000).contains(milliseconds) else {
            throw Failure(.usage, "closes \"\(text)\" must be milliseconds, 0 to 3600000")
        }
        var settings = self
        settings.closesAfter = .milliseconds(milliseconds)
        return settings
    }
}
