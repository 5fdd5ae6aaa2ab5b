internal import FoundationEssentials

extension FaultPlan {
    /// Reads a plan's JSON text (Docs/Formats/faults.md).
    public init(json: [UInt8]) throws(FaultPlanError) {
        do {
            self = try JSONDecoder().decode(FaultPlan.self, from: Data(json))
        } catch let error as FaultPlanError {
            throw error
        } catch DecodingError.dataCorrupted(let context) {
            throw .notJSON(
                why: "\(context.underlyingError.map { "\($0)" } ?? context.debugDescription)")
        } catch {
            throw .notJSON(why: "\(error)")
        }
    }

    /// The plan's JSON text, which ``init(json:)`` reads back to an equal plan when its times are
    /// whole milliseconds.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        // A plan is numbers and names: there is nothing in it that JSON cannot hold.
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a plan of whole numbers could not be written as JSON")
        }
        return Array(data)
    }
}

extension FaultPlan: Codable {
    public init(from decoder: any Decoder) throws {
        var fields = try StrictFields(decoder)
        faults = try fields.value("faults", [Fault].self, "a list")
        try fields.end()
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictFields.Name.self)
        try container.encode(faults, forKey: .init("faults"))
    }
}

extension FaultPlan.Fault: Codable {
    public init(from decoder: any Decoder) throws {
        var fields = try StrictFields(decoder)
        trigger = try fields.value("when", FaultPlan.Trigger.self, "an object")
        action = try fields.value("do", FaultPlan.Action.self, "an object")
        try fields.end()
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictFields.Name.self)
        try container.encode(trigger, forKey: .init("when"))
        try container.encode(action, forKey: .init("do"))
    }
}

extension FaultPlan.Trigger: Codable {
    public init(from decoder: any Decoder) throws {
        var fields = try StrictFields(decoder)
        let names = fields.container.allKeys.map(\.stringValue)
        guard names.count == 1, let name = names.first else {
            throw StrictFields.error(decoder.codingPath, "must have exactly one field")
        }
        switch name {
        case "bytes": self = .bytes(try fields.integer(name, 0...1_000_000_000))
        case "lines": self = .lines(try fields.integer(name, 0...1_000_000_000))
        case "cuts": self = .cuts(try fields.integer(name, 0...1_000_000_000))
        case "timeMs": self = .time(try fields.milliseconds(name))
        default:
            throw StrictFields.error(
                decoder.codingPath,
                "unknown field \"\(name)\" (known here: bytes, lines, cuts, timeMs)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictFields.Name.self)
        switch self {
        case .bytes(let n): try container.encode(n, forKey: .init("bytes"))
        case .lines(let n): try container.encode(n, forKey: .init("lines"))
        case .cuts(let n): try container.encode(n, forKey: .init("cuts"))
        case .time(let t): try container.encode(t.wholeMilliseconds, forKey: .init("timeMs"))
        }
    }
}

extension FaultPlan.Action: Codable {
    public init(from decoder: any Decoder) throws {
        let (name, inner) = try StrictFields(decoder).choice()
        var fields = inner
        guard let action = try Self.read(name, &fields) else {
            throw StrictFields.error(decoder.codingPath, "unknown fault \"\(name)\"")
        }
        try fields.end()
        self = action
    }

    private static let counts = 1...1_000_000

    private static func read(_ name: String, _ fields: inout StrictFields) throws -> Self? {
        switch name {
        case "unplug": .unplug(replugAfter: try fields.milliseconds("replugAfterMs"))
        case "powerCycle": .powerCycle(after: try fields.milliseconds("afterMs"))
        case "paperOut": .paperOut(reloadAfter: try fields.milliseconds("reloadAfterMs"))
        case "nearEnd": .nearEnd
        case "coverOpen": .coverOpen(closeAfter: try fields.milliseconds("closeAfterMs"))
        case "cutterJam": .cutterJam(freeAfter: try fields.milliseconds("freeAfterMs"))
        case "overheat": .overheat(coolAfter: try fields.milliseconds("coolAfterMs"))
        case "drawerStuck": .drawerStuck
        case "drawerForcedOpen": .drawerForcedOpen
        case "repliesLate":
            .repliesLate(
                by: try fields.milliseconds("byMs"), count: try fields.integer("count", counts))
        case "repliesLost": .repliesLost(count: try fields.integer("count", counts))
        case "repliesDoubled": .repliesDoubled(count: try fields.integer("count", counts))
        case "repliesGarbled": .repliesGarbled(count: try fields.integer("count", counts))
        case "shortWrites":
            .shortWrites(
                maxBytes: try fields.integer("maxBytes", counts),
                count: try fields.integer("count", counts))
        case "slowBuffer":
            .slowBuffer(
                factor: try fields.integer("factor", 1...slownessMax),
                for: try fields.milliseconds("forMs"))
        case "silent": .silent(for: try fields.milliseconds("forMs"))
        case "garbage": .garbage(bytes: try fields.integer("bytes", 1...garbageMax))
        default: nil
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: StrictFields.Name.self)
        let (name, numbers) = written
        var fields = container.nestedContainer(
            keyedBy: StrictFields.Name.self, forKey: .init(name))
        for (field, number) in numbers { try fields.encode(number, forKey: .init(field)) }
    }

    private var written: (name: String, numbers: [(String, Int)]) {
        switch self {
        case .unplug(let t): ("unplug", [("replugAfterMs", t.wholeMilliseconds)])
        case .powerCycle(let t): ("powerCycle", [("afterMs", t.wholeMilliseconds)])
        case .paperOut(let t): ("paperOut", [("reloadAfterMs", t.wholeMilliseconds)])
        case .nearEnd: ("nearEnd", [])
        case .coverOpen(let t): ("coverOpen", [("closeAfterMs", t.wholeMilliseconds)])
        case .cutterJam(let t): ("cutterJam", [("freeAfterMs", t.wholeMilliseconds)])
        case .overheat(let t): ("overheat", [("coolAfterMs", t.wholeMilliseconds)])
        case .drawerStuck: ("drawerStuck", [])
        case .drawerForcedOpen: ("drawerForcedOpen", [])
        case .repliesLate(let t, let n):
            ("repliesLate", [("byMs", t.wholeMilliseconds), ("count", n)])
        case .repliesLost(let n): ("repliesLost", [("count", n)])
        case .repliesDoubled(let n): ("repliesDoubled", [("count", n)])
        case .repliesGarbled(let n): ("repliesGarbled", [("count", n)])
        case .shortWrites(let bytes, let n): ("shortWrites", [("maxBytes", bytes), ("count", n)])
        case .slowBuffer(let n, let t):
            ("slowBuffer", [("factor", n), ("forMs", t.wholeMilliseconds)])
        case .silent(let t): ("silent", [("forMs", t.wholeMilliseconds)])
        case .garbage(let n): ("garbage", [("bytes", n)])
        }
    }
}

extension Duration {
    /// Rounded towards zero; what no plan can mean counts as 285,000 years.
    var wholeMilliseconds: Int {
        let limit: Int64 = 9_000_000_000_000
        let (seconds, attoseconds) = components
        let clamped = max(-limit, min(limit, seconds))
        return Int(clamped) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
