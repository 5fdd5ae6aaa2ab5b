internal import Devices
internal import Glibc
internal import POSIXTransport
internal import Scancode
internal import Transport
internal import USBTransport

/// How a scanner is set up, for those that type.
struct ScannerOptions: Sendable {
    private static let usual = ScannerSettings()

    let layout = Setting(
        "layout", ValueKind<KeyboardLayout>.choice("COUNTRY"), default: usual.layout,
        help: "the keyboard that the scanner is set to: us, uk, german, french, spanish or chinese")
    let prefix = Setting(
        "prefix", ByteText.kind, default: usual.prefix, help: "what it types before each code")
    let suffix = Setting(
        "suffix", ByteText.kind, default: usual.suffix,
        help:
            "what it types behind each code: cr, lf, crlf, tab, text, or none, where a pause ends it"
    )
    let gap = Setting(
        "gap", .duration("TIME", upTo: .seconds(10)), default: usual.idleGap,
        help: "the longest pause within a code")
    let caps = Setting(
        "caps", ValueKind<CapsLockPolicy>.choice("POLICY"), default: usual.capsLock,
        help:
            "what it makes of Caps lock: off, on (it types the other case) or follows (it presses it)"
    )
    let accents = Setting(
        "accents", ValueKind<DeadKeyPolicy>.choice("POLICY"), default: usual.deadKeys,
        help: "whether an accent key waits for a letter (composing) or not (plain)")
    let controls = Setting(
        "controls", ValueKind<ControlKeyPolicy>.choice("KEYS"), default: usual.controlKeys,
        help: "how it types control characters: control (Ctrl and a key) or honeywellFunctionKeys")
    let identifier = Setting(
        "identifier", ValueKind<IdentifierPolicy>.choice("POLICY"), default: usual.identifier,
        help: "AIM identifiers such as ]E0 before typed codes: never, ifPresent or always")

    var all: [any OptionDeclaration] {
        [layout, prefix, suffix, gap, caps, accents, controls, identifier]
    }

    func settings(_ values: Values) -> ScannerSettings {
        ScannerSettings(
            layout: values[layout], prefix: values[prefix], suffix: values[suffix],
            identifier: values[identifier], idleGap: values[gap], capsLock: values[caps],
            deadKeys: values[accents], controlKeys: values[controls])
    }

    /// The options that give these settings, each as one word; nothing for what is usual.
    func words(for settings: ScannerSettings) -> [String] {
        func word<Value: Hashable & Sendable>(
            _ option: Setting<Value>, _ value: Value
        ) -> String? {
            value == option.fallback ? nil : "\(option.key)=\(option.kind.show(value))"
        }
        return [
            word(layout, settings.layout), word(prefix, settings.prefix),
            word(suffix, settings.suffix), word(gap, settings.idleGap),
            word(caps, settings.capsLock), word(accents, settings.deadKeys),
            word(controls, settings.controlKeys), word(identifier, settings.identifier),
        ].compactMap { $0 }
    }
}

/// Opens scanners by whatever way their address names.
struct ScannerOpener: ReportLinkOpener {
    private let usb = USBReportOpener()
    private let nodes = POSIXReportOpener()

    func openReports(_ address: Address) async throws(LinkError) -> any ReportLink {
        switch address {
        case .usb: return try await usb.openReports(address)
        case .hidraw, .evdev: return try await nodes.openReports(address)
        case .serial, .tcp, .file, .simulator:
            throw .unsupported(
                address.description, why: "scanners have usb:, hidraw: or evdev: addresses")
        }
    }
}
