/// What a file of udev rules holds. udev skips what it does not understand, and says so only in a log
/// that nobody reads in a shop.
///
/// Source: udev(7) of systemd 252.
enum UdevRules {
    /// `ATTR{idVendor}=="04b8"`
    struct Part: Hashable {
        var key: String
        var attribute: String?
        var relation: String
        var value: String

        var isMatch: Bool { relation == "==" || relation == "!=" }
    }

    static func findings(in file: Repository.File) -> [Finding] {
        var found: [Finding] = []
        var labels: [String: Int] = [:]
        var jumps: [(label: String, line: Int)] = []
        var isCommented = false
        for (index, text) in file.text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = index + 1
            if text.hasPrefix("#") || text.isEmpty {
                isCommented = text.hasPrefix("#")
                continue
            }
            guard let parts = parse(text) else {
                found.append(Finding(file.path, line: line, "is no rule"))
                continue
            }
            found += parts.compactMap(fault).map { Finding(file.path, line: line, $0) }
            let isJump = parts.allSatisfy { $0.key == "GOTO" || $0.key == "LABEL" }
            let isSorting = parts.last?.key == "GOTO"
            if !isCommented, !isJump {
                found.append(Finding(file.path, line: line, "has no comment above it"))
            }
            // Lines that only sort out what goes where share one comment.
            isCommented = isCommented && isSorting && !isJump
            for part in parts where part.key == "GOTO" { jumps.append((part.value, line)) }
            for part in parts where part.key == "LABEL" {
                if labels.updateValue(line, forKey: part.value) != nil {
                    found.append(
                        Finding(file.path, line: line, "label \(part.value) is there twice"))
                }
            }
        }
        return found + balance(labels, jumps, in: file)
    }

    /// udev only jumps forward.
    private static func balance(
        _ labels: [String: Int], _ jumps: [(label: String, line: Int)], in file: Repository.File
    ) -> [Finding] {
        let dangling = jumps.filter { (labels[$0.label] ?? 0) <= $0.line }
            .map { Finding(file.path, line: $0.line, "no label \($0.label) further down") }
        let used = Set(jumps.map(\.label))
        let unused = labels.filter { !used.contains($0.key) }
            .map { Finding(file.path, line: $0.value, "nothing goes to label \($0.key)") }
        return dangling + unused
    }

    /// The parts of a rule; nil when it is none.
    static func parse(_ text: Substring) -> [Part]? {
        let part = /([A-Z]+)(?:\{([^}"]+)\})?(==|!=|=|\+=|-=|:=)"([^"]*)"/
        var parts: [Part] = []
        var rest = text
        while let match = rest.prefixMatch(of: part) {
            parts.append(
                Part(
                    key: String(match.1), attribute: match.2.map(String.init),
                    relation: String(match.3), value: String(match.4)))
            rest = rest[match.range.upperBound...]
            if rest.isEmpty { return parts }
            guard let comma = rest.prefixMatch(of: /, */) else { return nil }
            rest = rest[comma.range.upperBound...]
        }
        return nil
    }

    private static let matches: Set<String> = [
        "ACTION", "KERNEL", "SUBSYSTEM", "DRIVER", "ATTR", "ENV", "TAG", "TEST", "KERNELS",
        "SUBSYSTEMS", "DRIVERS", "ATTRS", "TAGS", "RESULT", "CONST",
    ]
    private static let assignments: Set<String> = [
        "SYMLINK", "OWNER", "GROUP", "MODE", "TAG", "ENV", "ATTR", "LABEL", "GOTO", "OPTIONS",
        "IMPORT",
    ]
    private static let withAttribute: Set<String> = ["ATTR", "ATTRS", "ENV", "IMPORT", "CONST"]
    /// Groups of Debian's base system that a rule may give a device to.
    private static let groups: Set<String> = ["lp", "dialout", "plugdev"]

    private static func fault(in part: Part) -> String? {
        guard (part.isMatch ? matches : assignments).contains(part.key) else {
            return "\(part.key)\(part.relation) is not what udev has"
        }
        if withAttribute.contains(part.key) != (part.attribute != nil) {
            return "\(part.key) has an attribute too many or too few"
        }
        if part.value.count(where: { $0 == "[" }) != part.value.count(where: { $0 == "]" }) {
            return "\(part.value) has a bracket without its other half"
        }
        switch (part.key, part.attribute) {
        case ("MODE", _) where part.value.wholeMatch(of: /0[0-7]{3}/) == nil:
            return "mode \(part.value) is not four octal digits"
        case ("GROUP", _) where !groups.contains(part.value):
            return "group \(part.value) is not on every Debian system"
        case ("ATTR", "idVendor"), ("ATTR", "idProduct"), ("ATTRS", "idVendor"),
            ("ATTRS", "idProduct"):
            return part.value == part.value.lowercased()
                ? nil : "\(part.value): the kernel writes these numbers in small letters"
        case ("KERNELS", _) where part.value.contains(":"):
            return part.value == part.value.uppercased()
                ? nil : "\(part.value): the kernel names HID devices in capitals"
        default: return nil
        }
    }
}
