/*
 * failing-call - an LD_PRELOAD that lets one call of the program fail.
 *
 *   FAIL_WHAT=files   file operations: opening, reading, writing, renaming, mapping ...
 *   FAIL_WHAT=stick   reading, writing and flushing block devices alone
 *   FAIL_WHAT=memory  malloc() and its like
 *   FAIL_AT=N         the Nth of them; 0: none
 *   FAIL_ERRNO=NUMBER with this errno; memory always fails with ENOMEM
 *   FAIL_COUNT=FILE   where the number of all calls is written in the end
 *   FAIL_BY=FILE      where it says which library or program made the call that failed
 *
 * Only calls of the program itself count, not those of a process that it forks.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_ulong calls;
static unsigned long fail_at;
static int fail_errno_value = EIO;
static bool files;
static bool stick;
static bool memory;
static pid_t program;

static void put(const char *path, const char *text)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0)
		return;
	(void)!syscall(SYS_write, fd, text, strlen(text));
	syscall(SYS_close, fd);
}

__attribute__((constructor)) static void begin(void)
{
	const char *what = getenv("FAIL_WHAT");
	const char *at = getenv("FAIL_AT");
	const char *number = getenv("FAIL_ERRNO");

	fail_at = at ? strtoul(at, NULL, 10) : 0;
	fail_errno_value = number ? atoi(number) : EIO;
	program = getpid();
	files = what && strcmp(what, "files") == 0;
	stick = what && strcmp(what, "stick") == 0;
	memory = what && strcmp(what, "memory") == 0;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAIL_COUNT");
	char text[24];

	files = stick = memory = false;
	snprintf(text, sizeof(text), "%lu\n", (unsigned long)atomic_load(&calls));
	if (path && getpid() == program)
		put(path, text);
}

/* Whose code the call returns to. */
static void name_caller(const void *from)
{
	const char *path = getenv("FAIL_BY");
	Dl_info place;

	if (path)
		put(path, dladdr(from, &place) && place.dli_fname ? place.dli_fname : "unknown");
}

/* Whether this call is the one. */
static bool fails_for(const void *from, bool counted, int with)
{
	if (!counted || getpid() != program || atomic_fetch_add(&calls, 1) + 1 != fail_at)
		return false;
	name_caller(from);
	errno = with;
	return true;
}

#define fails(counted, with) fails_for(__builtin_return_address(0), counted, with)

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define FAILING(type, bad, name, parameters, arguments) \
	type name parameters \
	{ \
		return fails(files, fail_errno_value) ? (bad) : REAL(name) arguments; \
	}

static bool counts(int fd)
{
	struct stat file;

	return files || (stick && syscall(SYS_fstat, fd, &file) == 0 && S_ISBLK(file.st_mode));
}

#define FAILING_IO(type, name, parameters, arguments) \
	type name parameters \
	{ \
		return fails(counts(fd), fail_errno_value) ? -1 : REAL(name) arguments; \
	}

/* Opening: the mode is passed on whether there is one or not. */
#define FAILING_OPEN(name, parameters, arguments) \
	int name parameters \
	{ \
		va_list list; \
		mode_t mode; \
\
		va_start(list, flags); \
		mode = va_arg(list, mode_t); \
		va_end(list); \
		return fails(files, fail_errno_value) ? -1 : REAL(name) arguments; \
	}

FAILING_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
FAILING_OPEN(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
int __openat64_2(int folder, const char *path, int flags);
FAILING(int, -1, __openat64_2, (int folder, const char *path, int flags), (folder, path, flags))
FAILING_IO(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size))
FAILING_IO(ssize_t, pread64, (int fd, void *to, size_t size, off64_t at), (fd, to, size, at))
FAILING_IO(ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t at),
           (fd, from, size, at))
FAILING_IO(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size))
FAILING_IO(int, fsync, (int fd), (fd))
FAILING_IO(int, fdatasync, (int fd), (fd))
FAILING(int, -1, ftruncate64, (int fd, off64_t size), (fd, size))
FAILING(off64_t, -1, lseek64, (int fd, off64_t at, int from), (fd, at, from))
FAILING(int, -1, rename, (const char *from, const char *to), (from, to))
FAILING(int, -1, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
FAILING(int, -1, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
        (a, from, b, to, flags))
FAILING(int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, -1, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAILING(char *, NULL, mkdtemp, (char *path), (path))
FAILING(int, -1, mkostemp64, (char *path, int flags), (path, flags))
FAILING(int, -1, chmod, (const char *path, mode_t mode), (path, mode))
FAILING(int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(int, -1, fstat64, (int fd, struct stat64 *to), (fd, to))
FAILING(int, -1, stat64, (const char *path, struct stat64 *to), (path, to))
FAILING(int, -1, lstat64, (const char *path, struct stat64 *to), (path, to))
FAILING(int, -1, fstatat64, (int folder, const char *path, struct stat64 *to, int flags),
        (folder, path, to, flags))
FAILING(int, -1, pipe2, (int ends[2], int flags), (ends, flags))
FAILING(int, -1, memfd_create, (const char *name, unsigned flags), (name, flags))
FAILING(void *, MAP_FAILED, mmap64,
        (void *at, size_t size, int rights, int kind, int fd, off64_t from),
        (at, size, rights, kind, fd, from))
FAILING(ssize_t, -1, sendfile64, (int to, int from, off64_t *at, size_t size), (to, from, at, size))
FAILING(ssize_t, -1, readlink, (const char *path, char *to, size_t size), (path, to, size))
FAILING(pid_t, -1, fork, (void), ())

/* dlsym() itself may allocate: these go to glibc's own names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
	return fails(memory, ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(memory, ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails(memory, ENOMEM) ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(memory, ENOMEM) ? NULL : __libc_memalign(alignment, size);
}
