/// The candidate that `word` is most likely a slip of the fingers for; `nil` when none is near.
func nearest(to word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { (candidate: $0, distance: editDistance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    // One slip in three characters; beyond that a suggestion is a guess.
    return best.distance <= max(1, best.candidate.count / 3) ? best.candidate : nil
}

/// How many insertions, deletions, replacements and swaps of neighbours turn `a` into `b`.
private func editDistance(_ a: String, _ b: String) -> Int {
    // Nothing longer than this is a slip of an option's name, and the table stays small.
    let a = Array(a.prefix(64))
    let b = Array(b.prefix(64))
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                best = min(best, rows[i - 1][j - 1] + 1)
            }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
