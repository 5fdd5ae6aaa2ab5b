internal import ESCPOS
internal import Glibc
internal import Transport

/// `--to` and `--profile`, which every command that drives a printer has.
struct DeviceOptions: Sendable {
    let to = Option(
        "to", .text("ADDRESS"),
        help: """
            where the printer is: usb:04b8:0e15, usb:serial=X3AK001, serial:/dev/ttyUSB0?baud=19200, \
            tcp:192.0.2.7:9100, file:/dev/usb/lp0 or sim: (default: $TILL_PRINTER, else sim:)
            """)
    let profile = Option(
        "profile", .text("NAME"),
        help: """
            the printer's model: \(Profiles.all.map(\.id).joined(separator: ", ")) (default: \
            $TILL_PROFILE, else what the address tells, else generic-80)
            """)

    var all: [any OptionDeclaration] { [to, profile] }

    /// The device that the command line or the environment names; the simulator when none does,
    /// which is said on standard error.
    func choose(_ values: Values) throws(Failure) -> DeviceChoice {
        let address = try address(values)
        return try DeviceChoice(address, profile: profile(values, for: address))
    }

    /// The device alone, for those that have no printer's model.
    func address(_ values: Values) throws(Failure) -> Address {
        guard let text = values[to] ?? environment("TILL_PRINTER") else {
            Console.note("no printer named: using the simulator (sim:); --to names a printer")
            return .simulator(options: [:])
        }
        return try Self.address(in: text)
    }

    static func address(in text: String) throws(Failure) -> Address {
        do throws(AddressError) {
            return try Address(parsing: text)
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    func profile(_ values: Values, for address: Address) throws(Failure) -> Profile {
        if let name = values[profile] ?? environment("TILL_PROFILE") {
            return try Self.profile(named: name)
        }
        switch address {
        case .simulator(let options):
            return try Self.profile(named: options["profile"] ?? Profiles.tmT88V.id)
        case .usb(.model(vendor: 0x04B8, product: 0x0E15)): return Profiles.tmT20II
        default:
            Console.note(
                "no model named: taking \(Profiles.generic80.id); --profile names the model")
            return Profiles.generic80
        }
    }

    static func profile(named name: String) throws(Failure) -> Profile {
        if let profile = Profiles.named(name) { return profile }
        let known = Profiles.all.map(\.id)
        let hint = nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        throw Failure(
            .usage, "unknown profile \"\(name)\"\(hint) (known: \(known.joined(separator: ", ")))")
    }

    private func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// A device and its model.
struct DeviceChoice: Sendable {
    let address: Address
    let profile: Profile

    init(_ address: Address, profile: Profile) {
        self.address = address
        self.profile = profile
    }
}
