extension GS1Message {
    /// What the elements of one item need beside each other and do not have, or may not have.
    ///
    /// A label may spread over several codes: pass the elements of all of them.
    ///
    /// Source: GS1 General Specifications, 4.13 (invalid pairs, mandatory associations).
    public static func associationProblems(of elements: [ElementString]) -> [GS1Problem] {
        elements.enumerated().compactMap { index, element in
            let others = elements[..<index] + elements[(index + 1)...]
            let same = elements[..<index].first { $0.identifier == element.identifier }
            let kind: GS1Problem.Kind? =
                if let same, same.value != element.value {
                    .contradiction
                } else if let other = excluded(by: element, among: others) {
                    .bars(other)
                } else if misses(element, among: others) {
                    .needs(element.identifier.format.requires)
                } else {
                    nil
                }
            return kind.map {
                GS1Problem(offset: element.offset, identifier: element.identifier, kind: $0)
            }
        }
    }

    /// An identifier does not exclude itself, though its own pattern may cover it.
    private static func excluded(
        by element: ElementString, among others: ArraySlice<ElementString>
    ) -> ApplicationIdentifier? {
        others.map(\.identifier).first { other in
            other != element.identifier
                && element.identifier.format.excludes.contains { $0.matches(other) }
        }
    }

    private static func misses(
        _ element: ElementString, among others: ArraySlice<ElementString>
    ) -> Bool {
        let groups = element.identifier.format.requires
        let isMet = groups.contains { group in
            group.allSatisfy { pattern in others.contains { pattern.matches($0.identifier) } }
        }
        return !groups.isEmpty && !isMet
    }
}
