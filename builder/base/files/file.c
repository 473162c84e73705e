#include "base/files/file.h"

#include "base/mem.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
