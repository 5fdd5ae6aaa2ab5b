/// Reads what is not GS1 element strings: numbers of items and of the store, and text.
struct NumberReader {
    let scan: Scan
    let rules: InStoreRules

    private var bytes: [UInt8] { scan.bytes }

    func read() -> Meaning {
        // Longer than any number of an item or a store: no need to look at the digits.
        guard bytes.count <= 48, bytes.allSatisfy(Digits.isDigit), !bytes.isEmpty else {
            let isNumber = scan.symbology.map { $0.isRetailNumber || $0 == .eanAddOn } ?? false
            return text(scan.symbology.flatMap { isNumber ? .form(scan.text, $0) : nil })
        }
        return switch scan.symbology {
        case .ean8?: bytes.count == 8 ? number(bytes) : wrongForm()
        case .upcE?: upcE() ?? wrongForm()
        case .ean13?, .upcA?: retail()
        case .eanAddOn?: AddOn(scan.text).map { Meaning(.addOn($0)) } ?? wrongForm()
        case .interleaved2of5?: store() ?? (bytes.count == 14 ? number(bytes) : text())
        case .other?, nil: store() ?? unnamed()
        default: store() ?? text()
        }
    }

    // MARK: Kinds

    /// Twelve or thirteen digits, and two or five beside them; the eight of a UPC-E from scanners
    /// that do not expand it.
    private func retail() -> Meaning {
        if bytes.count == 8 { return upcE() ?? wrongForm() }
        // ]E0 says that nothing is beside the number; who sends no identifier says nothing.
        let said = scan.identifier?.features
        let mayHaveAddOn = said.map { !$0.isDisjoint(with: [.addOn2, .addOn5]) } ?? true
        for (length, addOn) in [(13, 0), (12, 0), (13, 2), (13, 5), (12, 2), (12, 5)]
        where bytes.count == length + addOn && (addOn == 0 || mayHaveAddOn) {
            return number(Array(bytes[..<length]), AddOn(Digits.text(bytes[length...])))
        }
        return wrongForm()
    }

    private func upcE() -> Meaning? {
        guard (6...8).contains(bytes.count) else { return nil }
        do throws(GTINError) {
            return Meaning(.item(try GTIN(try UPCE.expanded(Digits.text(bytes))), nil))
        } catch {
            return text(.number(error))
        }
    }

    /// The scanner did not say what kind of code it was.
    private func unnamed() -> Meaning {
        guard [8, 12, 13, 14].contains(bytes.count) else { return text() }
        let upcE = bytes.count == 8 ? expandedUPCE : nil
        guard let upcE else { return number(bytes) }
        guard let ean8 = try? GTIN(bytes: bytes), ean8 != upcE else {
            return Meaning(.item(upcE, nil))
        }
        return text(.ambiguous(ean8: ean8, upcE: upcE))
    }

    private var expandedUPCE: GTIN? {
        (try? UPCE.expanded(Digits.text(bytes))).flatMap { try? GTIN($0) }
    }

    // MARK: Numbers

    /// A number of 8, 12, 13 or 14 digits: of the store by a rule, or an item.
    private func number(_ digits: [UInt8], _ addOn: AddOn? = nil) -> Meaning {
        do throws(GTINError) {
            let gtin = try GTIN(bytes: digits)
            return store(digits) ?? Meaning(.item(gtin, addOn))
        } catch {
            return text(.number(error))
        }
    }

    private func store() -> Meaning? { store(bytes) }

    /// By a rule of the store, if one is about these digits.
    private func store(_ digits: [UInt8]) -> Meaning? {
        let code = (digits.count == 12 ? "0" : "") + Digits.text(digits)
        do throws(InStoreCodeError) {
            return try rules.read(code).map { Meaning(.inStore($0)) }
        } catch {
            return text(.inStore(error))
        }
    }

    // MARK: The rest

    private func text(_ problem: Meaning.Problem? = nil) -> Meaning {
        Meaning(.text(scan.text), problems: problem.map { [$0] } ?? [])
    }

    private func wrongForm() -> Meaning {
        text(scan.symbology.map { .form(scan.text, $0) })
    }
}
