#if !FUZZ_SINGLE_MODULE
import ESCPOS
#endif

/// Bytes to a printer: any bytes come back as they were, and commands do not depend on the split.
///
/// The first byte chooses the limit and the second one the place of the split.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParser(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size >= 2 else { return 0 }
    let limits = data[0] & 1 == 0 ? Parser.Limits() : Parser.Limits(payloadMax: Int(data[0]))
    let bytes = Array(UnsafeBufferPointer(start: data + 2, count: size - 2))
    let split = bytes.count * Int(data[1]) / 255

    var parser = Parser(limits: limits)
    let whole = parser.parse(bytes) + parser.finish()
    precondition(whole.bytes == bytes, "the commands' bytes are not the stream's")
    precondition(parser.pendingByteCount == 0, "something is pending after the end")

    parser = Parser(limits: limits)
    var pieces = parser.parse(bytes[..<split])
    let held = parser.pendingByteCount
    precondition(held <= limits.payloadMax + Parser.pieceSize, "more is held than the limit")
    precondition(pieces.bytes.count + held == split, "a byte is neither given nor held")
    pieces += parser.parse(bytes[split...])
    pieces += parser.finish()
    precondition(pieces == whole, "the split changed the commands")

    var scanner = RealTimeScanner()
    let seen = scanner.scan(bytes)
    scanner = RealTimeScanner()
    let seenInPieces = scanner.scan(bytes[..<split]) + scanner.scan(bytes[split...])
    precondition(seen == seenInPieces, "the split changed the real-time commands")
    return 0
}
