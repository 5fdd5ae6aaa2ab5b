#ifndef TILLWRIGHT_CSHIMS_H
#define TILLWRIGHT_CSHIMS_H
// What Swift cannot import from glibc by itself. Never define _GNU_SOURCE in this header: it
// changes fd_set, and the importer then reports a mismatch with the other modules.
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Each returns -1 and sets errno on failure, as the call it wraps does.

// An event counter, non-blocking and closed on exec.
int tillwright_eventfd(void);

// A pseudo terminal in raw mode: the master non-blocking, both closed on exec, the slave's path in
// `path`, which holds `size` bytes.
int tillwright_open_pty(int *master, int *slave, char *path, size_t size);

// write(2) to a pipe whose reader may be gone, without the signal that this sends.
ssize_t tillwright_write_quietly(int fd, const void *bytes, size_t count);

// accept(2), non-blocking and closed on exec.
int tillwright_accept(int fd);

// Locks the whole file for this open file description; fails with EAGAIN while another has it.
int tillwright_lock_file(int fd);

// Ends that lock at once, for all who have a copy of the descriptor.
int tillwright_unlock_file(int fd);

// Device number of a character device, taken apart.
unsigned tillwright_major(dev_t device);
unsigned tillwright_minor(dev_t device);

// Closes a serial line within a moment, whatever it could not send: what is queued is thrown away.
void tillwright_close_line(int fd);

#endif
