internal import ESCPOS
internal import Pictures
internal import Receipts

/// A file to print: a document or raw commands, ready for one printer model.
struct PrintFile: Sendable {
    let bytes: [UInt8]
    /// The same slip marked as a reprint, when one is wanted.
    let reprint: [UInt8]?
    /// For people: `sale 2026-0417`.
    let title: String

    /// More than any document; a picture-heavy raw file fits as well.
    static let bytesMax = 16 << 20

    init(
        path: String, isRaw: Bool, logo: String?, profile: Profile, policy: TextPolicy,
        mark: SlipMark, isReprintable: Bool = false
    ) throws(Failure) {
        if isRaw, isReprintable {
            throw Failure(
                .usage, "raw commands cannot be marked; leave --reprint-if-broken-off out")
        }
        let content = try Files.read(path, upTo: Self.bytesMax)
        if isRaw {
            if content.isEmpty { throw Failure(.badInput, "\(path): there is nothing in it") }
            if mark != .original || logo != nil {
                throw Failure(.usage, "raw commands take neither a mark nor a logo")
            }
            try Self.refusePulses(in: content, path: path)
            self.init(bytes: content, reprint: nil, title: "\(path) (raw)")
            return
        }
        let json = try JSONFile(path: path, content: content)
        let document = try json.document()
        let picture = try Self.logo(of: document, in: json, override: logo, profile: profile)
        do throws(DocumentError) {
            func commands(_ mark: SlipMark) throws(DocumentError) -> [UInt8] {
                try document.commands(for: profile, mark: mark, logo: picture, policy: policy).bytes
            }
            self.init(
                bytes: try commands(mark),
                reprint: isReprintable ? try commands(.reprint) : nil, title: document.title)
        } catch {
            throw json.failure(error)
        }
    }

    /// A document made by the program itself.
    init(_ document: Document, profile: Profile) throws(Failure) {
        do throws(DocumentError) {
            self.init(
                bytes: try document.commands(for: profile, mark: .original).bytes, reprint: nil,
                title: document.title)
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private init(bytes: [UInt8], reprint: [UInt8]?, title: String) {
        self.bytes = bytes
        self.reprint = reprint
        self.title = title
    }

    private static func logo(
        of document: Document, in json: JSONFile, override: String?, profile: Profile
    ) throws(Failure) -> RasterImage? {
        guard let name = document.header.store.logo else {
            if override != nil {
                throw Failure(.usage, "the document has no store.logo for --logo to fill")
            }
            return nil
        }
        let file = override ?? Files.beside(json.path, name)
        do {
            var picture = try PNG.read(path: file)
            if picture.width > profile.dotsPerLine {
                picture = picture.scaled(toWidth: profile.dotsPerLine)
            }
            return try picture.raster(dither: .floydSteinberg)
        } catch PictureError.unreadable(_, let reason) {
            throw json.failure(at: "store.logo", "cannot read \(file): \(reason)")
        } catch {
            throw json.failure(at: "store.logo", "\(file): \(error)")
        }
    }

    /// A print stream must not open a drawer past the people who answer for it.
    ///
    /// Printers hear real-time pulses inside other data too, so the raw bytes are listened to as a
    /// printer does, besides being read as commands.
    private static func refusePulses(in content: [UInt8], path: String) throws(Failure) {
        var parser = Parser()
        var offset = 0
        for command in parser.parse(content) + parser.finish() {
            if case .pulse = command { throw pulse(path, offset) }
            offset += command.bytes.count
        }
        var scanner = RealTimeScanner()
        for (index, byte) in content.enumerated() {
            if case .realTimePulse = scanner.scan(byte) { throw pulse(path, index - 4) }
        }
    }

    private static func pulse(_ path: String, _ offset: Int) -> Failure {
        Failure(
            .badInput,
            "\(path): opens a drawer at byte \(offset); take that out and use `till drawer open`")
    }
}

extension Document {
    /// For people: `sale 2026-0417`.
    var title: String {
        switch self {
        case .sale: "sale \(header.number)"
        case .reversal: "reversal \(header.number)"
        case .count: "count \(header.number)"
        }
    }
}
