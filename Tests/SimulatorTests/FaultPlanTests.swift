import ESCPOS
import FoundationEssentials
import Simulator
import Testing

struct FaultPlanTests {
    static let everything = FaultPlan([
        .init(.bytes(700), .unplug(replugAfter: .milliseconds(2500))),
        .init(.lines(3), .powerCycle(after: .seconds(1))),
        .init(.cuts(1), .paperOut(reloadAfter: .seconds(8))),
        .init(.time(.seconds(60)), .nearEnd),
        .init(.bytes(0), .coverOpen(closeAfter: .zero)),
        .init(.bytes(1), .cutterJam(freeAfter: .seconds(2))),
        .init(.bytes(2), .overheat(coolAfter: .seconds(3))),
        .init(.bytes(3), .drawerStuck),
        .init(.bytes(4), .drawerForcedOpen),
        .init(.bytes(5), .repliesLate(by: .milliseconds(900), count: 3)),
        .init(.bytes(6), .repliesLost(count: 1)),
        .init(.bytes(7), .repliesDoubled(count: 2)),
        .init(.bytes(8), .repliesGarbled(count: 4)),
        .init(.bytes(9), .shortWrites(maxBytes: 7, count: 30)),
        .init(.bytes(10), .slowBuffer(factor: 50, for: .seconds(4))),
        .init(.bytes(11), .silent(for: .seconds(5))),
        .init(.bytes(12), .garbage(bytes: 16)),
    ])

    @Test func everyFaultSurvivesItsJSON() throws {
        #expect(try FaultPlan(json: Self.everything.json) == Self.everything)
    }

    @Test func exampleOfTheDocumentationIsReadAndSchemaNamesEveryFault() throws {
        let docs = projectRoot + "/Docs/Formats/"
        let page = try String(contentsOf: URL(filePath: docs + "faults.md"), encoding: .utf8)
        let example = try #require(page.split(separator: "```json").dropFirst().first)
        let json = try #require(example.split(separator: "```").first)
        let plan = try FaultPlan(json: Array(json.utf8))
        #expect(plan.faults.first == .init(.bytes(700), .unplug(replugAfter: .milliseconds(2500))))
        #expect(plan.faults.count == 4)

        let schema = try String(
            contentsOf: URL(filePath: docs + "faults.schema.json"), encoding: .utf8)
        let written = String(decoding: Self.everything.json, as: UTF8.self)
        // Every quoted name of a plan with every fault stands in the schema and on the page.
        for name in Set(written.split(separator: "\"").filter { $0.allSatisfy(\.isLetter) }) {
            #expect(schema.contains("\"\(name)\""), "\(name)")
            #expect(page.contains("\(name)"), "\(name)")
        }
    }

