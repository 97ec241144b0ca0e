/* A full disk for a program that does not know of it: preloaded, every write at a place of a file (which is how SQLite
 * writes, and nothing else of ours) fails for want of room as long as the file FULL_WHILE is there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    const char *flag = getenv("FULL_WHILE");
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    if (flag && !access(flag, F_OK)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, bytes, length, offset);
}
