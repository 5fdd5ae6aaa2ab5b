internal import ESCPOS

/// What the printer's sensors and its operator panel say, and the status bytes that follow.
///
/// The BUSY condition modelled is "receive buffer full" alone (memory switch 1-3 or DIP switch 2-1
/// on): an offline printer goes on receiving until its buffer is full.
///
/// Source of the bits: Epson ESC/POS reference, `DLE EOT`, `GS a`, `GS r`.
struct Condition: Hashable, Sendable {
    var isPowered = true
    var isPlugged = true
    var isCoverOpen = false
    var paper = PrinterStatus.Paper.adequate
    var errors: PrinterStatus.Errors = []
    /// The cause of a cutter error; the error itself comes with the next cut and stays until
    /// `DLE ENQ` or power-off.
    var isCutterJammed = false
    var isFeedPressed = false
    /// After `DLE DC4` 2: dead until power is switched off and on.
    var isAsleep = false
    var isDrawerPinHigh = true

    var isConnected: Bool { isPowered && isPlugged }

    /// Whether the mechanism may work and buffered commands are interpreted.
    var isOnline: Bool {
        isPowered && !isAsleep && !isCoverOpen && paper != .end && errors.isEmpty && !isFeedPressed
    }

    var status: PrinterStatus {
        var status = PrinterStatus()
        status.isOnline = isOnline
        status.isCoverOpen = isCoverOpen
        status.paper = paper
        status.errors = errors
        status.isFeedPressed = isFeedPressed
        status.isDrawerPinHigh = isDrawerPinHigh
        return status
    }

    /// The answer to `DLE EOT n`; `nil` for an n that roll printers do not answer.
    func realTimeStatus(_ n: UInt8) -> UInt8? {
        var byte: UInt8 = 0x12
        switch n {
        case 1:
            if isDrawerPinHigh { byte |= 0x04 }
            if !isOnline { byte |= 0x08 }
            if isFeedPressed { byte |= 0x40 }
        case 2:
            if isCoverOpen { byte |= 0x04 }
            if isFeedPressed { byte |= 0x08 }
            if paper == .end { byte |= 0x20 }
            if !errors.isEmpty { byte |= 0x40 }
        case 3:
            if errors.contains(.recoverable) { byte |= 0x04 }
            if errors.contains(.cutter) { byte |= 0x08 }
            if errors.contains(.unrecoverable) { byte |= 0x20 }
            if errors.contains(.automatic) { byte |= 0x40 }
        case 4:
            // A roll that has ended is past the near-end sensor too.
            if paper != .adequate { byte |= 0x0C }
            if paper == .end { byte |= 0x60 }
        default: return nil
        }
        return byte
    }

    /// The four bytes of automatic status.
    var automaticStatus: [UInt8] {
        var bytes: [UInt8] = [0x10, 0x00, 0x00, 0x0F]
        if isDrawerPinHigh { bytes[0] |= 0x04 }
        if !isOnline { bytes[0] |= 0x08 }
        if isCoverOpen { bytes[0] |= 0x20 }
        if isFeedPressed { bytes[0] |= 0x40 }
        if isFeedPressed { bytes[1] |= 0x02 }
        if errors.contains(.recoverable) { bytes[1] |= 0x04 }
        if errors.contains(.cutter) { bytes[1] |= 0x08 }
        if errors.contains(.unrecoverable) { bytes[1] |= 0x20 }
        if errors.contains(.automatic) { bytes[1] |= 0x40 }
        bytes[2] = paperStatus
        return bytes
    }

    /// The parts of the automatic status whose change is pushed under `selection`.
    func watched(_ selection: AutomaticStatusSelection) -> [UInt8] {
        var bytes = automaticStatus
        var mask: [UInt8] = [0, 0, 0]
        if selection.contains(.drawer) { mask[0] |= 0x04 }
        if selection.contains(.online) { mask[0] |= 0x68 }
        if selection.contains(.error) { mask[1] |= 0x6C }
        if selection.contains(.paper) { mask[2] |= 0x0F }
        // Bit 6 of GS a: the panel's button.
        if selection.rawValue & 0x40 != 0 { mask[1] |= 0x02 }
        bytes.removeLast()
        return zip(bytes, mask).map { $0 & $1 }
    }

    /// The answer to `GS r 1` and `ESC v`, and byte 3 of the automatic status.
    var paperStatus: UInt8 {
        switch paper {
        case .adequate: 0x00
        case .nearEnd: 0x03
        case .end: 0x0F
        }
    }

    /// The answer to `GS r 2` and `ESC u`.
    var drawerStatus: UInt8 { isDrawerPinHigh ? 0x01 : 0x00 }

    /// Why the printer is offline, for the offline response; one byte 40h to 7Fh.
    ///
    /// Epson leaves the bits to each model. Ours: 0 cover, 1 paper end, 2 recoverable or cutter
    /// error, 3 unrecoverable error, 4 error that goes away by itself.
    var offlineCause: UInt8 {
        var byte: UInt8 = 0x40
        if isCoverOpen { byte |= 0x01 }
        if paper == .end { byte |= 0x02 }
        if !errors.isDisjoint(with: [.recoverable, .cutter]) { byte |= 0x04 }
        if errors.contains(.unrecoverable) { byte |= 0x08 }
        if errors.contains(.automatic) { byte |= 0x10 }
        return byte
    }
}
