/// What a printer says of itself. Whatever it has not said is `nil`: unknown is not "all well".
public struct PrinterStatus: Hashable, Sendable {
    /// What the roll sensors see.
    public enum Paper: Hashable, Sendable { case adequate, nearEnd, end }
    /// Why nothing more is printed until someone or something acts.
    public struct Errors: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// A mechanical error; `DLE ENQ` recovers once its cause is gone.
        public static let recoverable = Errors(rawValue: 1)
        /// The cutter is stuck; `DLE ENQ` recovers once its cause is gone.
        public static let cutter = Errors(rawValue: 2)
        /// Only power off and on helps.
        public static let unrecoverable = Errors(rawValue: 4)
        /// Hot head or wrong voltage: goes away by itself.
        public static let automatic = Errors(rawValue: 8)
    }

    public var isOnline: Bool?
    public var isCoverOpen: Bool?
    public var paper: Paper?
    public var errors: Errors?
    public var isFeedPressed: Bool?
    /// Level of the drawer connector's pin 3. Which level means open depends on the drawer's wiring.
    public var isDrawerPinHigh: Bool?

    public init() {}

    /// Whether the printer is known to be able to print now.
    public var isReady: Bool {
        isOnline == true && isCoverOpen != true && paper != .end && (errors ?? []).isEmpty
    }

    /// Takes over what an automatic status says.
    public mutating func apply(_ status: AutomaticStatus) {
        let b = status.bytes
        isDrawerPinHigh = b[0] & 0x04 != 0
        isOnline = b[0] & 0x08 == 0
        isCoverOpen = b[0] & 0x20 != 0
        isFeedPressed = b[0] & 0x40 != 0
        var errors: Errors = []
        if b[1] & 0x04 != 0 { errors.insert(.recoverable) }
        if b[1] & 0x08 != 0 { errors.insert(.cutter) }
        if b[1] & 0x20 != 0 { errors.insert(.unrecoverable) }
        if b[1] & 0x40 != 0 { errors.insert(.automatic) }
        self.errors = errors
        paper = b[2] & 0x0C != 0 ? .end : b[2] & 0x03 != 0 ? .nearEnd : .adequate
    }

    /// Takes over the answer to `DLE EOT n`, n from 1 to 4; any other n changes nothing.
    public mutating func apply(realTimeStatus b: UInt8, function n: UInt8) {
        switch n {
        case 1:
            isDrawerPinHigh = b & 0x04 != 0
            isOnline = b & 0x08 == 0
            isFeedPressed = b & 0x40 != 0
        case 2:
            isCoverOpen = b & 0x04 != 0
            if b & 0x20 != 0 { paper = .end }
        case 3:
            var errors: Errors = []
            if b & 0x04 != 0 { errors.insert(.recoverable) }
            if b & 0x08 != 0 { errors.insert(.cutter) }
            if b & 0x20 != 0 { errors.insert(.unrecoverable) }
            if b & 0x40 != 0 { errors.insert(.automatic) }
            self.errors = errors
        case 4:
            paper = b & 0x60 != 0 ? .end : b & 0x0C != 0 ? .nearEnd : .adequate
        default: break
        }
    }

    /// Takes over the answer to `GS r n`, n 1 or 2; any other n changes nothing.
    public mutating func apply(status b: UInt8, function n: UInt8) {
        switch n {
        case 1, 0x31: paper = b & 0x0C != 0 ? .end : b & 0x03 != 0 ? .nearEnd : .adequate
        case 2, 0x32: isDrawerPinHigh = b & 0x01 != 0
        default: break
        }
    }

    /// The automatic status that says this; unknown parts are sent as well.
    public var automaticStatus: AutomaticStatus {
        var b: [UInt8] = [0x10, 0, 0, 0x0F]
        if isDrawerPinHigh == true { b[0] |= 0x04 }
        if isOnline == false { b[0] |= 0x08 }
        if isCoverOpen == true { b[0] |= 0x20 }
        if isFeedPressed == true { b[0] |= 0x40 }
        let errors = errors ?? []
        if errors.contains(.recoverable) { b[1] |= 0x04 }
        if errors.contains(.cutter) { b[1] |= 0x08 }
        if errors.contains(.unrecoverable) { b[1] |= 0x20 }
        if errors.contains(.automatic) { b[1] |= 0x40 }
        switch paper {
        case .end: b[2] |= 0x0F
        case .nearEnd: b[2] |= 0x03
        case .adequate, nil: break
        }
        guard let status = AutomaticStatus(bytes: b) else {
            preconditionFailure("the fixed bits of an automatic status are set right above")
        }
        return status
    }
}
