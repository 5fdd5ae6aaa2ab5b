#ifndef TILLWRIGHT_INPUT_SHIMS_H
#define TILLWRIGHT_INPUT_SHIMS_H
// The calls of event nodes (linux/input.h) and hidraw nodes (linux/hidraw.h): their numbers are
// macros with sizes in them, which Swift cannot import.
#include <stddef.h>
#include <stdint.h>

// Each returns -1 and sets errno on failure, as ioctl(2) does.

// Fails with ENOTTY (or EINVAL) on what is no event node.
int tillwright_evdev_version(int fd);

// Takes all events of the node for this descriptor alone, or gives them back. EBUSY while another
// descriptor has them.
int tillwright_evdev_grab(int fd, int grab);

// From now on the kernel stamps events with its monotonic clock.
int tillwright_evdev_use_monotonic_time(int fd);

// One bit for each key that is down, lowest code first; at most `size` bytes.
int tillwright_evdev_keys_down(int fd, uint8_t *bits, size_t size);

int tillwright_evdev_id(int fd, uint16_t *vendor, uint16_t *product);
int tillwright_evdev_name(int fd, char *text, size_t size);
int tillwright_evdev_serial(int fd, char *text, size_t size);

// Fails with ENOTTY (or EINVAL) on what is no hidraw node.
int tillwright_hidraw_id(int fd, uint16_t *vendor, uint16_t *product);
int tillwright_hidraw_name(int fd, char *text, size_t size);
int tillwright_hidraw_serial(int fd, char *text, size_t size);

// The most bytes that a report descriptor has (HID_MAX_DESCRIPTOR_SIZE).
#define TILLWRIGHT_HIDRAW_DESCRIPTOR_MAX 4096

// Copies the report descriptor; returns its length. `bytes` holds the most that there can be.
int tillwright_hidraw_descriptor(int fd, uint8_t *bytes);

// Sends a feature report, its number first; returns how many bytes were taken.
int tillwright_hidraw_set_feature(int fd, const uint8_t *report, size_t count);

#endif
