#if !FUZZ_SINGLE_MODULE
import ESCPOS
#endif

/// Bytes from a printer: each is in one reply, and replies do not depend on the split.
///
/// The first byte chooses the place of the split.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReplies(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size >= 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
    let split = bytes.count * Int(data[0]) / 255

    var parser = ReplyParser()
    let whole = parser.parse(bytes) + parser.finish()
    // Flow control overtakes the answer it stands in; everything else keeps its place.
    let kept = whole.filter { $0 != .transmitOn && $0 != .transmitOff }
    precondition(
        kept.flatMap(\.bytes) == bytes.filter { $0 != 0x11 && $0 != 0x13 },
        "the replies' bytes are not the stream's")
    precondition(parser.pendingByteCount == 0, "something is pending after the end")

    parser = ReplyParser()
    var pieces = parser.parse(bytes[..<split])
    precondition(parser.pendingByteCount <= ReplyParser.blockMax, "more is held than the limit")
    pieces += parser.parse(bytes[split...])
    pieces += parser.finish()
    precondition(pieces == whole, "the split changed the replies")
    return 0
}
