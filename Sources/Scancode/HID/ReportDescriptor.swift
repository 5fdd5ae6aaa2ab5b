/// What a HID device says of its reports.
///
/// Source: Device Class Definition for HID 1.11, 6.2.2.
public struct ReportDescriptor: Hashable, Sendable {
    /// How much of everything a descriptor may have; about what Linux allows.
    public enum Limits {
        /// What there can be too many of.
        public enum Subject: String, Hashable, Sendable {
            case collections, fields, usages, saves, bits
        }
    }
}
