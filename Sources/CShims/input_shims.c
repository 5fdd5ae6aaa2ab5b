#include "input_shims.h"
#include <linux/hidraw.h>
#include <linux/input.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

int tillwright_evdev_version(int fd) {
    int version;
    return ioctl(fd, EVIOCGVERSION, &version) < 0 ? -1 : version;
}

int tillwright_evdev_grab(int fd, int grab) { return ioctl(fd, EVIOCGRAB, grab); }

int tillwright_evdev_use_monotonic_time(int fd) {
    int clock = CLOCK_MONOTONIC;
    return ioctl(fd, EVIOCSCLOCKID, &clock);
}

int tillwright_evdev_keys_down(int fd, uint8_t *bits, size_t size) {
    memset(bits, 0, size);
    return ioctl(fd, EVIOCGKEY(size), bits);
}

int tillwright_evdev_id(int fd, uint16_t *vendor, uint16_t *product) {
    struct input_id id;
    if (ioctl(fd, EVIOCGID, &id) < 0) return -1;
    *vendor = id.vendor;
    *product = id.product;
    return 0;
}

// The kernel ends the text only where it fits.
static int text_call(int fd, unsigned long call, char *text, size_t size) {
    memset(text, 0, size);
    int result = ioctl(fd, call, text);
    if (size > 0) text[size - 1] = 0;
    return result;
}

int tillwright_evdev_name(int fd, char *text, size_t size) {
    return text_call(fd, EVIOCGNAME(size), text, size);
}

int tillwright_evdev_serial(int fd, char *text, size_t size) {
    return text_call(fd, EVIOCGUNIQ(size), text, size);
}

int tillwright_hidraw_id(int fd, uint16_t *vendor, uint16_t *product) {
    struct hidraw_devinfo info;
    if (ioctl(fd, HIDIOCGRAWINFO, &info) < 0) return -1;
    *vendor = (uint16_t)info.vendor;
    *product = (uint16_t)info.product;
    return 0;
}

int tillwright_hidraw_name(int fd, char *text, size_t size) {
    return text_call(fd, HIDIOCGRAWNAME(size), text, size);
}

int tillwright_hidraw_serial(int fd, char *text, size_t size) {
    return text_call(fd, HIDIOCGRAWUNIQ(size), text, size);
}

int tillwright_hidraw_descriptor(int fd, uint8_t *bytes) {
    _Static_assert(
        TILLWRIGHT_HIDRAW_DESCRIPTOR_MAX == HID_MAX_DESCRIPTOR_SIZE, "the header says the same");
    int size = 0;
    struct hidraw_report_descriptor descriptor;
    if (ioctl(fd, HIDIOCGRDESCSIZE, &size) < 0) return -1;
    if (size < 0) size = 0;
    if (size > HID_MAX_DESCRIPTOR_SIZE) size = HID_MAX_DESCRIPTOR_SIZE;
    memset(&descriptor, 0, sizeof descriptor);
    descriptor.size = (uint32_t)size;
    if (ioctl(fd, HIDIOCGRDESC, &descriptor) < 0) return -1;
    memcpy(bytes, descriptor.value, (size_t)size);
    return size;
}

int tillwright_hidraw_set_feature(int fd, const uint8_t *report, size_t count) {
    return ioctl(fd, HIDIOCSFEATURE(count), report);
}
