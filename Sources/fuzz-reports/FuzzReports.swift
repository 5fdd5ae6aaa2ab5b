#if !FUZZ_SINGLE_MODULE
import Scancode
#endif

/// Bytes of a scanner: its report descriptor and what it sends.
///
/// The first byte chooses the settings, the second one the descriptor: one of ours, or the input's
/// own, whose length the third byte is. Then come inputs, each with its kind and its length first;
/// what is held stays bounded, and the same input gives the same events.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReports(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    var source = Source(bytes: Array(UnsafeBufferPointer(start: data, count: size)))
    let settings = settings(chosenBy: source.byte())
    let chosen = source.byte()
    let known = [
        ScannerDescriptors.honeywell, ScannerDescriptors.plain, ScannerDescriptors.keyboard,
        ScannerDescriptors.bitmapKeyboard, ScannerDescriptors.oem,
    ]
    let own = chosen >= 0x80
    let descriptor = own ? source.bytes(Int(source.byte())) : known[Int(chosen) % known.count]
    if let parsed = try? ReportDescriptor(descriptor) { check(parsed, with: source.rest) }

    let interfaces = [
        ScannerInterface(number: 0, form: .hid(descriptor: descriptor)),
        ScannerInterface(number: 1, form: .keys),
    ]
    var decoder = ScannerDecoder(interfaces: interfaces, settings: settings)
    var twin = decoder
    _ = decoder.openingReports
    var now = Duration.zero
    while !source.rest.isEmpty {
        let (input, interface) = source.input()
        now += .milliseconds(Int(source.byte()))
        let events = decoder.handle(input, from: interface, at: now)
        precondition(twin.handle(input, from: interface, at: now) == events, "not the same events")
        check(events, settings)
        precondition(decoder.deadline.map { $0 >= now } ?? true, "a deadline in the past")
        precondition(
            decoder.byteCount <= 2 * (settings.lengthMax + 16), "more is held than the limit")
    }
    check(decoder.finish(), settings)
    precondition(decoder.byteCount == 0 && decoder.deadline == nil, "something is left at the end")
    return 0
}

private func settings(chosenBy byte: UInt8) -> ScannerSettings {
    let layouts = KeyboardLayout.allCases
    return ScannerSettings(
        layout: layouts[Int(byte & 7) % layouts.count],
        prefix: byte & 8 == 0 ? [] : [0x23],
        suffix: byte & 16 == 0 ? [0x0D] : [],
        capsLock: byte & 32 == 0 ? .follows : .off,
        deadKeys: byte & 64 == 0 ? .composing : .plain,
        controlKeys: byte & 128 == 0 ? .control : .honeywellFunctionKeys,
        lengthMax: 100)
}

/// Any scan is within the settings' lengths, and any problem can be told.
private func check(_ events: [ScannerEvent], _ settings: ScannerSettings) {
    for event in events {
        switch event {
        case .scan(let scan):
            precondition(
                (settings.lengthMin...settings.lengthMax).contains(scan.bytes.count),
                "a scan of the wrong length")
        case .problem(let problem):
            precondition(!problem.description.isEmpty, "a problem without words")
        }
    }
}

/// Fields are within their reports, and what is set is read.
private func check(_ descriptor: ReportDescriptor, with data: ArraySlice<UInt8>) {
    for report in descriptor.reports {
        precondition(report.byteCount <= ReportDescriptor.Limits.reportBytes, "a report too large")
        var bytes = report.blank
        for field in report.fields {
            precondition(
                field.bitOffset + field.bitSize * field.count <= report.bitCount,
                "a field beyond its report")
            _ = descriptor.usages(around: field)
            _ = field.value(at: 0, in: Array(data))
            _ = field.bytes(in: Array(data))
            let value = Int64(data.first ?? 0)
            let last = field.count - 1
            precondition(field.set(value, at: last, in: &bytes), "no room for a value")
            let mask = field.bitSize >= 8 ? 0xFF : UInt64(1) << UInt64(field.bitSize) - 1
            precondition(
                field.bits(at: last, in: bytes) == UInt64(value) & mask, "a value got lost")
        }
        precondition(
            report.bitCount - 8 < bytes.count * 8 && report.bitCount <= bytes.count * 8,
            "the report has another size")
    }
}

/// The fuzzer's bytes, taken from the front; zeros after the end.
private struct Source {
    private(set) var rest: ArraySlice<UInt8>

    init(bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func byte() -> UInt8 {
        rest.popFirst() ?? 0
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        let bytes = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return bytes
    }

    /// One input and the interface that it comes from.
    mutating func input() -> (ScannerInput, Int) {
        let kind = byte()
        switch kind & 7 {
        case 0: return (.lost, Int(kind >> 3 & 1))
        case 1, 2: return (.key(code: UInt16(byte()), isDown: kind & 8 == 0), 1)
        case 3:
            // Keys of a boot keyboard, which a random length would hardly ever be.
            return (.report(bytes(8)), 0)
        case 4: return (.report([2] + bytes(63)), 0)
        case 5: return (.report(bytes(64)), 0)
        default: return (.report(bytes(Int(byte()))), 0)
        }
    }
}
