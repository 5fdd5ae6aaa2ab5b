/// The interface of a device that printing goes through.
public struct USBPrinterInterface: Hashable, Sendable {
    /// How we know that it prints.
    public enum Kind: Hashable, Sendable {
        /// It says so: USB class 7.
        case printerClass
        /// It is the vendor's own class, of a model that is known to print.
        case vendorClass
    }

    public let kind: Kind
    public let number: UInt8
    public let alternate: UInt8
    /// Whether the interface has other alternate settings, so that this one must be chosen.
    public let hasAlternates: Bool
    public let output: USBDescription.Endpoint
    /// Nil for a printer that only takes.
    public let input: USBDescription.Endpoint?

    /// What a read asks for: a printer may send a whole packet at any time, and a smaller buffer
    /// would overflow.
    public var readSize: Int {
        let packet = input?.packetSize ?? 64
        return (max(packet, 512) + packet - 1) / packet * packet
    }

    /// The best way to print on `device`, or nil when it is no printer that we can drive.
    ///
    /// Class 7, subclass 1 in the order bidirectional (2), unidirectional (1), IEEE 1284.4 (3);
    /// never 4, which is IPP over USB. Then the vendor's own class, for known models.
    ///
    /// Source: USB Printer Class 1.1, 4.1; the order of 2 before 1 is also that of Linux's usblp.
    public static func choose(in device: USBDescription) -> USBPrinterInterface? {
        let order: [UInt8] = [2, 1, 3]
        let ofClass = device.interfaces.filter {
            $0.interfaceClass == 7 && $0.interfaceSubclass == 1
        }
        for wanted in order {
            for interface in ofClass where interface.interfaceProtocol == wanted {
                if let choice = make(interface, of: device, .printerClass) { return choice }
            }
        }
        // Star's drawers have the vendor's class as well.
        guard !KnownUSBModels.drawers.contains(USBIdentity(device)),
            KnownVendorClassPrinters.contains(vendor: device.vendor, product: device.product)
        else { return nil }
        for interface in device.interfaces where interface.interfaceClass == 0xFF {
            if let choice = make(interface, of: device, .vendorClass) { return choice }
        }
        return nil
    }

    private static func make(
        _ interface: USBDescription.Interface, of device: USBDescription, _ kind: Kind
    ) -> USBPrinterInterface? {
        let bulk = interface.endpoints.filter { $0.isBulk && $0.packetSize > 0 }
        guard let output = bulk.first(where: { !$0.isIn }) else { return nil }
        // Some list a setting twice, which makes it no choice.
        let settings = Set(
            device.interfaces.filter { $0.number == interface.number }.map(\.alternate))
        return USBPrinterInterface(
            kind: kind, number: interface.number, alternate: interface.alternate,
            hasAlternates: settings.count > 1, output: output, input: bulk.first { $0.isIn })
    }
}

/// Models that print through an interface of their vendor's own class. A vendor's number alone is
/// not enough where the vendor also makes other things that look the same, such as scanners.
///
/// Source: usb.ids, and the tables of pywebdriver and WebUSBReceiptPrinter.
enum KnownVendorClassPrinters {
    private static let models: [(vendor: UInt16, products: ClosedRange<UInt16>)] = [
        // Epson: the UB-U interface cards, and the TM series' own ports.
        (0x04B8, 0x0202...0x0202), (0x04B8, 0x0E00...0x0EFF),
        // Makers of point-of-sale printers only: Star, Bixolon, Citizen (two), Custom, Axiohm.
        (0x0519, 0...0xFFFF), (0x1504, 0...0xFFFF), (0x1D90, 0...0xFFFF), (0x2730, 0...0xFFFF),
        (0x0DD4, 0...0xFFFF), (0x05D9, 0...0xFFFF),
        // Wincor TH series, Fujitsu line thermal, Aures ODP 333.
        (0x0AA7, 0x0300...0x030A), (0x04C5, 0x1104...0x1104), (0x0525, 0xA700...0xA700),
    ]

    static func contains(vendor: UInt16, product: UInt16) -> Bool {
        models.contains { $0.vendor == vendor && $0.products.contains(product) }
    }
}
