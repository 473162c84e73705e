#include "firmware/examine/snapshot.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static bool fail_size(struct failure *why, enum fail_kind kind, const char *path, uint64_t limit)
{
	char most[TEXT_SIZE];

	text_size(most, limit);
	return fail(why, kind, "'%s' is too large; the limit is %s", path, most);
}

static bool judge_file(const char *path, const struct stat *file, uint64_t limit,
                       enum fail_kind kind, struct failure *why)
{
	if (S_ISDIR(file->st_mode))
		return fail(why, kind, "'%s' is a directory; give a file in it", path);
	if (S_ISFIFO(file->st_mode))
		return fail(why, kind, "'%s' is a pipe; save its output in a file and give that",
		            path);
	if (!S_ISREG(file->st_mode))
		return fail(why, kind, "'%s' is not a regular file", path);
	if (file->st_size == 0)
		return fail(why, kind, "'%s' is empty", path);
	if ((uint64_t)file->st_size > limit)
		return fail_size(why, kind, path, limit);
	return true;
}

bool open_regular(const char *path, uint64_t limit, enum fail_kind kind, int *out_fd,
                  uint64_t *out_size, struct failure *why)
{
	/* Without O_NONBLOCK a FIFO would wait here for a writer. */
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat file;

	if (fd == -1 || fstat(fd, &file) == -1)
		return fail_errno(why, kind, "cannot open '%s'", path);
	if (!judge_file(path, &file, limit, kind, why))
		return false;
	*out_fd = mem_take_fd(&fd);
	*out_size = (uint64_t)file.st_size;
	return true;
}

/* *size counts what was copied so far; *moved is 0 at the end. */
static bool copy_piece(const struct original *original, int to, uint64_t *size, ssize_t *moved,
                       struct failure *why)
{
	if (!interrupt_check(why))
		return false;
	*moved = sendfile(to, original->fd, NULL, PIECE);
	if (*moved == -1)
		return errno == EINTR ||
		       fail_errno(why, FAIL_IO, "cannot copy '%s'", original->path);
	*size += (uint64_t)*moved;
	return *size <= original->limit ||
	       fail_size(why, FAIL_FIRMWARE, original->path, original->limit);
}

/* The file may grow or shrink meanwhile: what was read is what counts. */
static bool copy(const struct original *original, int to, uint64_t *size, struct failure *why)
{
	ssize_t moved;

	*size = 0;
	do {
		if (!copy_piece(original, to, size, &moved, why))
			return false;
		if (original->hash)
			following_hash_go_on(original->hash, to, *size);
	} while (moved != 0);
	return *size || fail(why, FAIL_FIRMWARE, "'%s' is empty", original->path);
}

/* From here on the copy cannot change; a disk file has no seals and gets a reading descriptor. */
static bool freeze(int *fd)
{
	char self[32];
	int reader;

	if (fcntl(*fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0)
		return lseek(*fd, 0, SEEK_SET) == 0;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", *fd);
	reader = open(self, O_RDONLY | O_CLOEXEC);
	if (reader == -1)
		return false;
	close(*fd);
	*fd = reader;
	return true;
}

bool snapshot_take_open(const struct original *original, int *out_fd, uint64_t *out_size,
                        struct failure *why)
{
	AUTO_CLOSE int to = -1;
	struct stat file;

	if (fstat(original->fd, &file) == -1)
		return fail_errno(why, FAIL_IO, "cannot read '%s'", original->path);
	to = mem_file((uint64_t)file.st_size);
	if (to == -1)
		return fail_errno(why, FAIL_IO, "cannot make a copy of '%s'", original->path);
	if (!copy(original, to, out_size, why))
		return false;
	if (!freeze(&to))
		return fail_errno(why, FAIL_IO, "cannot keep a copy of '%s'", original->path);
	*out_fd = mem_take_fd(&to);
	return true;
}

bool snapshot_take(const char *path, uint64_t limit, struct following_hash *hash, int *out_fd,
                   uint64_t *out_size, struct failure *why)
{
	AUTO_CLOSE int from = -1;
	uint64_t size = 0;

	return open_regular(path, limit, FAIL_FIRMWARE, &from, &size, why) &&
	       snapshot_take_open(&(struct original){ from, path, limit, hash }, out_fd, out_size,
	                          why);
}
