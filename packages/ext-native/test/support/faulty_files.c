/*
 * A file system that fails: loaded before libc (LD_PRELOAD), it lets one call of a process fail that reads or writes files below one folder.
 * The control file (FAULT_CONTROL) is shared with who tests, as 64-bit numbers: the call to fail counted from 1 (0: none), its errno, whether a
 * write is half done before it fails, and how many calls there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
  _Atomic int64_t at, error, half, calls;
};

static struct control *control;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULT_CONTROL");
  folder = getenv("FAULT_FOLDER");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0 || !folder) return;
  void *shared = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) control = shared;
}

static int below(const char *path) { return control && path && strncmp(path, folder, strlen(folder)) == 0; }

static int of_folder(int file) {
  char link[64], path[PATH_MAX];
  if (!control) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

/* Whether this call is the one. */
static int fails(void) {
  int64_t call = atomic_fetch_add(&control->calls, 1) + 1;
  if (call != atomic_load(&control->at)) return 0;
  errno = (int)atomic_load(&control->error);
  return 1;
}

#define real(result, name, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t size) {
  ssize_t (*next)(int, const void *, size_t) = real(ssize_t, write, int, const void *, size_t);
  if (!of_folder(file) || !fails()) return next(file, bytes, size);
  if (atomic_load(&control->half) && size > 1) {
    int error = errno;
    next(file, bytes, size / 2);
    errno = error;
  }
  return -1;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  if (of_folder(file) && fails()) return -1;
  return real(ssize_t, writev, int, const struct iovec *, int)(file, parts, count);
}

ssize_t read(int file, void *bytes, size_t size) {
  if (of_folder(file) && fails()) return -1;
  return real(ssize_t, read, int, void *, size_t)(file, bytes, size);
}

#define reads_at(name, offset)                                                   \
  ssize_t name(int file, void *bytes, size_t size, offset from) {                \
    if (of_folder(file) && fails()) return -1;                                   \
    return real(ssize_t, name, int, void *, size_t, offset)(file, bytes, size, from); \
  }
reads_at(pread, off_t)
reads_at(pread64, off64_t)

#define opens(name)                                                              \
  int name(const char *path, int flags, ...) {                                   \
    va_list rest;                                                                \
    va_start(rest, flags);                                                       \
    mode_t mode = va_arg(rest, mode_t);                                          \
    va_end(rest);                                                                \
    if (below(path) && fails()) return -1;                                       \
    return real(int, name, const char *, int, ...)(path, flags, mode);           \
  }
opens(open)
opens(open64)

#define takes_a_path(name, more, given)                                          \
  int name(const char *path more) {                                              \
    if (below(path) && fails()) return -1;                                       \
    return real(int, name, const char *more)(path given);                        \
  }
#define comma ,
takes_a_path(unlink, , )
takes_a_path(mkdir, comma mode_t mode, comma mode)

#define takes_two_paths(name)                                                    \
  int name(const char *from, const char *to) {                                   \
    if (below(to) && fails()) return -1;                                         \
    return real(int, name, const char *, const char *)(from, to);                \
  }
takes_two_paths(link)
takes_two_paths(rename)

int linkat(int folder_of_from, const char *from, int folder_of_to, const char *to, int flags) {
  if (below(to) && fails()) return -1;
  return real(int, linkat, int, const char *, int, const char *, int)(folder_of_from, from, folder_of_to, to, flags);
}

#define takes_a_file(name)                                                       \
  int name(int file) {                                                           \
    if (of_folder(file) && fails()) return -1;                                   \
    return real(int, name, int)(file);                                           \
  }
takes_a_file(fsync)
takes_a_file(fdatasync)
