#include "base/files/file.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

bool file_read_at(int fd, uint64_t at, void *to, size_t size)
{
	uint8_t *next = to;

	while (size) {
		ssize_t n = pread(fd, next, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = 0;
		if (n <= 0)
			return false;
		next += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

bool file_digest(int fd, uint64_t size, enum digest_kind kind, struct digest *out)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	struct digest_stream stream;
	bool good = true;

	digest_begin(&stream, kind);
	for (uint64_t at = 0; good && at < size; at += PIECE) {
		const size_t part = size - at < PIECE ? (size_t)(size - at) : PIECE;

		good = file_read_at(fd, at, piece, part);
		if (good)
			digest_add(&stream, piece, part);
	}
	*out = digest_end(&stream);
	return good;
}

bool file_write(int fd, const void *data, size_t size)
{
	const uint8_t *next = data;

	while (size) {
		ssize_t n = write(fd, next, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		next += n;
		size -= (size_t)n;
	}
	return true;
}

bool file_write_at(int fd, uint64_t at, const void *data, size_t size)
{
	const uint8_t *next = data;

	while (size) {
		ssize_t n = pwrite(fd, next, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		next += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

bool file_copy_at(int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size)
{
	const off_t end = (off_t)(from_at + size);
	off_t at = (off_t)from_at;

	if (lseek(to, (off_t)to_at, SEEK_SET) == -1)
		return false;
	while (at < end) {
		const size_t now = end - at < PIECE ? (size_t)(end - at) : PIECE;
		const ssize_t n = sendfile(to, from, &at, now);

		if (n == 0)
			errno = EIO;
		if (n <= 0 && errno != EINTR)
			return false;
		if (interrupt_requested()) {
			errno = EINTR;
			return false;
		}
	}
	return true;
}

bool file_is_same(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

const char *file_name_in(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *file_in(const char *directory, const char *name)
{
	return mem_printf("%s/%s", strcmp(directory, "/") == 0 ? "" : directory, name);
}

bool file_make_parents(const char *path, size_t known, mode_t mode)
{
	AUTO_FREE char *part = mem_strdup(path);

	for (char *slash = strchr(part + known, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, mode) == -1 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

char *file_template_next_to(const char *path)
{
	const char *name = file_name_in(path);

	return mem_printf("%.*s.%.200s.XXXXXX", (int)(name - path), path, name);
}

mode_t file_usual_mode(mode_t mode)
{
	mode_t mask = umask(0);

	umask(mask);
	return mode & ~mask;
}
