/* Makes a disk fail, for a program started with this in LD_PRELOAD: what it writes to files below
 * $DISK_FAULTS_FOLDER fails as the word in the file $DISK_FAULTS says, until that file is empty or
 * gone.
 *
 *   full       no file can grow or be made (ENOSPC)
 *   read-only  nothing can be written (EROFS)
 *   broken     nothing can be written or flushed (EIO)
 *
 * Whatever the word, a flush takes $DISK_FLUSH_MS milliseconds longer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum fault { none, full, read_only, broken };

static enum fault fault_now(void) {
  char word[16] = "";
  const int saved = errno;
  const char *path = getenv("DISK_FAULTS");
  const int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY) : -1;
  if (file >= 0) {
    const ssize_t count = read(file, word, sizeof word - 1);
    word[count > 0 ? count : 0] = 0;
    close(file);
  }
  errno = saved;
  if (strncmp(word, "full", 4) == 0) return full;
  if (strncmp(word, "read-only", 9) == 0) return read_only;
  if (strncmp(word, "broken", 6) == 0) return broken;
  return none;
}

static int is_below_folder(const char *path) {
  const char *folder = getenv("DISK_FAULTS_FOLDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_file_below_folder(int file) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below_folder(path);
}

static int error_of(enum fault fault) {
  return fault == full ? ENOSPC : fault == read_only ? EROFS : EIO;
}

/* Whether writing up to `end` fails now; errno says why. */
static int fails(int file, off_t end) {
  const enum fault fault = fault_now();
  struct stat status;
  if (fault == none || !is_file_below_folder(file)) return 0;
  if (fault == full && fstat(file, &status) == 0 && end <= status.st_size) return 0;
  errno = error_of(fault);
  return 1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  const off_t at = lseek(file, 0, SEEK_CUR);
  if (at >= 0 && fails(file, at + (off_t)count)) return -1;
  return syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  if (fails(file, at + (off_t)count)) return -1;
  return syscall(SYS_pwrite64, file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  return pwrite64(file, bytes, count, at);
}

int ftruncate64(int file, off64_t size) {
  if (fails(file, size)) return -1;
  return (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate(int file, off_t size) {
  return ftruncate64(file, size);
}

static int flush(int file, long call) {
  if (fault_now() == broken && is_file_below_folder(file)) {
    errno = EIO;
    return -1;
  }
  const char *milliseconds = getenv("DISK_FLUSH_MS");
  if (milliseconds) usleep((useconds_t)(atof(milliseconds) * 1000));
  return (int)syscall(call, file);
}

int fsync(int file) {
  return flush(file, SYS_fsync);
}

int fdatasync(int file) {
  return flush(file, SYS_fdatasync);
}

static int open_unless_failing(const char *path, int flags, mode_t mode) {
  const enum fault fault = fault_now();
  struct stat status;
  const int writes = (flags & O_ACCMODE) != O_RDONLY;
  const int there = stat(path, &status) == 0;
  if (fault != none && writes && is_below_folder(path) && (fault == read_only || !there)) {
    errno = error_of(fault);
    return -1;
  }
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int access(const char *path, int mode) {
  if (fault_now() == read_only && (mode & W_OK) && is_below_folder(path)) {
    errno = EROFS;
    return -1;
  }
  return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_unless_failing(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_unless_failing(path, flags, mode);
}
