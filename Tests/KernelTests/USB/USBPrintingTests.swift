import Devices
import ESCPOS
import Glibc
import Simulator
import Testing
import Transport
import USBTransport

/// The whole driver on a USB printer: sessions, the link, the kernel, and the paper.
@Suite(.enabled(if: Guest.isHere, Guest.isElsewhere), .serialized, .timeLimit(.minutes(20)))
struct USBPrintingTests {
    private static func printer(
        _ plugged: PluggedPrinter, _ profile: Profile,
        onProgress: Printer.ProgressHandler? = nil,
        adjust: (inout PrinterSession.Configuration) -> Void = { _ in }
    ) -> Printer {
        var configuration = PrinterSession.Configuration(profile: profile, firstTag: 1)
        adjust(&configuration)
        return Printer(
            address: plugged.address, opener: USBOpener(), configuration: configuration,
            time: SystemTime(), onProgress: onProgress)
    }

    /// A slip whose every line says which job it belongs to.
    private static func slip(_ number: Int, _ mark: String, lines: Int) -> (
        bytes: [UInt8], lines: [String]
    ) {
        let text =
            ["J\(number) \(mark) BEGIN"] + (1...lines).map { "J\(number) \(mark) \($0)" }
            + ["J\(number) \(mark) END"]
        let commands: [Command] =
            [.initialize] + text.flatMap { [.text(Array($0.utf8)), .lineFeed] }
            + [.cut(.feedThenPartial())]
        return (commands.bytes, text)
    }

    private static func isWhole(_ slip: [String], on paper: [String]) -> Bool {
        guard let start = paper.lastIndex(of: slip[0]) else { return false }
        return Array(paper[start...].prefix(slip.count)) == slip
    }

    /// The cables of four printers are pulled at two hundred bytes of many slips, chosen by chance.
    /// "Printed" is said only of what is on paper, whole.
    @Test func anUnplugAtAnyByteEndsHonestly() async throws {
        let ends = try await withThrowingTaskGroup { group in
            for seed in 1...4 as ClosedRange<UInt64> {
                group.addTask { try await Self.printAndUnplug(50, seed: seed) }
            }
            var all: [String: Int] = [:]
            for try await ends in group { all.merge(ends, uniquingKeysWith: +) }
            return all
        }
        // Otherwise nothing was tried.
        for end in ["printed", "reprinted", "in doubt"] {
            #expect(ends[end, default: 0] > 10, "\(ends)")
        }
    }

