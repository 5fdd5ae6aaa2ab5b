/// A note or coin: what it is worth and which of the two it is.
///
/// Its standing (issued, withdrawn …) and its packs are data of a ``DenominationCatalogue``.
public struct Denomination: Hashable, Sendable, Codable {
    /// Paper or metal, as the count sheet has it.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
        case note, coin
        public var description: String { rawValue }
    }

    /// Of one piece, more than 0.
    public let value: Money
    public let kind: Kind

    public init(_ value: Money, _ kind: Kind) {
        self.value = value
        self.kind = kind
    }
}

extension Denomination: CustomStringConvertible {
    /// `EUR 0.50 coin`.
    public var description: String { "\(value) \(kind)" }
}

extension Denomination {
    /// How a denomination stands with its issuer on some day.
    public enum Status: Hashable, Sendable {
        /// Brought into circulation.
        case issued
        /// Money still, but no more is brought into circulation.
        case legalNotIssued
        /// No money any more, from that day on.
        case withdrawn(on: CalendarDay)
    }
}

/// The form in which pieces are counted.
public enum Pack: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible {
    /// Single pieces.
    case loose
    /// Coins in paper or film.
    case roll
    /// Notes with one band.
    case strap
    /// Straps tied together.
    case bundle
    /// Coins in a bank's bag.
    case bag

    public var description: String { rawValue }
}
