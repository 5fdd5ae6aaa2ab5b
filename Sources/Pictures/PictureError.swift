/// Why a picture could not be read or written.
public enum PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file could not be read; `reason` is the system's own.
    case unreadable(path: String, reason: String)
    /// The file could not be written; the one that stood there before is untouched.
    case unwritable(path: String, reason: String)
    /// More bytes than a picture for paper can need.
    case tooManyBytes(limit: Int)
    /// The picture has no dots, or more than paper can use.
    case badSize(width: Int, height: Int)
    /// Not a PNG, or a broken one; `reason` is libpng's own.
    case broken(reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
        case .tooManyBytes(let limit):
            "the picture file has more than \(limit) bytes; save it smaller or with fewer colours"
        case .badSize(let width, let height):
            "the picture is \(width) × \(height) dots; it must have from 1 × 1 to "
                + "\(PNG.widthMax) × \(PNG.heightMax) and at most \(PNG.dotsMax) in all"
        case .broken(let reason): "not a readable PNG picture: \(reason); save it again as PNG"
        }
    }
}
