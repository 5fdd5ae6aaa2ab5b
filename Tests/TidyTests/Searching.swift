import Glibc

extension String {
    /// Whether `needle` stands in this text, byte by byte. Neither may hold NUL.
    ///
    /// The standard library's search takes seconds for the tree when it is built without
    /// optimisation, as tests are; this takes none that anyone sees.
    func holds(_ needle: String) -> Bool { strstr(self, needle) != nil }

    /// The lines, with their numbers, that hold one of `needles`; most texts hold none.
    func lines(holding needles: [String]) -> [(number: Int, text: String)] {
        guard needles.contains(where: holds) else { return [] }
        return utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated().compactMap { index, line in
                let text = String(decoding: line, as: UTF8.self)
                return needles.contains(where: text.holds) ? (index + 1, text) : nil
            }
    }
}
