/// A single-byte code page that the encoder can use.
public enum CodePage: String, Hashable, Sendable, CaseIterable, Codable {
    case cp437, cp850, cp852, cp858, cp866, cp1252
}

/// What a printer model can do, as far as printing receipts and proving it needs to know.
///
/// Profiles are data: the code never asks for a model's name.
public struct Profile: Hashable, Sendable {
    /// A character cell in dots and the columns that it gives on this paper.
    public struct Font: Hashable, Sendable {
        public var width: Int
        public var height: Int
        public var columns: Int
        public init(width: Int, height: Int, columns: Int) {
            self.width = width
            self.height = height
            self.columns = columns
        }
    }
    /// What `GS V` can do.
    public enum Cutter: String, Hashable, Sendable { case none, partial, fullAndPartial }
    /// Whether the printer has Chinese characters, and its mode after power-up and `ESC @`.
    public enum Chinese: String, Hashable, Sendable { case none, offAtStart, onAtStart }
    /// The `ESC t` number under which this model has a code page.
    public struct CodePageSlot: Hashable, Sendable {
        public var number: UInt8
        public var page: CodePage
        public init(_ number: UInt8, _ page: CodePage) {
            self.number = number
            self.page = page
        }
    }
    /// Which questions the model answers.
    public struct StatusAbilities: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// `DLE EOT` 1 to 4.
        public static let realTime = StatusAbilities(rawValue: 0x01)
        /// `GS r`.
        public static let queued = StatusAbilities(rawValue: 0x02)
        /// `GS a`.
        public static let automatic = StatusAbilities(rawValue: 0x04)
        /// `GS I`.
        public static let identity = StatusAbilities(rawValue: 0x08)
        /// `DLE DC4` 1.
        public static let realTimePulse = StatusAbilities(rawValue: 0x10)
        /// `DLE DC4` 8 and `DLE ENQ`.
        public static let realTimeRecovery = StatusAbilities(rawValue: 0x20)
    }
    /// The best proof of printing that the model gives.
    public enum EvidenceAbility: String, Hashable, Sendable {
        /// `GS ( H` 48: answered when the tagged job is on paper.
        case processID
        /// `GS r`: answered when the printer has worked off what came before it.
        case roundTrip
        /// None: only the link says that it took the bytes.
        case none
    }

    /// Lower-case name for command lines and configuration: `tm-t88v`.
    public var id: String
    /// For people: `Epson TM-T88V`.
    public var name: String
    /// Printable dots in a line.
    public var dotsPerLine: Int
    /// Dots an inch, the same in both directions.
    public var dotsPerInch: Int
    public var fontA: Font
    public var fontB: Font
    public var cutter: Cutter
    /// Dots between the print head and the cutter: what must be fed before `GS V` 0 or 1.
    public var dotsToCutter: Int
    /// In the order in which the encoder prefers them.
    public var codePages: [CodePageSlot]
    public var chinese: Chinese
    public var status: StatusAbilities
    public var evidence: EvidenceAbility
    /// Bytes the printer takes before it holds the sender up.
    public var receiveBufferBytes: Int
    /// Rows of one `GS v 0`; taller pictures are sent in slices of this height.
    public var rasterSliceRows: Int
    /// Whether `GS ( k` draws QR codes.
    public var hasQRCode: Bool
    /// Pulse that opens common drawers.
    public var pulse: Pulse

    public init(
        id: String, name: String, dotsPerLine: Int, dotsPerInch: Int, fontA: Font, fontB: Font,
        cutter: Cutter, dotsToCutter: Int, codePages: [CodePageSlot], chinese: Chinese,
        status: StatusAbilities, evidence: EvidenceAbility, receiveBufferBytes: Int,
        rasterSliceRows: Int, hasQRCode: Bool, pulse: Pulse
    ) {
        self.id = id
        self.name = name
        self.dotsPerLine = dotsPerLine
        self.dotsPerInch = dotsPerInch
        self.fontA = fontA
        self.fontB = fontB
        self.cutter = cutter
        self.dotsToCutter = dotsToCutter
        self.codePages = codePages
        self.chinese = chinese
        self.status = status
        self.evidence = evidence
        self.receiveBufferBytes = receiveBufferBytes
        self.rasterSliceRows = rasterSliceRows
        self.hasQRCode = hasQRCode
        self.pulse = pulse
    }
}
