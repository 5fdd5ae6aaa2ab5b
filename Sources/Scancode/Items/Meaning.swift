/// What a scan means to a till.
///
/// Content is what is certain. A number with a wrong check digit is text and a problem that says
/// the right digit; it never counts as an item.
public struct Meaning: Hashable, Sendable {
    public let content: Content
    /// What is wrong or not certain; empty for most scans.
    public let problems: [Problem]

    public enum Content: Hashable, Sendable {
        /// An item, with the digits beside its number if any. Codes of a store for which no rule is
        /// set are items too; ``GTIN/circulation`` tells them.
        case item(GTIN, AddOn?)
        /// A code of the store, read by a rule.
        case inStore(InStoreItem)
        /// GS1 element strings; those with a problem are not among them.
        case elements([ElementString])
        /// Digits beside a number, read without it.
        case addOn(AddOn)
        case text(String)
    }

    public enum Problem: Hashable, Sendable {
        case number(GTINError)
        case inStore(InStoreCodeError)
        case element(GS1Problem)
        /// Not as many digits as the kind of code has.
        case form(String, Symbology)
        /// Eight digits that are right as an EAN-8 and as a UPC-E, and the scanner does not say
        /// which.
        case ambiguous(ean8: GTIN, upcE: GTIN)
    }

    public init(_ content: Content, problems: [Problem] = []) {
        self.content = content
        self.problems = problems
    }

    /// Reads a scan.
    ///
    /// The kind of code decides how. Where the scanner does not say it, digits with a right check
    /// digit are an item.
    ///
    /// - Parameters:
    ///   - rules: of the store's own codes.
    ///   - referenceYear: the year of the scan, which decides the century of dates.
    public static func read(
        _ scan: Scan, rules: InStoreRules = .none, referenceYear: Int
    ) -> Meaning {
        let isGS1 =
            scan.identifier?.carriesElementStrings ?? scan.symbology?.carriesElementStrings
            ?? (scan.bytes.first == GS1Message.separator)
        if isGS1 {
            let message = GS1Message(reading: scan.bytes, referenceYear: referenceYear)
            return Meaning(
                .elements(message.elements), problems: message.problems.map { .element($0) })
        }
        return NumberReader(scan: scan, rules: rules).read()
    }
}

extension Meaning.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .number(let error): "\(error)"
        case .inStore(let error): "\(error)"
        case .element(let problem): "\(problem)"
        case .form(let text, let symbology):
            "\(Digits.quoted(text)) has not the digits of a code of kind \(symbology.rawValue); "
                + "check what the scanner adds to the code"
        case .ambiguous(let ean8, let upcE):
            "\(ean8) could be an EAN-8, or a UPC-E for \(upcE); "
                + "have the scanner send AIM identifiers"
        }
    }
}
