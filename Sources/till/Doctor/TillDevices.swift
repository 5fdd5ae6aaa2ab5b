internal import Glibc

/// The devices of a till that udev/70-tillwright.rules knows by their numbers, as it has them.
enum TillDevices {
    enum Role: String, Hashable, Sendable, Encodable { case printer, scanner, drawer, serial }

    struct Model: Hashable, Sendable {
        var role: Role
        var maker: String
        /// Four hexadecimal digits, small.
        var vendor: String
        /// A pattern as in the rules; `!` in front turns it round.
        var products = "*"

        func covers(vendor: String, product: String) -> Bool {
            guard vendor == self.vendor else { return false }
            let isNegated = products.hasPrefix("!")
            let pattern = isNegated ? String(products.dropFirst()) : products
            return (fnmatch(pattern, product, 0) == 0) != isNegated
        }
    }

    static let models: [Model] = [
        Model(
            role: .printer, maker: "Epson UB-U interface cards", vendor: "04b8", products: "0202"),
        Model(role: .printer, maker: "Epson TM series", vendor: "04b8", products: "0e*"),
        Model(role: .printer, maker: "Star", vendor: "0519", products: "!101[1-8]"),
        Model(role: .printer, maker: "Bixolon", vendor: "1504"),
        Model(role: .printer, maker: "Citizen", vendor: "1d90"),
        Model(role: .printer, maker: "Citizen", vendor: "2730"),
        Model(role: .printer, maker: "Custom", vendor: "0dd4"),
        Model(role: .printer, maker: "Axiohm", vendor: "05d9"),
        Model(role: .printer, maker: "Wincor TH series", vendor: "0aa7", products: "030[0-9a]"),
        Model(role: .printer, maker: "Fujitsu line thermal", vendor: "04c5", products: "1104"),
        Model(role: .printer, maker: "Aures ODP 333", vendor: "0525", products: "a700"),
        Model(role: .scanner, maker: "Honeywell and Metrologic", vendor: "0c2e"),
        Model(role: .scanner, maker: "Youjie", vendor: "23d0"),
        Model(role: .scanner, maker: "Zebra and Symbol", vendor: "05e0"),
        Model(role: .scanner, maker: "Datalogic and PSC", vendor: "05f9"),
        Model(role: .scanner, maker: "Intermec", vendor: "067e"),
        Model(role: .scanner, maker: "Access-IS", vendor: "0db5"),
        Model(role: .scanner, maker: "Newland", vendor: "1eab"),
        Model(role: .drawer, maker: "Posiflex", vendor: "0d3a", products: "020[0-7]"),
        Model(role: .drawer, maker: "Star", vendor: "0519", products: "101[1-8]"),
        Model(role: .drawer, maker: "APG", vendor: "07c5", products: "0500"),
        Model(role: .drawer, maker: "HP", vendor: "03f0", products: "2039"),
        Model(role: .drawer, maker: "IBM", vendor: "04b3", products: "4554"),
        Model(role: .drawer, maker: "Torex", vendor: "07ee", products: "0002"),
    ]

    /// The model of a device; nil when the rules do not know it.
    static func model(vendor: String, product: String) -> Model? {
        models.first { $0.covers(vendor: vendor, product: product) }
    }
}
