/// Medians of many runs by a monotonic clock.
enum Stopwatch {
    /// The time that one call of `body` takes: the median of `runs`, after a tenth as many to warm
    /// up. What `body` returns is used, so that the optimiser cannot leave the work out.
    static func median<Result>(runs: Int, of body: () throws -> Result) rethrows -> Duration {
        for _ in 0..<max(1, runs / 10) { use(try body()) }
        var times: [Duration] = []
        times.reserveCapacity(runs)
        let clock = ContinuousClock()
        for _ in 0..<runs {
            let start = clock.now
            use(try body())
            times.append(start.duration(to: clock.now))
        }
        return middle(of: times)
    }

    /// The middle one, the upper of the two for an even number.
    static func middle<Value: Comparable>(of times: [Value]) -> Value {
        precondition(!times.isEmpty, "nothing was measured")
        return times.sorted()[times.count / 2]
    }

    @inline(never)
    private static func use<Value>(_ value: Value) {
        withExtendedLifetime(value) {}
    }
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
