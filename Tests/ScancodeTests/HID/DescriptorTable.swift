import Scancode

/// A descriptor's fields as lines, in the manner of ``RealDevice/fields``.
///
/// Values that follow one another and whose usages do so too, or are all the same, make one line;
/// padding is one value.
struct DescriptorTable {
    private struct Run: Equatable {
        var head: String
        var at: Int
        var count: Int
        var size: Int
        var kind: String
        var range: String
        var usage: Usage?
        var step: Int?
    }

    private(set) var lines: [String] = []
    private var run: Run?

    init(_ descriptor: ReportDescriptor) {
        let kinds: [(ReportDescriptor.Report.Kind, String)] = [
            (.input, "input"), (.output, "output"), (.feature, "feature"),
        ]
        for (kind, name) in kinds {
            let reports = descriptor.reports.filter { $0.kind == kind }
            for report in reports.sorted(by: { $0.number < $1.number }) {
                for field in report.fields { add(field, "\(name) \(report.number)") }
                flush()
            }
        }
    }

    private mutating func add(_ field: ReportDescriptor.Field, _ head: String) {
        let range = " \(field.logicalMin)...\(field.logicalMax)"
        var new = Run(
            head: head, at: field.bitOffset, count: 1, size: field.bitSize, kind: "pad", range: "")
        if !field.flags.isDisjoint(with: .constant) {
            new.size = field.count * field.bitSize
            join(&new)
        } else if field.flags.contains(.variable) {
            (new.kind, new.range) = ("var", range)
            for index in 0..<field.count {
                new.usage = field.usage(at: index)
                join(&new)
            }
        } else {
            (new.kind, new.range, new.count) = ("array", range, field.count)
            join(&new)
        }
    }

    private mutating func join(_ new: inout Run) {
        defer { new.at += new.count * new.size }
        guard var run, run.head == new.head, run.kind == new.kind, run.range == new.range,
            run.kind != "array"
        else { return start(new) }
        if run.kind == "pad" {
            self.run?.size += new.size
            return
        }
        guard run.size == new.size else { return start(new) }
        if let first = run.usage, let next = new.usage {
            let step = run.step ?? 0
            let delta =
                Int(next.page) << 16 + Int(next.id) - Int(first.page) << 16 - Int(first.id)
                - (run.count - 1) * step
            guard run.count == 1 ? (0...1).contains(delta) : delta == step else {
                return start(new)
            }
            run.step = delta
        }
        run.count += 1
        self.run = run
    }

    private mutating func start(_ new: Run) {
        flush()
        run = new
    }

    private mutating func flush() {
        guard let run else { return }
        self.run = nil
        var usage = ""
        if let first = run.usage {
            usage = " \(Hex.text(first.page, digits: 4)):\(Hex.text(first.id, digits: 2))"
            if run.count > 1, run.step == 1 {
                usage += "-\(Hex.text(first.id + UInt16(run.count - 1), digits: 2))"
            }
        }
        lines.append(
            "\(run.head) @\(run.at) \(run.count)x\(run.size) \(run.kind)\(usage)\(run.range)")
    }
}
