/* Preloaded into a child: writes down every host name that anybody looks up through libc,
   be it in C or in Rust, then does what it was asked. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void record(const char *call, const char *name) {
    const char *path = getenv("GUARD_RECORD");
    if (path == NULL || name == NULL) return;
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (file < 0) return;
    dprintf(file, "%s %s\n", call, name);
    close(file);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    static int (*theirs)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (theirs == NULL) theirs = dlsym(RTLD_NEXT, "getaddrinfo");
    record("libc.getaddrinfo", name);
    return theirs(name, service, hints, found);
}

struct hostent *gethostbyname(const char *name) {
    static struct hostent *(*theirs)(const char *);
    if (theirs == NULL) theirs = dlsym(RTLD_NEXT, "gethostbyname");
    record("libc.gethostbyname", name);
    return theirs(name);
}

int gethostbyname_r(const char *name, struct hostent *host, char *buffer, size_t size,
                    struct hostent **result, int *error) {
    static int (*theirs)(const char *, struct hostent *, char *, size_t, struct hostent **, int *);
    if (theirs == NULL) theirs = dlsym(RTLD_NEXT, "gethostbyname_r");
    record("libc.gethostbyname_r", name);
    return theirs(name, host, buffer, size, result, error);
}
