/// The element strings of a code, and what is wrong with those that are not among them.
///
/// Nothing is passed on unchecked: an element is either right and in ``elements``, or one of
/// ``problems`` is about it. Reading goes on behind the next separator.
///
/// Source: GS1 General Specifications, 7.8 (processing of data).
public struct GS1Message: Hashable, Sendable {
    public let elements: [ElementString]
    public let problems: [GS1Problem]

    /// GS, 1D hex: what scanners send for an FNC1 between elements.
    public static let separator: UInt8 = 0x1D

    /// Reads the content of a code, without its AIM identifier.
    ///
    /// Separators are taken between any two elements and at both ends, as scanners and printers
    /// put them there; behind data of variable length they are necessary.
    ///
    /// - Parameters:
    ///   - separators: the bytes that stand for FNC1. Some scanners are set to send `|` or `^`,
    ///     which GS1 data never has.
    ///   - referenceYear: the year of the reading, which decides the century of dates.
    public init(
        reading bytes: [UInt8], separators: Set<UInt8> = [separator], referenceYear: Int
    ) {
        var reader = MessageReader(
            bytes: bytes, separators: separators, referenceYear: referenceYear)
        reader.readAll()
        elements = reader.elements
        problems = reader.problems
    }

    init(elements: [ElementString], problems: [GS1Problem]) {
        self.elements = elements
        self.problems = problems
    }

    /// The same, for a caller that takes all or nothing: the first problem is thrown.
    public init(
        strictly bytes: [UInt8], separators: Set<UInt8> = [separator], referenceYear: Int
    ) throws(GS1Problem) {
        self.init(reading: bytes, separators: separators, referenceYear: referenceYear)
        if let problem = problems.first { throw problem }
    }

    /// The first element with this identifier.
    public subscript(_ identifier: String) -> ElementString? {
        elements.first { $0.identifier.digits == identifier }
    }

    /// The item itself (01); nil for a logistic unit that only contains items.
    public var gtin: GTIN? {
        if case .gtin(let gtin)? = self["01"]?.meaning { gtin } else { nil }
    }
}

struct MessageReader {
    let bytes: [UInt8]
    let separators: Set<UInt8>
    let referenceYear: Int
    private(set) var elements: [ElementString] = []
    private(set) var problems: [GS1Problem] = []
    private var at = 0

    init(bytes: [UInt8], separators: Set<UInt8>, referenceYear: Int) {
        self.bytes = bytes
        self.separators = separators
        self.referenceYear = referenceYear
    }

    mutating func readAll() {
        while at < bytes.count {
            if separators.contains(bytes[at]) { at += 1 } else { readElement() }
        }
    }

    private mutating func readElement() {
        let offset = at
        let chunkEnd = bytes[at...].firstIndex(where: separators.contains) ?? bytes.count
        guard let identifier = ApplicationIdentifier(prefixOf: bytes[at..<chunkEnd]) else {
            let head = Digits.text(bytes[at..<min(at + 4, chunkEnd)])
            problems.append(
                GS1Problem(offset: offset, identifier: nil, kind: .unknownIdentifier(head)))
            at = chunkEnd
            return
        }
        let start = at + identifier.digits.utf8.count
        let format = identifier.format
        let end =
            format.isPredefinedLength ? min(start + format.maximumLength, chunkEnd) : chunkEnd
        at = end
        let data = bytes[start..<end]
        switch ElementReader(identifier, data, offset: offset, year: referenceYear).read() {
        case .success(let element): elements.append(element)
        case .failure(let problem): problems.append(problem)
        }
    }
}

/// Reads the data of one element.
struct ElementReader {
    let identifier: ApplicationIdentifier
    let data: ArraySlice<UInt8>
    let offset: Int
    let year: Int

    /// - Parameter offset: of the identifier in the content.
    init(
        _ identifier: ApplicationIdentifier, _ data: ArraySlice<UInt8>, offset: Int, year: Int
    ) {
        self.identifier = identifier
        self.data = data
        self.offset = offset
        self.year = year
    }

    func read() -> Result<ElementString, GS1Problem> {
        var parts: [ArraySlice<UInt8>] = []
        var rest = data
        for component in identifier.format.components {
            if component.isOptional, rest.isEmpty { break }
            let part = rest.prefix(component.length.upperBound)
            guard part.count >= component.length.lowerBound else {
                let missing = component.length.lowerBound - part.count
                return problem(
                    at: data.startIndex, .tooShort(least: data.count + missing, found: data.count))
            }
            let checked = CheckedComponent(bytes: part, format: component, referenceYear: year)
            if let found = checked.problem() { return problem(at: found.index, found.kind) }
            parts.append(part)
            rest = rest.dropFirst(part.count)
        }
        guard rest.isEmpty else {
            let most = identifier.format.maximumLength
            return problem(at: rest.startIndex, .tooLong(most: most, found: data.count))
        }
        return .success(
            ElementString(identifier, parts: parts, offset: offset, referenceYear: year))
    }

    private func problem(
        at index: Int, _ kind: GS1Problem.Kind
    ) -> Result<ElementString, GS1Problem> {
        .failure(GS1Problem(offset: index, identifier: identifier, kind: kind))
    }
}
