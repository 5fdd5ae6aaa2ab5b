#ifndef TILLWRIGHT_CSHIMS_H
#define TILLWRIGHT_CSHIMS_H
// What Swift cannot import from glibc by itself. Never define _GNU_SOURCE in this header: it
// changes fd_set, and the importer then reports a mismatch with the other modules.
#include <stdint.h>
#include <sys/types.h>

#endif