    /// - Returns: how many slips ended in which way.
    private static func printAndUnplug(
        _ unplugs: Int, seed: UInt64
    ) async throws -> [String: Int] {
        var random = SeededGenerator(seed: seed)
        var bytes = 0
        let faults = (0..<unplugs).map { _ -> FaultPlan.Fault in
            bytes += Int.random(in: 1...700, using: &random)
            return .init(.bytes(bytes), .unplug(replugAfter: .seconds(2)))
        }
        let plugged = try await PluggedPrinter(plan: FaultPlan(faults)) {
            $0.serial = "TWUNPLUG0\(seed)"
        }
        let printer = printer(
            plugged, Profiles.tmT88V,
            adjust: {
                // A virtual printer sends what it kept at once.
                $0.keptTagLimit = .milliseconds(500)
            })
        await printer.start()
        var ends: [String: Int] = [:]
        var number = 0
        while await plugged.hub.snapshot.statistics.bytesReceived < bytes {
            number += 1
            let original = slip(number, "ORIGINAL", lines: 12)
            let reprint = slip(number, "REPRINT", lines: 12)
            let outcome = await printer.print(
                PrintJob(
                    id: "\(number)", bytes: original.bytes,
                    reprint: number.isMultiple(of: 2) ? reprint.bytes : nil,
                    patience: .wait(.seconds(120))))
            switch outcome {
            case .printed(_, let isReprint):
                let wanted = isReprint ? reprint.lines : original.lines
                #expect(
                    isWhole(wanted, on: await plugged.lines), "seed \(seed), job \(number)")
                ends[isReprint ? "reprinted" : "printed", default: 0] += 1
            case .inDoubt: ends["in doubt", default: 0] += 1
            case .rejected, .accepted:
                Issue.record("seed \(seed), job \(number): \(outcome)")
            }
        }
        await printer.stop()
        await plugged.remove()
        return ends
    }

    @Test func aPrinterThatWasSwitchedOffAndOnIsUsedAgainAndReportsByItself() async throws {
        let plugged = try await PluggedPrinter()
        let printer = Self.printer(plugged, Profiles.tmT88V)
        let events = await printer.events()
        await printer.start()
        #expect(await printer.print(Self.job("before")) == .printed(.processID, isReprint: false))
        await plugged.hub.act { $0.powerOff() }
        for await case .disconnected in events { break }
        await plugged.hub.act { $0.powerOn() }
        for await case .connected in events { break }
        #expect(await printer.print(Self.job("after")) == .printed(.processID, isReprint: false))
        // Automatic status was switched on again: the cover is reported without a question.
        await plugged.hub.act { $0.openCover() }
        for await event in events {
            if case .status(let status) = event, status.isCoverOpen == true { break }
        }
        await printer.stop()
        await plugged.remove()
    }

    /// A clone that reports nothing by itself, in the middle of a slip that is longer than its
    /// buffer: only its port can say why it takes no more.
    @Test func aCloneWithoutPaperSaysSoInTheMiddleOfASlip() async throws {
        let profile = Profiles.generic80
        let plan = FaultPlan([.init(.lines(20), .paperOut(reloadAfter: .seconds(200)))])
        let plugged = try await PluggedPrinter(profile, plan: plan)
        let seen = Lock([PrintJob.Progress]())
        let printer = Self.printer(
            plugged, profile,
            onProgress: { _, step in
                seen.withLock { $0.append(step) }
            })
        await printer.start()
        let slip = Self.slip(1, "ORIGINAL", lines: 600)
        let outcome = await printer.print(
            PrintJob(id: "1", bytes: slip.bytes, patience: .wait(.seconds(120))))
        #expect(outcome == .printed(.roundTrip, isReprint: false))
        #expect(Self.isWhole(slip.lines, on: await plugged.lines))
        #expect(seen.withLock { $0.contains(.waiting(.paperEnd)) })
        await printer.stop()
        await plugged.remove()
    }

    private static func job(_ text: String) -> PrintJob {
        PrintJob(id: text, bytes: Array("\(text)\n".utf8), patience: .wait(.seconds(60)))
    }

    // MARK: Nothing is left behind

    /// Memory, files and threads after many cycles are those after few.
    @Test func plugCyclesLeaveNothingBehind() async throws {
        let opener = USBOpener()
        let plugged = try await PluggedPrinter()
        func cycle() async throws {
            var opened: (any Link)?
            // It comes back some time after the plug is in.
            _ = await eventually {
                opened = try? await opener.open(plugged.address)
                return opened != nil
            }
            let link = try #require(opened)
            await plugged.hub.act { $0.pullCable() }
            let error = await failure { () throws(LinkError) in
                while true { _ = try await link.read() }
            }
            #expect(error == .gone("\(plugged.address)"))
            await link.close()
            await plugged.hub.act { $0.plugIn() }
        }
        try await Self.expectNothingLeft(warmUp: 10, cycles: 50) { try await cycle() }
        await plugged.remove()
    }

    @Test func openingAndClosingLeavesNothingBehind() async throws {
        let opener = USBOpener()
        let plugged = try await PluggedPrinter()
        try await Self.expectNothingLeft(warmUp: 50, cycles: 1_000) {
            let link = try await opener.open(plugged.address)
            try await send([0x10, 0x04, 0x01], to: link)
            _ = try await link.read()
            await link.close()
        }
        await plugged.remove()
    }

    private static func expectNothingLeft(
        warmUp: Int, cycles: Int, _ cycle: () async throws -> Void
    ) async throws {
        for _ in 0..<warmUp { try await cycle() }
        let before = Usage()
        for _ in 0..<cycles { try await cycle() }
        // Threads that only described a device may still be on their way out.
        #expect(await eventually { Usage().files <= before.files })
        #expect(await eventually { Usage().threads <= before.threads + 1 })
        let after = Usage()
        // A leak of one transfer a cycle would be more than this.
        #expect(
            after.memoryKiB - before.memoryKiB < max(2_048, cycles * 2),
            "\(before) and \(after) after \(cycles) cycles")
    }

    /// What this process uses.
    private struct Usage: Sendable {
        var files = Usage.count(in: "/proc/self/fd")
        var threads = Usage.count(in: "/proc/self/task")
        var memoryKiB = Usage.residentKiB()

        static func count(in folder: String) -> Int {
            guard let stream = opendir(folder) else { return 0 }
            defer { closedir(stream) }
            var count = 0
            while readdir(stream) != nil { count += 1 }
            return count
        }

        static func residentKiB() -> Int {
            let text = Guest.contents(of: "/proc/self/statm") ?? ""
            return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4
        }
    }
}
