#define _GNU_SOURCE 1
#include "cshims.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int tillwright_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int tillwright_open_pty(int *master, int *slave, char *path, size_t size) {
    int m = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (m < 0) return -1;
    int s = -1, error;
    struct termios settings;
    if (grantpt(m) != 0 || unlockpt(m) != 0) goto failed;
    if ((error = ptsname_r(m, path, size)) != 0) { errno = error; goto failed; }
    s = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (s < 0 || tcgetattr(s, &settings) != 0) goto failed;
    cfmakeraw(&settings);
    if (tcsetattr(s, TCSANOW, &settings) != 0) goto failed;
    *master = m;
    *slave = s;
    return 0;
failed:
    error = errno;
    if (s >= 0) close(s);
    close(m);
    errno = error;
    return -1;
}

// SIGPIPE is sent to the thread that writes. It is blocked for the call, and taken away again if
// the call raised it; one that was pending before is left as it was.
ssize_t tillwright_write_quietly(int fd, const void *bytes, size_t count) {
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    ssize_t n = write(fd, bytes, count);
    int error = errno;
    if (n < 0 && error == EPIPE && !was_pending) {
        struct timespec now = {0, 0};
        while (sigtimedwait(&pipe, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return n;
}

int tillwright_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

// An open-file-description lock: unlike the older kind it belongs to the open file, so that two
// owners within one process exclude each other too and closing another descriptor keeps it.
static int set_lock(int fd, short type) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int tillwright_lock_file(int fd) { return set_lock(fd, F_WRLCK); }
int tillwright_unlock_file(int fd) { return set_lock(fd, F_UNLCK); }

unsigned tillwright_major(dev_t device) { return major(device); }
unsigned tillwright_minor(dev_t device) { return minor(device); }
