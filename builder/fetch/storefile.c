#include "fetch/storefile.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

void storefile_bucket(char bucket[STORE_BUCKET], const char *hex)
{
	memcpy(bucket, hex, STORE_BUCKET - 1);
	bucket[STORE_BUCKET - 1] = '\0';
}

void storefile_object(char path[STORE_OBJECT], const char *hex)
{
	snprintf(path, STORE_OBJECT, "%.2s/%s", hex, hex);
}

bool storefile_is_there(int folder, const char *name, int fd)
{
	struct stat ours;
	struct stat there;

	return fstat(fd, &ours) == 0 && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

void storefile_name(char name[DIGEST_HEX], const char *text)
{
	const struct bytes bytes = { (const uint8_t *)text, strlen(text) };
	const struct digest digest = digest_of(DIGEST_SHA256, bytes);

	digest_to_hex(&digest, name);
}

bool storefile_is_name(const char *name, const char *tail)
{
	const size_t digits = DIGEST_HEX - 1;

	return strspn(name, "0123456789abcdef") == digits && strcmp(name + digits, tail) == 0;
}

int storefile_folder(int parent, const char *name)
{
	const bool is_new = mkdirat(parent, name, 0700) == 0;
	int folder;

	if (!is_new && errno != EEXIST)
		return -1;
	folder = openat(parent, name,
	                O_RDONLY | O_DIRECTORY | O_CLOEXEC | (parent == AT_FDCWD ? 0 : O_NOFOLLOW));
	if (folder != -1 && is_new && parent != AT_FDCWD)
		fsync(parent);
	return folder;
}

bool storefile_is_link(int folder, const char *name)
{
	struct stat st;

	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
}

bool storefile_is_safe(int fd, const struct owner *owner, const char *path, struct failure *why)
{
	const uid_t own = owner->differs ? owner->uid : geteuid();
	struct stat st;

	if (fstat(fd, &st) == -1)
		return fail_errno(why, FAIL_IO, "cannot open the cache '%s'", path);
	if (st.st_uid != own && st.st_uid != 0)
		return fail(
		        why, FAIL_REFUSED,
		        "the cache '%s' belongs to another user (%u), who could change it; remove "
		        "it, or set XDG_CACHE_HOME to another folder",
		        path, st.st_uid);
	return !(st.st_mode & (S_IWGRP | S_IWOTH)) ||
	       fail(why, FAIL_REFUSED,
	            "other users may write to the cache '%s'; remove it, or take that "
	            "right away with 'chmod go-w'",
	            path);
}

void storefile_hold(int fd)
{
	/* A file system without locks has no protection, and is used nevertheless. */
	flock(fd, LOCK_SH | LOCK_NB);
}

bool storefile_is_free(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

static int open_regular_file(int folder, const char *path, int flags)
{
	AUTO_CLOSE int fd = openat(folder, path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat file;

	if (fd == -1 || fstat(fd, &file) == -1)
		return -1;
	if (S_ISREG(file.st_mode))
		return mem_take_fd(&fd);
	errno = ENXIO; /* as for a FIFO that is opened to be written */
	return -1;
}

int storefile_open(int folder, const char *path, int flags)
{
	int fd = open_regular_file(folder, path, flags);

	if (fd == -1 && errno == ENXIO && (flags & O_CREAT) && unlinkat(folder, path, 0) == 0)
		fd = open_regular_file(folder, path, flags);
	return fd;
}

int storefile_open_object(int objects, const char *path)
{
	char bucket[STORE_BUCKET];
	AUTO_CLOSE int folder = -1;

	storefile_bucket(bucket, path);
	folder = openat(objects, bucket, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return folder == -1 ? -1 : storefile_open(folder, path + STORE_BUCKET, O_RDONLY);
}

DIR *storefile_read_folder(int folder)
{
	int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = own == -1 ? NULL : fdopendir(own);

	if (!list && own != -1)
		close(own);
	return list;
}

bool storefile_hash(int fd, const char *name, struct digest_stream *stream, uint64_t *size,
                    struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	ssize_t n;

	*size = 0;
	do {
		if (!interrupt_check(why))
			return false;
		n = pread(fd, piece, PIECE, (off_t)*size);
		if (n == -1 && errno != EINTR)
			return fail_errno(why, FAIL_IO, "cannot read '%s'", name);
		if (n > 0) {
			digest_add(stream, piece, (size_t)n);
			*size += (uint64_t)n;
		}
	} while (n != 0);
	return true;
}
