/// The printer models known by name.
///
/// Sources: escpos-printer-db (receipt-print-hq, CC BY 4.0) and ReceiptPrinterEncoder (Niels
/// Leenheer, MIT) for dots, columns and code page numbers; Epson's command reference for the rest.
/// The distance to the cutter has no published source here: half an inch and a little, estimated.
public enum Profiles {
    public static let all: [Profile] = [tmT88V, tmT20II, generic80, generic58]

    /// The profile with this ``Profile/id``; case does not matter.
    public static func named(_ id: String) -> Profile? {
        let id = id.lowercased()
        return all.first { $0.id == id }
    }

    /// Epson TM-T88V, 80 mm, 180 dpi, as sold in China: with Simplified Chinese characters.
    ///
    /// The Western variant differs only in having none of them; where it stands, set ``Profile/chinese``
    /// to `.none`, and Chinese text is refused instead of printed as blanks.
    public static let tmT88V = Profile(
        id: "tm-t88v", name: "Epson TM-T88V",
        dotsPerLine: 512, dotsPerInch: 180,
        fontA: .init(width: 12, height: 24, columns: 42),
        fontB: .init(width: 9, height: 17, columns: 56),
        cutter: .partial, dotsToCutter: 96,
        codePages: epsonPages, chinese: .offAtStart,
        status: [
            .realTime, .queued, .automatic, .identity, .realTimePulse, .realTimeRecovery,
        ],
        evidence: .processID, receiveBufferBytes: 4096, rasterSliceRows: 255,
        hasQRCode: true, pulse: commonPulse)

    /// Epson TM-T20II, 80 mm, 203 dpi, with Simplified Chinese characters as ``tmT88V``.
    public static let tmT20II = Profile(
        id: "tm-t20ii", name: "Epson TM-T20II",
        dotsPerLine: 576, dotsPerInch: 203,
        fontA: .init(width: 12, height: 24, columns: 48),
        fontB: .init(width: 9, height: 17, columns: 64),
        cutter: .fullAndPartial, dotsToCutter: 112,
        codePages: epsonPages, chinese: .offAtStart,
        status: [
            .realTime, .queued, .automatic, .identity, .realTimePulse, .realTimeRecovery,
        ],
        evidence: .processID, receiveBufferBytes: 4096, rasterSliceRows: 255,
        hasQRCode: true, pulse: commonPulse)

    /// An 80 mm printer of the Xprinter, Zjiang or Gprinter kind.
    public static let generic80 = Profile(
        id: "generic-80", name: "generic 80 mm printer",
        dotsPerLine: 576, dotsPerInch: 203,
        fontA: .init(width: 12, height: 24, columns: 48),
        fontB: .init(width: 9, height: 17, columns: 64),
        cutter: .partial, dotsToCutter: 112,
        codePages: clonePages, chinese: .onAtStart,
        status: [.realTime, .queued],
        evidence: .roundTrip, receiveBufferBytes: 4096, rasterSliceRows: 128,
        hasQRCode: true, pulse: commonPulse)

    /// A 58 mm printer of the POS-58 kind, without a cutter.
    public static let generic58 = Profile(
        id: "generic-58", name: "generic 58 mm printer",
        dotsPerLine: 384, dotsPerInch: 203,
        fontA: .init(width: 12, height: 24, columns: 32),
        fontB: .init(width: 9, height: 17, columns: 42),
        cutter: .none, dotsToCutter: 96,
        codePages: clonePages, chinese: .onAtStart,
        status: [.realTime, .queued],
        evidence: .roundTrip, receiveBufferBytes: 4096, rasterSliceRows: 128,
        hasQRCode: true, pulse: commonPulse)

    // The pages with the most of a Western receipt's characters (€, £, é, ß) stand first, so that
    // a whole slip tends to need one page.

    private static let epsonPages: [Profile.CodePageSlot] = [
        .init(19, .cp858), .init(16, .cp1252), .init(0, .cp437), .init(2, .cp850),
        .init(18, .cp852), .init(17, .cp866),
    ]

    /// The numbers on which the Xprinter, POS-5890 and POS-8360 families agree. Other families
    /// differ from 6 up (Rongta has 866 at 7): they need a profile of their own.
    private static let clonePages: [Profile.CodePageSlot] = [
        .init(19, .cp858), .init(16, .cp1252), .init(0, .cp437), .init(2, .cp850),
        .init(18, .cp852), .init(17, .cp866),
    ]

    /// Pin 2, 100 ms on and 500 ms off: within the duty of one fifth that Epson allows the
    /// solenoid, and long enough for stiff drawers.
    private static let commonPulse = Pulse(.pin2, onUnits: 50, offUnits: 250)
}
