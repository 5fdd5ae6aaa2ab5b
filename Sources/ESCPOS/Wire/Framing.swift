/// How far a command reaches, told from the bytes of it that are there already.
///
/// ESC/POS has no common length field: what follows a prefix must be known for each command.
/// Only the `ESC (`, `FS (`, `GS (` and `US (` families state their own length, so these are
/// framed also where the letter after the parenthesis is not known. Of any other `ESC x`, `FS x`
/// and `GS x` that is not in the reference nothing can be said but that it has these two bytes.
///
/// A parameter out of range cancels a command, and what follows is data (Epson, e.g. `ESC p`).
/// The cancelled command ends with the parameter that cancelled it.
///
/// Source: Epson ESC/POS command reference, "Format" of each command; the customer display's
/// commands from Epson's DM-D reference.
enum Framing: Equatable {
    /// Cannot be told before this many bytes, counted from the first, are there.
    case head(Int)
    /// The command is whole.
    case complete
    /// This many more bytes make it whole.
    case payload(Int)
    /// The first byte is no prefix after all and stands alone; the rest is to be read anew.
    case stray
    /// Ascending columns up to NUL (`ESC D`).
    case tabStops
    /// Data up to NUL, or up to `full` bytes (`GS k` form A).
    case barcode(full: Int)
    /// Five decimal numbers, each ended by a semicolon (`GS C ;`).
    case decimalFields
    /// `count` characters: a width byte, then `width × height` bytes (`ESC &`).
    case characters(height: Int, count: Int)
    /// `count` pictures: xL xH yL yH, then 8xy bytes (`FS q`).
    case images(count: Int)

    /// - Parameters:
    ///   - head: the bytes so far, at least one.
    ///   - kanjiBytes: size of a user-defined Chinese or Japanese character in the selected font.
    init(head: CommandHead, kanjiBytes: Int) {
        guard head.count >= 2 else {
            self = Framing.isPrefix(head[0]) ? .head(2) : .complete
            return
        }
        switch head[0] {
        case 0x10: self = .realTime(head)
        case 0x1B: self = .escape(head)
        case 0x1C: self = .fileSeparator(head, kanjiBytes: kanjiBytes)
        case 0x1D: self = .groupSeparator(head)
        case 0x1F: self = .unitSeparator(head)
        default: self = .complete
        }
    }

