/* Preloaded: writes down what a process does to the files of one folder, in order.
 *
 * TORTURE_FOLDER  the folder (absolute, one level); TORTURE_MARKS  a file whose writes are marks;
 * TORTURE_LOG     where the records go. One thread at a time is what the workload promises.
 * A record: op, inode, offset, length of the name, length of the data; then both. Only what succeeded is noted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#undef open64
#undef openat64
#undef pwrite64
#undef ftruncate64

#define FILES 4096
enum { NONE = 0, FILE_INSIDE, THE_FOLDER, THE_MARKS };
static unsigned char kind[FILES];
static int log_file = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct record {
    uint8_t op;
    uint64_t inode, offset;
    uint32_t name, data;
} __attribute__((packed));

static void note(char op, uint64_t inode, uint64_t offset, const char *name, const void *data, size_t size) {
    const char *where = getenv("TORTURE_LOG");
    if (!where) return;
    if (log_file < 0) log_file = REAL(open64)(where, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct record head = {op, inode, offset, name ? strlen(name) : 0, size};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)name, head.name}, {(void *)data, size}};
    if (writev(log_file, parts, 3) != (ssize_t)(sizeof head + head.name + size)) abort();
}

/* The name inside the folder, or NULL. */
static const char *inside(const char *path) {
    const char *folder = getenv("TORTURE_FOLDER");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length) || path[length] != '/') return NULL;
    const char *name = path + length + 1;
    return *name && !strchr(name, '/') ? name : NULL;
}

static int is_path(const char *variable, const char *path) {
    const char *value = getenv(variable);
    return value && !strcmp(value, path);
}

static uint64_t inode_of(int file) {
    struct stat found;
    return fstat(file, &found) ? 0 : found.st_ino;
}

static int opened(int file, const char *path, int flags, int was_there) {
    if (file < 0 || file >= FILES) return file;
    const char *name = inside(path);
    kind[file] = NONE;
    if (is_path("TORTURE_MARKS", path)) kind[file] = THE_MARKS;
    else if (is_path("TORTURE_FOLDER", path)) kind[file] = THE_FOLDER;
    else if (name) {
        kind[file] = FILE_INSIDE;
        if (!was_there) note('C', inode_of(file), 0, name, NULL, 0);
        else {
            note('O', inode_of(file), 0, name, NULL, 0);
            if ((flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) note('T', inode_of(file), 0, NULL, NULL, 0);
        }
    }
    return file;
}

#define MODE(flags)                                                                                          \
    mode_t mode = 0;                                                                                         \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                   \
        va_list rest;                                                                                        \
        va_start(rest, flags);                                                                               \
        mode = va_arg(rest, mode_t);                                                                         \
        va_end(rest);                                                                                        \
    }
#define OPEN(name)                                                                                           \
    int name(const char *path, int flags, ...) {                                                             \
        MODE(flags)                                                                                          \
        int was_there = !access(path, F_OK);                                                                 \
        return opened(REAL(name)(path, flags, mode), path, flags, was_there);                                \
    }
OPEN(open)
OPEN(open64)
#define OPENAT(name)                                                                                         \
    int name(int at, const char *path, int flags, ...) {                                                     \
        MODE(flags)                                                                                          \
        int was_there = !faccessat(at, path, F_OK, 0);                                                       \
        return opened(REAL(name)(at, path, flags, mode), path, flags, was_there);                            \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    if (file >= 0 && file < FILES) kind[file] = NONE;
    return REAL(close)(file);
}

static unsigned char kind_of(int file) { return file >= 0 && file < FILES ? kind[file] : NONE; }

ssize_t write(int file, const void *data, size_t size) {
    ssize_t done = REAL(write)(file, data, size);
    if (done > 0 && kind_of(file) == FILE_INSIDE)
        note('W', inode_of(file), lseek(file, 0, SEEK_CUR) - done, NULL, data, done);
    if (done > 0 && kind_of(file) == THE_MARKS) note('M', 0, 0, NULL, data, done);
    return done;
}

#define PWRITE(name, offset_t)                                                                               \
    ssize_t name(int file, const void *data, size_t size, offset_t offset) {                                 \
        ssize_t done = REAL(name)(file, data, size, offset);                                                 \
        if (done > 0 && kind_of(file) == FILE_INSIDE) note('W', inode_of(file), offset, NULL, data, done);   \
        return done;                                                                                         \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name)                                                                                           \
    int name(int file) {                                                                                     \
        int done = REAL(name)(file);                                                                         \
        if (!done && kind_of(file) == FILE_INSIDE) note('S', inode_of(file), 0, NULL, NULL, 0);              \
        if (!done && kind_of(file) == THE_FOLDER) note('D', 0, 0, NULL, NULL, 0);                            \
        return done;                                                                                         \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_t)                                                                             \
    int name(int file, offset_t size) {                                                                      \
        int done = REAL(name)(file, size);                                                                   \
        if (!done && kind_of(file) == FILE_INSIDE) note('T', inode_of(file), size, NULL, NULL, 0);           \
        return done;                                                                                         \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    int done = REAL(unlink)(path);
    if (!done && inside(path)) note('U', 0, 0, inside(path), NULL, 0);
    return done;
}

int rename(const char *from, const char *to) {
    int done = REAL(rename)(from, to);
    const char *target = inside(to);
    if (!done && inside(from) && target) note('R', 0, 0, inside(from), target, strlen(target));
    return done;
}

/* Ways to change a file that nobody takes here; one who did would go unseen, so it ends. */
#define NEVER(result, name, ...)                                                                             \
    result name(__VA_ARGS__) {                                                                               \
        fprintf(stderr, "disk_log: %s is not recorded\n", #name);                                            \
        abort();                                                                                             \
    }
NEVER(int, renameat2, int a, const char *b, int c, const char *d, unsigned int e)
NEVER(int, posix_fallocate64, int a, off64_t b, off64_t c)
NEVER(int, fallocate64, int a, int b, off64_t c, off64_t d)
NEVER(ssize_t, pwritev64v2, int a, const struct iovec *b, int c, off64_t d, int e)
NEVER(ssize_t, copy_file_range, int a, off64_t *b, int c, off64_t *d, size_t e, unsigned int f)
