/// The descriptor of HID class that stands behind that of an interface.
enum HIDDescriptor {
    /// Bytes of the report descriptor, by the first entry of that type; 0 when there is none.
    ///
    /// - Parameter extra: class descriptors one after another, as the device sent them.
    ///
    /// Source: Device Class Definition for HID 1.11, 6.2.1.
    static func reportLength(in extra: [UInt8]) -> UInt16 {
        var rest = extra[...]
        while let length = rest.first.map(Int.init), length >= 2, length <= rest.count {
            let one = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            guard one[1] == 0x21, one.count >= 9 else { continue }
            // Entries of three bytes from the sixth on: type, and length with the low byte first.
            for entry in stride(from: 6, to: min(one.count - 2, 6 + 3 * Int(one[5])), by: 3)
            where one[entry] == 0x22 {
                return UInt16(one[entry + 1]) | UInt16(one[entry + 2]) << 8
            }
        }
        return 0
    }

    /// The usage page that a report descriptor begins with; nil when it begins with something else.
    ///
    /// Source: Device Class Definition for HID 1.11, 6.2.2.7.
    static func firstUsagePage(in descriptor: [UInt8]) -> UInt16? {
        switch descriptor.first {
        case 0x05 where descriptor.count >= 2: UInt16(descriptor[1])
        case 0x06 where descriptor.count >= 3: UInt16(descriptor[1]) | UInt16(descriptor[2]) << 8
        default: nil
        }
    }
}
