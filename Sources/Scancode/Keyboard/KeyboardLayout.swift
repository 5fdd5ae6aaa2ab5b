/// The keyboards of the countries that a scanner can be set to.
public enum KeyboardLayout: String, Hashable, Sendable, Codable, CaseIterable {
    case us, uk, german, french, spanish
    /// A Chinese host: the keys of ``us``.
    case chinese
}
