/// What a device is to a till, as far as can be told without opening it.
public enum USBKind: Hashable, Sendable {
    case printer
    /// A bar code scanner that says so, or whose vendor makes little else.
    case scanner
    /// It types. It may be a scanner that types, or somebody's keyboard.
    case keyboard
    case drawer

    /// The kind of `device`; nil for what is of no use to a till.
    public init?(of device: USBDescription) {
        let model = USBIdentity(device)
        let isHID = device.interfaces.contains { $0.interfaceClass == 3 }
        let pages = Set(device.interfaces.compactMap(\.usagePage))
        if KnownUSBModels.drawers.contains(model) {
            self = .drawer
        } else if USBPrinterInterface.choose(in: device) != nil {
            self = .printer
        } else if !pages.isDisjoint(with: [Self.pointOfSalePage, Self.oemPage]) {
            self = .scanner
        } else if isHID, KnownUSBModels.scanners.contains(model) {
            self = .scanner
        } else if device.interfaces.contains(where: \.isBootKeyboard) {
            self = .keyboard
        } else {
            return nil
        }
    }

    /// Source: HID Point of Sale Usage Tables 1.02.
    private static let pointOfSalePage: UInt16 = 0x8C
    /// That of IBM's hand-held and table-top scanners, which others speak as well.
    private static let oemPage: UInt16 = 0xFF45
}

extension USBDescription.Interface {
    /// HID, boot interface, keyboard.
    ///
    /// Source: Device Class Definition for HID 1.11, 4.2 and 4.3.
    var isBootKeyboard: Bool {
        interfaceClass == 3 && interfaceSubclass == 1 && interfaceProtocol == 1
    }
}

/// Vendors and models by what they make.
///
/// Source: usb.ids; Zebra's MS4407 guide for 05e0; the tables of WebHidBarcodeScanner and of
/// posiflex-hidcd.
struct KnownUSBModels {
    private let models: [(vendor: UInt16, products: ClosedRange<UInt16>)]

    func contains(_ model: USBIdentity) -> Bool {
        models.contains { $0.vendor == model.vendor && $0.products.contains(model.product) }
    }

    static let scanners = KnownUSBModels(models: [
        // Honeywell and Metrologic, Youjie, Datalogic and PSC, Intermec.
        (0x0C2E, 0...0xFFFF), (0x23D0, 0...0xFFFF), (0x05F9, 0...0xFFFF), (0x067E, 0x0800...0x08FF),
        // Zebra and Symbol by mode, Access-IS, Newland.
        (0x05E0, 0x0200...0x1FFF), (0x0DB5, 0x0139...0x013B), (0x1EAB, 0...0xFFFF),
    ])
    static let drawers = KnownUSBModels(models: [
        // Posiflex CR series, APG 554A, HP, IBM, Torex, Star.
        (0x0D3A, 0x0200...0x0207), (0x07C5, 0x0500...0x0500), (0x03F0, 0x2039...0x2039),
        (0x04B3, 0x4554...0x4554), (0x07EE, 0x0002...0x0002), (0x0519, 0x1011...0x1018),
    ])
}
