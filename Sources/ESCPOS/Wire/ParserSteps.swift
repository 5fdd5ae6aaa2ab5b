extension Parser {
    mutating func consume(_ bytes: Span<UInt8>, into out: inout [Command]) {
        var i = 0
        while i < bytes.count {
            switch phase {
            case .idle:
                if isSelected, let command = Parser.lineControl(bytes[i]) {
                    out.append(command)
                    i += 1
                } else {
                    begin(bytes[i])
                }
            case .text: i = takeRun(bytes, from: i, into: &out) { $0.controlIndex(in: $1) }
            case .nuls:
                i = takeRun(bytes, from: i, into: &out) { bytes, range in
                    range.first { bytes[$0] != 0 } ?? range.upperBound
                }
            case .peripheral: i = takePeripheral(bytes, from: i, into: &out)
            case .payload(let left): i = takePayload(left, bytes, from: i, into: &out)
            case .head(let count):
                repeat {
                    head.append(bytes[i])
                    i += 1
                } while head.count < count && i < bytes.count
                if head.count == count, !decide(into: &out) { i -= 1 }
            case .tabStops, .barcode, .decimalFields, .elementHead:
                if step(bytes[i], into: &out) { i += 1 }
            }
        }
    }

    /// The commands of one byte that end nearly every line, kept off the long way.
    private static func lineControl(_ byte: UInt8) -> Command? {
        switch byte {
        case 0x09: .horizontalTab
        case 0x0A: .lineFeed
        case 0x0D: .carriageReturn
        default: nil
        }
    }

    /// Chooses what the byte begins; it is read again in that phase.
    private mutating func begin(_ byte: UInt8) {
        phase =
            switch byte {
            case _ where !isSelected: .peripheral
            case 0x20...: .text
            case 0x00: .nuls
            default: .head(Framing.isPrefix(byte) ? 2 : 1)
            }
    }

    /// One byte; says whether it was taken, or is to be read again in the phase that now is.
    private mutating func step(_ byte: UInt8, into out: inout [Command]) -> Bool {
        switch phase {
        case .tabStops:
            if byte == 0 || (body.count < Parser.tabStopsMax && byte > body.last ?? 0) {
                body.append(byte)
                if byte == 0 { complete(into: &out) }
                return true
            }
        case .barcode(let full):
            if byte == 0 || body.count < full {
                body.append(byte)
                if byte == 0 { complete(into: &out) }
                return true
            }
        case .decimalFields(let left, let digits):
            // Numbers go up to 65535.
            let isDigit = (0x30...0x39).contains(byte) && digits < 5
            if isDigit || byte == 0x3B {
                body.append(byte)
                phase = .decimalFields(
                    left: isDigit ? left : left - 1, digits: isDigit ? digits + 1 : 0)
                if !isDigit, left == 1 { complete(into: &out) }
                return true
            }
        case .elementHead(let left):
            body.append(byte)
            phase = .elementHead(left: left - 1)
            if left == 1 { beginPayload(elementSize, into: &out) }
            return true
        case .idle, .text, .nuls, .peripheral, .head, .payload: break
        }
        // The command ended before this byte.
        complete(into: &out)
        return false
    }

    /// `head` is as long as was asked for. Says whether its last byte belongs to it.
    private mutating func decide(into out: inout [Command]) -> Bool {
        if !isSelected, head.count == 2, head[1] != 0x3D {
            body = [head[0]]
            head = CommandHead()
            phase = .peripheral
            return false
        }
        switch Framing(head: head, kanjiBytes: kanjiBytes) {
        case .head(let count): phase = .head(count)
        case .complete: complete(into: &out)
        case .payload(let size): beginPayload(size, into: &out)
        case .stray:
            out.append(.unknown([head[0]]))
            head = CommandHead(head.bytes.dropFirst().dropLast())
            phase = head.isEmpty ? .idle : .head(head.count + 1)
            return false
        case .tabStops: phase = .tabStops
        case .barcode(let full): phase = .barcode(full: full)
        case .decimalFields: phase = .decimalFields(left: 5, digits: 0)
        case .characters(let height, let count):
            elements = .characters(height: height, left: count)
            nextElement(into: &out)
        case .images(let count):
            elements = .images(left: count)
            nextElement(into: &out)
        }
        return true
    }

    // MARK: Payloads

    private mutating func beginPayload(_ size: Int, into out: inout [Command]) {
        if !isInPieces, size > limits.payloadMax - body.count {
            isInPieces = true
            out.append(.unknown(head.bytes + body))
            head = CommandHead()
            body = []
        }
        phase = .payload(left: size)
        if size == 0 { endPayload(into: &out) }
    }

    private mutating func takePayload(
        _ left: Int, _ bytes: Span<UInt8>, from start: Int, into out: inout [Command]
    ) -> Int {
        let room = isInPieces ? Parser.pieceSize - body.count : left
        let count = min(left, room, bytes.count - start)
        body.append(bytes.extracting(start..<start + count))
        phase = .payload(left: left - count)
        if isInPieces, body.count == Parser.pieceSize { emitPiece(into: &out) }
        if count == left { endPayload(into: &out) }
        return start + count
    }

    private mutating func endPayload(into out: inout [Command]) {
        if isInPieces { emitPiece(into: &out) }
        nextElement(into: &out)
    }

    private mutating func emitPiece(into out: inout [Command]) {
        if !body.isEmpty { out.append(.unknown(body)) }
        body = []
    }

    /// Begins the next element's head, or ends the command after the last.
    private mutating func nextElement(into out: inout [Command]) {
        switch elements {
        case .characters(let height, let left) where left > 0:
            elements = .characters(height: height, left: left - 1)
            phase = .elementHead(left: 1)
        case .images(let left) where left > 0:
            elements = .images(left: left - 1)
            phase = .elementHead(left: 4)
        default: complete(into: &out)
        }
    }

    /// Size of the element whose head ends `body`.
    private var elementSize: Int {
        let end = body.count
        switch elements {
        case .characters(let height, _): return height * Int(body[end - 1])
        case .images: return littleEndian(body, at: end - 4) * littleEndian(body, at: end - 2) * 8
        case .none: return 0
        }
    }

    // MARK: Whole commands

    mutating func complete(into out: inout [Command]) {
        if isInPieces {
            emitPiece(into: &out)
        } else {
            let command = Command(head: head, body: body)
            follow(command)
            out.append(command)
        }
        reset()
    }

    /// Keeps what the length of later commands depends on.
    private mutating func follow(_ command: Command) {
        switch command {
        case .selectPeripheral(let n): isSelected = n & 1 == 1
        case .initialize: kanjiBytes = 72
        case .unknown where head == CommandHead([0x1C, 0x28, 0x41, 2, 0]) && body.count == 2:
            guard body[0] == 0x30 else { return }
            switch digitTwin(body[1], upTo: 2) {
            case 0: kanjiBytes = 72  // 24 × 24 dots
            case 1: kanjiBytes = 60  // 20 × 24
            case 2: kanjiBytes = 32  // 16 × 16
            default: break
            }
        default: break
        }
    }

    // MARK: Runs

    /// Takes the run of text or NULs up to the first byte that ends it.
    @inline(__always)
    private mutating func takeRun(
        _ bytes: Span<UInt8>, from start: Int, into out: inout [Command],
        endingAt findEnd: (Span<UInt8>, Range<Int>) -> Int
    ) -> Int {
        let limit = min(bytes.count, start + Parser.runMax - body.count)
        let end = findEnd(bytes, start..<limit)
        body.append(bytes.extracting(start..<end))
        if end < bytes.count || body.count == Parser.runMax { emitRun(into: &out) }
        return end
    }

    private mutating func takePeripheral(
        _ bytes: Span<UInt8>, from start: Int, into out: inout [Command]
    ) -> Int {
        if bytes[start] == 0x1B {
            // An ESC may begin the ESC = that selects the printer again.
            emitRun(into: &out)
            phase = .head(2)
            head.append(0x1B)
            return start + 1
        }
        let limit = min(bytes.count, start + Parser.runMax - body.count)
        var end = start
        while end < limit, bytes[end] != 0x1B { end += 1 }
        body.append(bytes.extracting(start..<end))
        if body.count == Parser.runMax { emitRun(into: &out) }
        return end
    }

    private mutating func emitRun(into out: inout [Command]) {
        if !body.isEmpty {
            switch phase {
            case .text: out.append(.text(body))
            case .peripheral: out.append(.otherPeripheral(body))
            default: out.append(.unknown(body))
            }
            body = []
        }
        phase = .idle
    }
}

extension [UInt8] {
    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
