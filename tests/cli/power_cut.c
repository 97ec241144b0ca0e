/* A power cut for a program that does not know of it.
 *
 * Preloaded, it keeps for every file below CUT_FILES a copy as of its last successful fsync in CUT_KEPT, and beside it
 * (`.pend`) what was written since: u32 kind (1 write, 2 cut), u32 length, u64 offset, bytes. The harness kills the
 * program and puts these in the place of its files. What is never synced is lost, as on a disk that loses power.
 * CUT_DEAF names a suffix of files whose fsync is not heard: what a program loses that does not sync them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4200, HEADER = 16 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static const char *files, *kept, *deaf;
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off64_t);

__attribute__((constructor)) static void start(void) {
    files = getenv("CUT_FILES");
    kept = getenv("CUT_KEPT");
    deaf = getenv("CUT_DEAF");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && !strcmp(text + length - tail, end);
}

/* The copy of an open file; 0 when it is none of ours. The shared memory of SQLite is no file to keep. */
static int copy_of(int fd, char *copy) {
    char link[64], path[PATH];
    if (!files || !kept) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (!strstr(path, files) || ends_with(path, "-shm")) return 0;
    char *name = strrchr(path, '/');
    snprintf(copy, PATH, "%s/%s", kept, name ? name + 1 : path);
    return 1;
}

static void note(const char *copy, uint32_t kind, uint64_t offset, uint32_t length, const void *bytes) {
    char path[PATH + 8], header[HEADER];
    snprintf(path, sizeof path, "%s.pend", copy);
    int out = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0) return;
    memcpy(header, &kind, 4);
    memcpy(header + 4, &length, 4);
    memcpy(header + 8, &offset, 8);
    real_write(out, header, HEADER);
    if (length) real_write(out, bytes, length);
    close(out);
}

static void keep(int fd, const char *copy) {
    char path[PATH + 8], link[64];
    struct stat found;
    off_t done = 0;
    snprintf(path, sizeof path, "%s.next", copy);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int in = open(link, O_RDONLY), out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (in >= 0 && out >= 0 && !fstat(in, &found))
        while (done < found.st_size && sendfile(out, in, &done, found.st_size - done) > 0) {}
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    rename(path, copy);
    snprintf(path, sizeof path, "%s.pend", copy);
    unlink(path);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    char copy[PATH];
    pthread_mutex_lock(&mutex);
    ssize_t written = real_pwrite(fd, bytes, length, offset);
    if (written > 0 && copy_of(fd, copy)) note(copy, 1, offset, written, bytes);
    pthread_mutex_unlock(&mutex);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

int ftruncate64(int fd, off64_t length) {
    char copy[PATH];
    pthread_mutex_lock(&mutex);
    int failed = real_ftruncate(fd, length);
    if (!failed && copy_of(fd, copy)) note(copy, 2, length, 0, 0);
    pthread_mutex_unlock(&mutex);
    return failed;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*sync)(int)) {
    char copy[PATH];
    pthread_mutex_lock(&mutex);
    int failed = sync(fd);
    if (!failed && copy_of(fd, copy) && !(deaf && ends_with(copy, deaf))) keep(fd, copy);
    pthread_mutex_unlock(&mutex);
    return failed;
}

int fsync(int fd) { return synced(fd, real_fsync); }

int fdatasync(int fd) { return synced(fd, real_fdatasync); }
