internal import CLibUSB
internal import Glibc
internal import Transport

/// What libusb's error codes mean to us.
enum USBFailure {
    /// Why a device could not be opened or claimed.
    static func notOpened(
        _ code: Int32, in call: String, at place: String, holder: @autoclosure () -> String? = nil
    ) -> LinkError {
        switch libusb_error(rawValue: code) {
        case LIBUSB_ERROR_ACCESS: .denied(place)
        case LIBUSB_ERROR_NO_DEVICE, LIBUSB_ERROR_NOT_FOUND: .absent(place)
        case LIBUSB_ERROR_BUSY: .busy(place, holder: holder())
        default: .system(place, call: call, errno: errno(of: code))
        }
    }

    /// Why a request to an open device failed.
    static func ended(_ code: Int32, in call: String, at place: String) -> LinkError {
        switch libusb_error(rawValue: code) {
        case LIBUSB_ERROR_NO_DEVICE: .gone(place)
        case LIBUSB_ERROR_PIPE:
            .unsupported(place, why: "the printer does not answer \(call)")
        case LIBUSB_ERROR_TIMEOUT:
            .unreachable(place, why: "the printer did not answer \(call) in time")
        default: .system(place, call: call, errno: errno(of: code))
        }
    }

    static func status(_ status: libusb_transfer_status) -> TransferStatus {
        switch status {
        case LIBUSB_TRANSFER_COMPLETED: .completed
        case LIBUSB_TRANSFER_TIMED_OUT: .timedOut
        case LIBUSB_TRANSFER_CANCELLED: .cancelled
        case LIBUSB_TRANSFER_STALL: .stalled
        case LIBUSB_TRANSFER_NO_DEVICE: .noDevice
        case LIBUSB_TRANSFER_OVERFLOW: .overflowed
        default: .failed
        }
    }

    /// The system's number for the same failure, which is what our errors hold.
    private static func errno(of code: Int32) -> Int32 {
        switch libusb_error(rawValue: code) {
        case LIBUSB_ERROR_INVALID_PARAM: EINVAL
        case LIBUSB_ERROR_OVERFLOW: EOVERFLOW
        case LIBUSB_ERROR_PIPE: EPIPE
        case LIBUSB_ERROR_INTERRUPTED: EINTR
        case LIBUSB_ERROR_NO_MEM: ENOMEM
        case LIBUSB_ERROR_NOT_SUPPORTED: EOPNOTSUPP
        case LIBUSB_ERROR_TIMEOUT: ETIMEDOUT
        case LIBUSB_ERROR_BUSY: EBUSY
        case LIBUSB_ERROR_NOT_FOUND: ENOENT
        default: EIO
        }
    }
}
