internal import CLibUSB

/// One transfer: libusb's record of it and the buffer, which live until its end was reported.
final class USBTransfer: @unchecked Sendable {
    // The pointers never change. While a transfer is under way only libusb touches what they lead
    // to; before and after, only the one who submits it or handles its end.
    let record: UnsafeMutablePointer<libusb_transfer>
    let buffer: UnsafeMutableBufferPointer<UInt8>
    /// Called on libusb's thread when the transfer has ended, however it ended.
    let whenEnded: @Sendable (USBTransfer, TransferStatus, Int) -> Void

    /// - Returns: nil when there is no memory.
    init?(
        capacity: Int, whenEnded: @escaping @Sendable (USBTransfer, TransferStatus, Int) -> Void
    ) {
        guard let record = libusb_alloc_transfer(0) else { return nil }
        self.record = record
        self.whenEnded = whenEnded
        buffer = .allocate(capacity: max(capacity, 1))
        buffer.initialize(repeating: 0)
    }

    deinit {
        libusb_free_transfer(record)
        buffer.deallocate()
    }

    /// Makes it a transfer of `count` bytes of the buffer; without a limit when that is 0.
    func prepare(
        _ handle: OpaquePointer, _ endpoint: USBDescription.Endpoint, count: Int,
        limitMilliseconds: UInt32
    ) {
        let fill = endpoint.isInterrupt ? libusb_fill_interrupt_transfer : libusb_fill_bulk_transfer
        fill(
            record, handle, endpoint.address, buffer.baseAddress, Int32(min(count, buffer.count)),
            Self.ended, Unmanaged.passUnretained(self).toOpaque(), limitMilliseconds)
    }

    /// The channel holds a transfer until here, so the reference is good.
    private static let ended: libusb_transfer_cb_fn = { record in
        guard let record, let context = record.pointee.user_data else { return }
        let transfer = Unmanaged<USBTransfer>.fromOpaque(context).takeUnretainedValue()
        let count = min(max(Int(record.pointee.actual_length), 0), transfer.buffer.count)
        transfer.whenEnded(transfer, USBFailure.status(record.pointee.status), count)
    }
}
