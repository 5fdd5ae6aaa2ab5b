/// Why a measurement could not be made. No figure is shown for it.
enum BenchError: Error, Hashable, CustomStringConvertible {
    case system(String, Int32)
    case failed(program: String, status: Int32, said: String)
    case badAnswer(program: String)
    case noDelivery
    /// The two sides do not do the same work.
    case differentContent(String)

    var description: String {
        switch self {
        case .system(let call, let errno): "\(call) failed with error \(errno)"
        case .failed(let program, let status, let said): "\(program) ended with \(status): \(said)"
        case .badAnswer(let program): "\(program) did not answer in the agreed form"
        case .noDelivery: "no program connected to the sink"
        case .differentContent(let what): "the two sides do not print the same: \(what)"
        }
    }
}