    /// JSON that must be refused, with the place and a word of the reason.
    static let refused: [(json: String, place: String, word: String)] = [
        (#"{"faults":[],"seed":1}"#, "top level", #""seed""#),
        (#"{}"#, "top level", #""faults" is missing"#),
        (#"{"faults":{}}"#, "faults", "list"),
        (#"{"faults":[{"when":{"bytes":1}}]}"#, "faults[0]", #""do" is missing"#),
        (#"{"faults":[{"when":{"byte":1},"do":{"nearEnd":{}}}]}"#, "faults[0].when", #""byte""#),
        (
            #"{"faults":[{"when":{"bytes":1,"lines":2},"do":{"nearEnd":{}}}]}"#, "faults[0].when",
            "exactly one"
        ),
        (
            #"{"faults":[{"when":{"bytes":-1},"do":{"nearEnd":{}}}]}"#, "faults[0].when.bytes",
            "whole number from 0"
        ),
        (
            #"{"faults":[{"when":{"bytes":1.5},"do":{"nearEnd":{}}}]}"#, "faults[0].when.bytes",
            "whole number"
        ),
        (
            #"{"faults":[{"when":{"bytes":1},"do":{"explode":{}}}]}"#, "faults[0].do",
            #"unknown fault "explode""#
        ),
        (#"{"faults":[{"when":{"bytes":1},"do":"nearEnd"}]}"#, "faults[0].do", "object"),
        (
            #"{"faults":[{"when":{"bytes":1},"do":{"unplug":{"replugAfter":5}}}]}"#,
            "faults[0].do.unplug", #""replugAfterMs" is missing"#
        ),
        (
            #"{"faults":[{"when":{"bytes":1},"do":{"unplug":{"replugAfterMs":5,"x":1}}}]}"#,
            "faults[0].do.unplug", #"unknown field "x""#
        ),
    ]

    @Test(arguments: refused)
    func badPlanIsRefusedWithItsPlace(json: String, place: String, word: String) {
        do {
            _ = try FaultPlan(json: Array(json.utf8))
            Issue.record("was read: \(json)")
        } catch .invalid(let where_, let why) {
            #expect(where_ == place)
            #expect(why.contains(word), "\(why)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(arguments: ["", "{", "not json", "{\"faults\":[}", "\u{FEFF}"])
    func textThatIsNotJSONIsSaidToBeThat(_ text: String) {
        #expect {
            _ = try FaultPlan(json: Array(text.utf8))
        } throws: { error in
            if case .some(.notJSON) = error as? FaultPlanError { true } else { false }
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func randomPlanIsTheSameForTheSameSeedAndSurvivesJSON(seed: UInt64) throws {
        for severity in FaultPlan.Severity.allCases {
            let plan = FaultPlan.random(seed: seed, severity: severity)
            #expect(plan == FaultPlan.random(seed: seed, severity: severity))
            #expect(try FaultPlan(json: plan.json) == plan)
        }
    }

    @Test func randomPlansTogetherHaveEveryKindOfFault() {
        let plans = (0..<200 as Range<UInt64>).map { FaultPlan.random(seed: $0, severity: .severe) }
        let names = Set(
            plans.flatMap(\.faults).map { String("\($0.action)".prefix { $0.isLetter }) })
        #expect(names.count == 17)
        #expect(FaultPlan.random(seed: 1, kinds: []) == .none)
        let cables = FaultPlan.random(seed: 3, severity: .severe, kinds: [.cable])
        #expect(!cables.faults.isEmpty)
        #expect(cables.faults.allSatisfy { if case .unplug = $0.action { true } else { false } })
    }

    // MARK: What the faults do

    @Test func unplugHappensExactlyBehindItsByte() {
        let plan = FaultPlan([.init(.bytes(10), .unplug(replugAfter: .seconds(1)))])
        var bench = PrinterBench(plan: plan)
        #expect(bench.send(textLines(5)) == 10)
        #expect(bench.printer.write([0x41], at: bench.now) == nil)
        bench.pass(.seconds(2))
        #expect(bench.outputs.filter { $0 == .gone || $0 == .back } == [.gone, .back])
        #expect(bench.printer.isConnected)
    }

    @Test func answersAreLateLostDoubledAndGarbledAsPlanned() throws {
        func replies(_ action: FaultPlan.Action) -> [(Duration, [UInt8])] {
            var bench = PrinterBench(plan: FaultPlan([.init(.bytes(0), action)]))
            bench.run([0x10, 0x04, 1])
            bench.run([0x10, 0x04, 1])
            return bench.log.compactMap {
                if case .reply(let bytes) = $0.output { ($0.at, bytes) } else { nil }
            }
        }
        let late = replies(.repliesLate(by: .milliseconds(700), count: 1))
        #expect(late.map(\.0) == [.milliseconds(700), .seconds(20)])
        #expect(replies(.repliesLost(count: 1)).map(\.0) == [.seconds(20)])
        #expect(replies(.repliesDoubled(count: 1)).map(\.0) == [.zero, .zero, .seconds(20)])
        #expect(replies(.silent(for: .seconds(5))).map(\.0) == [.seconds(20)])
        let garbled = replies(.repliesGarbled(count: 1))
        #expect(try #require(garbled.first).1 != [0x12])
        #expect(garbled.last?.1 == [0x12])
        #expect(replies(.garbage(bytes: 9)).first?.1.count == 9)
    }

    @Test func lateAnswersKeepTheirOrder() {
        let plan = FaultPlan([.init(.bytes(0), .repliesLate(by: .seconds(3), count: 1))])
        var bench = PrinterBench(plan: plan)
        bench.send([0x10, 0x04, 1])
        bench.printer.openCover()
        bench.run([0x10, 0x04, 1])
        #expect(bench.replies == [[0x12], [0x1A]])
    }

    @Test func writesAreShortAsOftenAsPlanned() {
        let plan = FaultPlan([.init(.bytes(0), .shortWrites(maxBytes: 3, count: 2))])
        var printer = VirtualPrinter(profile: Profiles.tmT88V, plan: plan)
        let bytes = [UInt8](repeating: 0x41, count: 50)[...]
        #expect((0..<3).map { _ in printer.write(bytes, at: .zero) } == [3, 3, 50])
    }

    @Test func slowBufferHoldsTheSenderUpForAWhile() {
        func time(_ plan: FaultPlan) -> Duration {
            var bench = PrinterBench(plan: plan)
            bench.send([UInt8](repeating: 0, count: 20_000))
            return bench.now
        }
        let slow = time(FaultPlan([.init(.bytes(0), .slowBuffer(factor: 100, for: .seconds(2)))]))
        #expect(slow > time(.none) + .milliseconds(1500))
        #expect(slow < .seconds(3))
    }

    @Test func jammedCutterThatNobodyRecoversEndsWithARestart() {
        let plan = FaultPlan([.init(.bytes(0), .cutterJam(freeAfter: .seconds(5)))])
        var bench = PrinterBench(plan: plan)
        bench.run(textLines(2) + Command.cut(.partial).bytes, for: .seconds(9))
        #expect(bench.printer.status.errors == .cutter)
        bench.pass(.seconds(10))
        #expect(bench.printer.status.isReady)
        #expect(bench.outputs.contains(.gone))
    }

    @Test func stuckDrawerDoesNotOpenByItsPulse() {
        let plan = FaultPlan([.init(.bytes(0), .drawerStuck)])
        var bench = PrinterBench(plan: plan)
        bench.run([.pulse(Pulse(.pin2, onUnits: 50, offUnits: 250))])
        #expect(bench.outputs.contains(.kicked(.pin2)))
        #expect(!bench.printer.drawer.isOpen)
    }
}

/// The folder of Package.swift.
let projectRoot: String = {
    var parts = "\(#filePath)".split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
}()
