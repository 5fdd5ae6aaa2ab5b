internal import Devices
internal import ESCPOS
internal import Pictures

/// The three codes of `till scan --learn`, on paper or as pictures.
enum LearningCodes {
    /// CODE128 in set B, as `GS k` takes it. The control character is FNC1 there, which scanners send
    /// as 1Dh, so that no control byte goes to a printer.
    static func data(_ code: String) -> [UInt8] {
        Array("{B".utf8)
            + code.utf8.flatMap { byte -> [UInt8] in
                switch byte {
                case 0x1D: Array("{1".utf8)
                case UInt8(ascii: "{"): Array("{{".utf8)
                default: [byte]
                }
            }
    }

    /// One slip with all of them.
    static func slip(for profile: Profile) throws(Failure) -> [UInt8] {
        var encoder = Encoder(profile: profile)
        encoder.start()
        do throws(ESCPOSError) {
            for (index, code) in LayoutLearner.codes.enumerated() {
                try encoder.line("\(index + 1)")
                guard let barcode = Barcode(system: .code128, data: data(code)) else { continue }
                encoder.append(.barcodeHeight(96))
                encoder.append(.barcodeModuleWidth(2))
                encoder.append(.barcodeTextPosition(.none))
                encoder.append(.barcode(barcode))
                // A scanner that sees two codes at once reads either.
                for _ in 0..<4 { try encoder.line("") }
            }
        } catch {
            throw Failure(.badInput, "the codes cannot be printed on this model: \(error)")
        }
        encoder.cut()
        return encoder.bytes
    }

    /// Writes `code-1.png` to `code-3.png`.
    ///
    /// - Returns: the paths.
    static func draw(into folder: String) throws(Failure) -> [String] {
        try Files.makeFolder(folder)
        var paths: [String] = []
        for (index, code) in LayoutLearner.codes.enumerated() {
            let path = "\(folder)/code-\(index + 1).png"
            do {
                let symbol = try SymbolDrawing.barcode(
                    .code128, data: data(code), module: 3, height: 120)
                // A code needs ten modules of white at its sides.
                var picture = Bitmap(
                    width: symbol.bitmap.width + 80, height: symbol.bitmap.height + 80)
                picture.draw(symbol.bitmap, x: 40, y: 40)
                try PNG.write(try PNG.write(picture), path: path)
            } catch {
                throw Failure(.badInput, "\(path): \(error)")
            }
            paths.append(path)
        }
        return paths
    }
}
