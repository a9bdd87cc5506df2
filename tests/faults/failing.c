/* Counts what a process asks of the disk below one folder, and at a chosen call lets the process
   die or the call fail. Loaded before the C library (LD_PRELOAD), so that SQLite, Chroma and Python
   all go through it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NOTHING, DIE, DISK_FULL, NOT_SYNCED };

static char folder[PATH_MAX];
static atomic_long calls;
static long at = -1;
static int what = NOTHING;

/* Begin to count below a folder; from the n-th call on, do what is chosen. */
void begin_faults(const char *path, int action, long nth) {
    snprintf(folder, sizeof folder, "%s", path);
    atomic_store(&calls, 0);
    what = action;
    at = nth;
}

long calls_so_far(void) { return atomic_load(&calls); }

static int below(const char *path) {
    size_t length = strlen(folder);
    return length && strncmp(path, folder, length) == 0;
}

static int open_below(int file) {
    if (!folder[0]) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Whether this call fails; `takes_room` where a full disk would refuse it. */
static int fails(int takes_room, int syncs) {
    if (what == NOT_SYNCED && !syncs) return 0;
    if (what == DISK_FULL && !takes_room) return 0;
    long number = atomic_fetch_add(&calls, 1);
    if (at < 0 || number < at) return 0;
    if (what == DIE) kill(getpid(), SIGKILL);
    if (what == DISK_FULL) errno = ENOSPC;
    if (what == NOT_SYNCED) errno = EIO;
    return what != NOTHING && what != DIE;
}

#define ON_FILE(type, name, parameters, types, arguments, room, syncs)      \
    type name parameters {                                                 \
        if (open_below(file) && fails(room, syncs)) return -1;              \
        return ((type(*) types)dlsym(RTLD_NEXT, #name)) arguments;          \
    }

ON_FILE(ssize_t, write, (int file, const void *data, size_t size),
        (int, const void *, size_t), (file, data, size), 1, 0)
ON_FILE(ssize_t, pwrite, (int file, const void *data, size_t size, off_t where),
        (int, const void *, size_t, off_t), (file, data, size, where), 1, 0)
ON_FILE(ssize_t, pwrite64, (int file, const void *data, size_t size, off64_t where),
        (int, const void *, size_t, off64_t), (file, data, size, where), 1, 0)
ON_FILE(ssize_t, writev, (int file, const struct iovec *data, int count),
        (int, const struct iovec *, int), (file, data, count), 1, 0)
ON_FILE(int, fsync, (int file), (int), (file), 0, 1)
ON_FILE(int, fdatasync, (int file), (int), (file), 0, 1)
ON_FILE(int, ftruncate, (int file, off_t size), (int, off_t), (file, size), 0, 0)
ON_FILE(int, ftruncate64, (int file, off64_t size), (int, off64_t), (file, size), 0, 0)

int rename(const char *from, const char *to) {
    if (below(to) && fails(0, 0)) return -1;
    return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
}

int unlink(const char *path) {
    if (below(path) && fails(0, 0)) return -1;
    return ((int (*)(const char *))dlsym(RTLD_NEXT, "unlink"))(path);
}

int mkdir(const char *path, mode_t mode) {
    if (below(path) && fails(1, 0)) return -1;
    return ((int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir"))(path, mode);
}
