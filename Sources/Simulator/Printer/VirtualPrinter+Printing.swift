internal import ESCPOS

extension VirtualPrinter {
    /// Rows of a picture burnt in one go; pictures and symbols count as a line for each.
    static let band = 24

    mutating func startWork() {
        while work == nil, condition.isOnline, let step = steps.first {
            switch step {
            case .processID(let id):
                steps.removeFirst()
                answer(.processID(id))
            case .pulse(let pulse):
                guard let pin = pulse.pin, pulse.on > .zero else {
                    steps.removeFirst()
                    statistics.refusedKicks += 1
                    continue
                }
                kick(pin, on: pulse.on)
                work = Work(startedAt: clock, endsAt: clock + pulse.on)
            case .cut:
                if condition.isCutterJammed {
                    condition.errors.insert(.cutter)
                } else {
                    work = Work(startedAt: clock, endsAt: clock + mechanics.cutTime)
                }
            case .raster(let image, _, _, let scaleY):
                let rows = min(max(1, Self.band / scaleY), image.height - burntRows)
                work = work(dots: rows * scaleY, rows: rows)
            case .line, .symbol, .feed:
                work = work(dots: step.dots)
            }
        }
    }

    private func work(dots: Int, rows: Int = 0) -> Work {
        let time = mechanics.time(dots: dots, dotsPerInch: profile.dotsPerInch)
        return Work(startedAt: clock, endsAt: clock + time, rows: rows)
    }

    /// The step under way is done.
    mutating func finishWork() {
        guard let done = work, let step = steps.first else { return }
        work = nil
        if case .raster(let image, _, _, let scaleY) = step {
            burntRows += done.rows
            statistics.lines += 1
            statistics.dotsFed += done.rows * scaleY
            if burntRows >= image.height { flushBurntRows() }
            return
        }
        steps.removeFirst()
        statistics.dotsFed += step.dots
        put(step)
    }

    private mutating func put(_ step: Step) {
        switch step {
        case .line(let glyphs, let drawings, let feed):
            for d in drawings {
                paper.items.append(
                    .drawing(d.image, x: d.x, scaleX: d.scaleX, scaleY: d.scaleY))
            }
            paper.items.append(.line(glyphs, feed: feed))
            statistics.lines += 1
            outbox.append(.printedLine(String(glyphs.map(\.character))))
        case .symbol(let symbol, let x, let area, let side, let height):
            paper.items.append(.symbol(symbol, x: x, area: area, side: side))
            statistics.lines += max(1, height / Self.band)
            outbox.append(.printedSymbol(symbol))
        case .feed(let dots): feed(dots)
        case .cut(let extent):
            paper.items.append(.cut(extent))
            statistics.cuts += 1
            slips += 1
            outbox.append(.cut(extent))
        case .raster, .pulse, .processID: break
        }
    }

    private mutating func feed(_ dots: Int) {
        guard dots > 0 else { return }
        // One item for blank paper however it was asked for keeps the paper small.
        if case .feed(let before) = paper.items.last, before < 1 << 30 {
            paper.items[paper.items.count - 1] = .feed(before + dots)
        } else {
            paper.items.append(.feed(dots))
        }
    }

    // MARK: Interruptions

    /// Stops what may not go on; it goes on, or starts again, when the printer is online.
    mutating func stopWorkIfOffline() {
        guard let stopped = work, let step = steps.first, !mayFinish(step) else {
            if work == nil, !condition.isOnline { flushBurntRows() }
            return
        }
        work = nil
        let share = elapsed(of: stopped)
        switch step {
        case .raster(_, _, _, let scaleY):
            let rows = Int(Double(stopped.rows) * share)
            burntRows += rows
            statistics.dotsFed += rows * scaleY
            flushBurntRows()
        case .feed(let dots):
            let done = min(dots, Int(Double(dots) * share))
            feed(done)
            statistics.dotsFed += done
            steps[0] = .feed(dots - done)
        // The pulse was given and is not given again.
        case .pulse: steps.removeFirst()
        case .line, .symbol, .cut, .processID: break
        }
    }

    private func mayFinish(_ step: Step) -> Bool {
        if condition.isOnline { return true }
        // The end sensor stands before the head: a line under way still has paper.
        var others = condition
        others.paper = .adequate
        guard others.isOnline else { return false }
        switch step {
        case .line, .symbol, .cut, .pulse, .processID: return true
        case .raster, .feed: return false
        }
    }

    private func elapsed(of work: Work) -> Double {
        let whole = work.endsAt - work.startedAt
        guard whole > .zero else { return 1 }
        return min(1, max(0, (clock - work.startedAt) / whole))
    }

    /// Puts on paper what is burnt of a picture that stops here; the rest stays to be printed.
    mutating func flushBurntRows() {
        guard burntRows > 0, case .raster(let image, let x, let scaleX, let scaleY) = steps.first
        else { return }
        let rows = min(burntRows, image.height)
        burntRows = 0
        steps.removeFirst()
        if let burnt = image.rows(0..<rows) {
            paper.items.append(.raster(burnt, x: x, scaleX: scaleX, scaleY: scaleY))
            outbox.append(.printedPicture(rows: rows * scaleY))
        }
        if rows < image.height, let rest = image.rows(rows..<image.height) {
            steps.insert(.raster(rest, x: x, scaleX: scaleX, scaleY: scaleY), at: 0)
        }
    }

    /// Forgets what is prepared; what is burnt stays on the paper.
    mutating func dropSteps() {
        flushBurntRows()
        steps = []
        work = nil
    }

    // MARK: Pulses

    /// `DLE DC4` 1: at once, also offline, but not in error nor while the line is driven.
    mutating func kick(_ pulse: RealTimePulse) {
        guard profile.status.contains(.realTimePulse), !disabledFunctions.contains(1) else {
            return
        }
        guard pulse.isValid, let pin = pulse.pin, condition.errors.isEmpty,
            clock >= pulseEnds[pin] ?? .zero
        else {
            statistics.refusedKicks += 1
            return
        }
        kick(pin, on: pulse.on)
    }

    private mutating func kick(_ pin: DrawerPin, on: Duration) {
        // Both lines share one supply, so the rest that a pulse needs counts for both.
        if let last = lastPulse, clock < last.end + last.on * 4 { statistics.dutyViolations += 1 }
        lastPulse = (clock + on, on)
        pulseEnds[pin] = clock + on
        statistics.kicks += 1
        outbox.append(.kicked(pin))
        drawer.pulse(pin, on: on, at: clock)
    }
}

extension RasterImage {
    /// The rows of `range`; `nil` when it leaves the picture.
    func rows(_ range: Range<Int>) -> RasterImage? {
        guard range.lowerBound >= 0, range.upperBound <= height else { return nil }
        let bytes = data[range.lowerBound * bytesPerRow..<range.upperBound * bytesPerRow]
        return RasterImage(bytesPerRow: bytesPerRow, height: range.count, data: Array(bytes))
    }
}
