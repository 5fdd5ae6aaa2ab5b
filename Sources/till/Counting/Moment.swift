internal import Glibc
internal import Receipts

/// The wall clock of this machine, as a shop writes it down.
enum Moment {
    /// The minute now, in the machine's own time zone.
    static func now() throws(Failure) -> LocalTime {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        guard let moment = LocalTime("\(day) \(two(parts.tm_hour)):\(two(parts.tm_min))") else {
            throw Failure(.internalError, "the clock says \(day), which is no day of a shop")
        }
        return moment
    }
}

/// Who is logged in.
enum Login {
    static var name: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else {
            return "uid \(geteuid())"
        }
        return String(cString: name)
    }
}
