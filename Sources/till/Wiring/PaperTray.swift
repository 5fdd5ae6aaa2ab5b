internal import ESCPOS
internal import Pictures
internal import Simulator

/// Takes the slips of a simulated printer and shows them: as PNG files in a folder, or as text.
final class PaperTray: Sendable {
    /// Where slips go.
    enum Place: Sendable {
        case folder(String)
        case text
    }

    private let slips: AsyncStream<Paper>.Continuation
    private let work: Task<Void, Never>

    init(_ place: Place) throws(Failure) {
        if case .folder(let path) = place { try Files.makeFolder(path) }
        // A hundred slips are minutes of printing: more than drawing them can fall behind.
        let (stream, slips) = AsyncStream.makeStream(
            of: Paper.self, bufferingPolicy: .bufferingNewest(100))
        self.slips = slips
        work = Task.detached {
            var drawer = SlipDrawer(place)
            for await slip in stream { drawer.show(slip) }
        }
    }

    /// Puts a slip into the tray; returns at once.
    func take(_ slip: Paper) {
        if case .dropped = slips.yield(slip) {
            Console.note("simulator: more slips than can be drawn; the oldest was not")
        }
    }

    /// Waits until all slips are shown.
    func empty() async {
        slips.finish()
        await work.value
    }
}

private struct SlipDrawer {
    let place: PaperTray.Place
    private var count = 0
    private var hasNoted = false
    private lazy var renderer = PaperRenderer(glyphs: GlyphSource())

    init(_ place: PaperTray.Place) { self.place = place }

    /// The next number that no file has: slips of an earlier run stay.
    private mutating func freePath(in folder: String) -> String {
        while true {
            count += 1
            let digits = "\(count)"
            let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            let path = "\(folder)/slip-\(number).png"
            if !Files.exists(path) { return path }
        }
    }

    mutating func show(_ slip: Paper) {
        switch place {
        case .text: for line in slip.preview { Console.note(line) }
        case .folder(let folder):
            let path = freePath(in: folder)
            do throws(PictureError) {
                if !hasNoted, let note = renderer.glyphs.note {
                    Console.note("simulator: \(note)")
                }
                hasNoted = true
                try PNG.write(try renderer.png(of: slip), path: path)
                Console.note("simulator: \(path)")
            } catch {
                Console.note("simulator: \(path): \(error)")
            }
        }
    }
}

extension Paper {
    /// The slip as lines of text in a frame, pictures and symbols named.
    var preview: [String] {
        var rows: [String] = []
        for item in items {
            switch item {
            case .line(let glyphs, _): rows.append(String(glyphs.map(\.character)))
            case .drawing(let image, _, _, _), .raster(let image, _, _, _):
                rows.append("[picture \(image.width) × \(image.height)]")
            case .symbol(.barcode(_, let data, _, _, _, _), _, _, _):
                let text = String(decoding: data.filter { $0 >= 0x20 }, as: UTF8.self)
                rows.append("[bar code \(text)]")
            case .symbol(.qrCode(let data, _, _), _, _, _):
                rows.append("[QR code \(String(decoding: data, as: UTF8.self))]")
            case .feed: break
            case .cut: rows.append("- - - cut - - -")
            }
        }
        let wide = rows.map { DisplayWidth.columns(of: $0) }.max() ?? 0
        let edge = "+" + String(repeating: "-", count: wide + 2) + "+"
        return [edge]
            + rows.map {
                let blank = String(repeating: " ", count: wide - DisplayWidth.columns(of: $0))
                return "| \($0)\(blank) |"
            } + [edge]
    }
}