    /// DLE, ESC, FS, GS and US.
    static func isPrefix(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x10, 0x1B, 0x1C, 0x1D, 0x1F: true
        default: false
        }
    }

    /// Whole when `head` has this many bytes.
    private static func total(_ count: Int, _ head: CommandHead) -> Framing {
        head.count < count ? .head(count) : .complete
    }

    /// `prefix ( x pL pH …`.
    private static func parenthesis(_ head: CommandHead) -> Framing {
        guard head.count >= 5 else { return .head(5) }
        let length = littleEndian(head, at: 3)
        // cn and fn of a symbol belong to its head; its body is then its parameters alone.
        if head[0] == 0x1D, head[2] == 0x6B, length >= 2 {
            return head.count < 7 ? .head(7) : .payload(length - 2)
        }
        return .payload(length)
    }

    private static func realTime(_ head: CommandHead) -> Framing {
        switch head[1] {
        case 0x04:
            guard head.count >= 3 else { return .head(3) }
            return total(RealTimeStatusRequest.hasArgument(function: head[2]) ? 4 : 3, head)
        case 0x05: return total(3, head)
        case 0x14:
            guard head.count >= 3 else { return .head(3) }
            switch head[2] {
            case 1, 2: return total(5, head)
            case 3: return total(8, head)
            case 7: return total(4, head)
            case 8: return total(10, head)
            default: return .complete
            }
        default: return .stray
        }
    }

    private static func escape(_ head: CommandHead) -> Framing {
        switch head[1] {
        case 0x20, 0x21, 0x25, 0x2D, 0x33, 0x3D, 0x3F, 0x43, 0x45, 0x46, 0x47, 0x4A, 0x4B, 0x4D,
            0x52, 0x54, 0x55, 0x56, 0x61, 0x64, 0x65, 0x72, 0x74, 0x75, 0x7B:
            return total(3, head)
        case 0x24, 0x5C, 0x63, 0x66: return total(4, head)
        case 0x70: return total(5, head)
        case 0x57: return total(10, head)
        case 0x28: return parenthesis(head)
        case 0x2A:
            guard head.count >= 3 else { return .head(3) }
            guard let bytes = ColumnImageMode(rawValue: head[2]).bytesPerColumn else {
                return .complete
            }
            guard head.count >= 5 else { return .head(5) }
            return .payload(bytes * littleEndian(head, at: 3))
        case 0x44: return .tabStops
        case 0x26:
            guard head.count >= 5 else { return .head(5) }
            guard head[3] <= head[4] else { return .complete }
            return .characters(height: Int(head[2]), count: Int(head[4] - head[3]) + 1)
        default: return .complete
        }
    }

    private static func fileSeparator(_ head: CommandHead, kanjiBytes: Int) -> Framing {
        switch head[1] {
        case 0x21, 0x2D, 0x43, 0x57: return total(3, head)
        case 0x3F, 0x53, 0x70: return total(4, head)
        case 0x28: return parenthesis(head)
        case 0x32: return head.count < 4 ? .head(4) : .payload(kanjiBytes)
        case 0x61:
            guard head.count >= 3 else { return .head(3) }
            return total(head[2] == 0x30 ? 4 : 3, head)
        case 0x67:
            guard head.count >= 3 else { return .head(3) }
            guard head[2] == 0x31 || head[2] == 0x32 else { return .complete }
            guard head.count >= 10 else { return .head(10) }
            // 31h writes the bytes, 32h asks for them.
            return head[2] == 0x31 ? .payload(littleEndian(head, at: 8)) : .complete
        case 0x71: return head.count < 3 ? .head(3) : .images(count: Int(head[2]))
        default: return .complete
        }
    }

    private static func groupSeparator(_ head: CommandHead) -> Framing {
        switch head[1] {
        case 0x21, 0x2F, 0x42, 0x45, 0x48, 0x49, 0x54, 0x61, 0x62, 0x66, 0x68, 0x6A, 0x72, 0x77:
            return total(3, head)
        case 0x24, 0x4C, 0x50, 0x57, 0x5C: return total(4, head)
        case 0x5E, 0x7A: return total(5, head)
        case 0x28: return parenthesis(head)
        case 0x2A:
            guard head.count >= 4 else { return .head(4) }
            return .payload(Int(head[2]) * Int(head[3]) * 8)
        case 0x38, 0x43, 0x44, 0x51, 0x56, 0x67, 0x6B, 0x76:
            return head.count < 3 ? .head(3) : groupSeparatorWithSelector(head)
        default: return .complete
        }
    }

    /// The commands whose third byte decides their form.
    private static func groupSeparatorWithSelector(_ head: CommandHead) -> Framing {
        switch (head[1], head[2]) {
        case (0x38, 0x4C):
            guard head.count >= 7 else { return .head(7) }
            return .payload(littleEndian(head, at: 3) | littleEndian(head, at: 5) << 16)
        case (0x43, 0x30), (0x43, 0x32): return total(5, head)
        case (0x43, 0x31): return total(9, head)
        case (0x43, 0x3B): return .decimalFields
        case (0x44, 0x30): return bitmapFile(head)
        case (0x51, 0x30), (0x76, 0x30):
            guard head.count >= 8 else { return .head(8) }
            return .payload(littleEndian(head, at: 4) * littleEndian(head, at: 6))
        case (0x56, let mode): return total(Cut.hasFeed(mode: mode) ? 4 : 3, head)
        case (0x67, 0x30), (0x67, 0x32): return total(6, head)
        case (0x6B, 0), (0x6B, 1): return .barcode(full: 12)
        case (0x6B, 2): return .barcode(full: 13)
        case (0x6B, 3): return .barcode(full: 8)
        case (0x6B, 4...6): return .barcode(full: 255)
        case (0x6B, 0x41...0x4F): return head.count < 4 ? .head(4) : .payload(Int(head[3]))
        default: return .complete
        }
    }

    /// GS D 30h fn a kc1 kc2 b c, then a Windows bitmap, which states its own size.
    private static func bitmapFile(_ head: CommandHead) -> Framing {
        guard head.count >= 4 else { return .head(4) }
        guard head[3] == 0x43 || head[3] == 0x53 else { return .complete }
        guard head.count >= 10 else { return .head(10) }
        guard head[9] == 0x42 else { return .complete }
        guard head.count >= 11 else { return .head(11) }
        guard head[10] == 0x4D else { return .complete }
        guard head.count >= 15 else { return .head(15) }
        let size = littleEndian(head, at: 11) | littleEndian(head, at: 13) << 16
        return .payload(max(0, size - 6))
    }

    /// Customer display, and the set-up sequences `US ESC US` of Xprinter and Gprinter.
    private static func unitSeparator(_ head: CommandHead) -> Framing {
        switch head[1] {
        case 0x28: return parenthesis(head)
        case 0x23, 0x24, 0x54, 0x5E: return total(4, head)
        case 0x43, 0x45, 0x58, 0x72, 0x76: return total(3, head)
        case 0x1B:
            guard head.count >= 3 else { return .head(3) }
            guard head[2] == 0x1F else { return .stray }
            guard head.count >= 4 else { return .head(4) }
            switch head[3] {
            case 0xFC: return total(8, head)  // language: 01 02 03 n
            case 0x81, 0x82: return total(9, head)  // black mark: 04 05 06 nL nH
            case 0x93: return total(12, head)  // self-test: eight fixed bytes
            default: return .complete  // lengths unpublished
            }
        default: return .complete
        }
    }
}

/// Two bytes, low one first; the caller has checked that they are there.
func littleEndian(_ bytes: [UInt8], at index: Int) -> Int {
    Int(bytes[index]) | Int(bytes[index + 1]) << 8
}
