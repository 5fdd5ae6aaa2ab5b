#define _GNU_SOURCE 1
#include "cshims.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
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

// The signal that wakes a thread out of a close that waits. Its default is to be ignored, and a
// program that uses it must expect it without cause: it says "look whether there is urgent data".
#define WAKE SIGURG

static void woken(int number) { (void)number; }

static int unsent(int fd) {
    int count = 0;
    return ioctl(fd, TIOCOUTQ, &count) == 0 ? count : 0;
}

// The last close of a line waits up to 30 s for what is queued. USB adapters do not throw their queue
// away when told to, and only root may shorten the wait for good (TIOCSSERIAL, closing_wait). But a
// signal ends the wait, so a timer sends this thread one until the close is over.
void tillwright_close_line(int fd) {
    if (unsent(fd) > 0) tcflush(fd, TCOFLUSH);
    if (unsent(fd) == 0) {
        close(fd);
        return;
    }
    struct sigaction action;
    if (sigaction(WAKE, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO)
        && (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN)) {
        memset(&action, 0, sizeof action);
        action.sa_handler = woken;
        action.sa_flags = SA_RESTART;
        sigaction(WAKE, &action, NULL);
    }
    sigset_t wake;
    sigemptyset(&wake);
    sigaddset(&wake, WAKE);
    pthread_sigmask(SIG_UNBLOCK, &wake, NULL);
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = WAKE;
    event._sigev_un._tid = gettid();
    timer_t timer;
    int ticks = timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
    struct itimerspec soon = {{0, 50 * 1000 * 1000}, {0, 100 * 1000 * 1000}};
    if (ticks) timer_settime(timer, 0, &soon, NULL);
    close(fd);
    if (ticks) timer_delete(timer);
}
