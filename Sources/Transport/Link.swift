/// A two-way byte stream to one device, already open and claimed.
///
/// A link moves bytes and knows nothing of what they mean. Calls may come from any task; at most
/// one `write` and one `read` are under way at a time (the owner of the device sees to that).
/// Middleware (``Tracer``, ``FaultInjector``) is a link around a link.
///
/// Cancelling the task of a waiting call ends the call and not the link: `write` returns what the
/// device took until then (perhaps 0), `read` throws ``LinkError/closed`` and has taken nothing.
public protocol Link: Sendable {
    /// Where this link leads, as the operator wrote it.
    var address: Address { get }

    /// Offers `bytes` to the device and returns how many of them it took, from the front.
    ///
    /// Returns as soon as some bytes are taken, which may be fewer than offered: the caller goes on
    /// from there and never sends a taken byte again. Returns 0 when the device took nothing within
    /// `limit` (a full buffer, a stopped flow: not an error). A failure after some bytes were taken
    /// returns their number; the next call throws.
    ///
    /// - Throws: ``LinkError``; none of `bytes` was taken by this call.
    func write(_ bytes: ArraySlice<UInt8>, within limit: Duration) async throws(LinkError) -> Int

    /// Waits for bytes from the device; at least one.
    ///
    /// - Throws: ``LinkError/closed`` after ``close()``, else what ended the link.
    func read() async throws(LinkError) -> [UInt8]

    /// What the device says of itself past a full buffer, while a `write` may be waiting.
    ///
    /// - Returns: nil when the device has no such way or does not answer there: not worth asking
    ///   again.
    /// - Throws: ``LinkError`` when the link has ended or failed, which says nothing of the device.
    func portStatus() async throws(LinkError) -> PortStatus?

    /// Ends the link and gives the device back (kernel driver, lock file). Waiting calls throw
    /// ``LinkError/closed``. Closing twice is harmless.
    func close() async
}

/// Opens links; what a device's supervisor holds so that it can open the device again.
public protocol LinkOpener: ArrivalWatch {
    /// - Throws: ``LinkError``; nothing stays open or claimed.
    func open(_ address: Address) async throws(LinkError) -> any Link
}

extension Link {
    public func portStatus() async throws(LinkError) -> PortStatus? { nil }
}

/// Sees devices come; what an opener may be able to do, so that a device that was unplugged is
/// opened as soon as it is back.
public protocol ArrivalWatch: Sendable {
    /// Tells, until its consumer stops, when a device has appeared that `address` may lead to, also
    /// when one is there already. Several that nobody has awaited yet are told as one.
    ///
    /// - Returns: nil when arrivals there cannot be seen; then only trying tells.
    func arrivals(of address: Address) -> AsyncStream<Void>?
}

extension ArrivalWatch {
    public func arrivals(of address: Address) -> AsyncStream<Void>? { nil }
}
