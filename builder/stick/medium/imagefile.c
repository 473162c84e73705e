#include "stick/medium/imagefile.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/medium/compress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 << 10, GRAIN = 64 << 10, FILE_MODE = 0666 };

/* A mistyped device name must not become a file in /dev. */
static bool check_new_name(const char *path, struct failure *why)
{
	return strncmp(path, "/dev/", 5) != 0 || strncmp(path, "/dev/shm/", 9) == 0 ||
	       fail(why, FAIL_REFUSED,
	            "'%s' is no file for an image; a device is given with --device", path);
}

bool imagefile_check(const char *path, bool force, struct failure *why)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return check_new_name(path, why);
	if (S_ISLNK(st.st_mode) && stat(path, &st) < 0)
		return fail(why, FAIL_REFUSED,
		            "'%s' is a link that leads nowhere; remove it or name another file",
		            path);
	if (S_ISBLK(st.st_mode) || S_ISCHR(st.st_mode))
		return fail(why, FAIL_REFUSED, "'%s' is a device; to write to it use --device '%s'",
		            path, path);
	if (!S_ISREG(st.st_mode))
		return fail(why, FAIL_REFUSED, "'%s' exists and is not a file", path);
	if (!force)
		return fail(why, FAIL_REFUSED, "'%s' exists already; --force replaces it", path);
	return true;
}

static bool create_temporary(struct imagefile *file, struct failure *why)
{
	file->temporary = file_template_beside(file->path);
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd < 0) {
		free(file->temporary);
		file->temporary = NULL;
		return fail_errno(why, FAIL_IO, "cannot create a file beside '%s'", file->path);
	}
	/* Network and foreign file systems may not know permissions: then the file has others. */
	if (fchmod(file->fd, file_usual_mode(FILE_MODE)) == 0 || errno == EPERM ||
	    errno == EOPNOTSUPP)
		return true;
	return fail_errno(why, FAIL_IO, "setting the mode of '%s'", file->temporary);
}

/* How much of the piece comes before the next grain of zeros. */
static size_t filled(const uint8_t *piece, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t now = size - done < GRAIN ? size - done : GRAIN;

		if (bytes_all_zero((struct bytes){ piece + done, now }))
			break;
		done += now;
	}
	return done;
}

/* Leaves holes where a whole grain is zero. */
static bool write_sparse(int fd, uint64_t offset, const uint8_t *piece, size_t size,
                         const char *path, struct failure *why)
{
	for (size_t done = 0; done < size;) {
		size_t now = filled(piece + done, size - done);

		if (!file_write_at(fd, offset + done, piece + done, now))
			return fail_errno(why, FAIL_IO, "writing '%s'", path);
		done += now ? now : GRAIN;
	}
	return true;
}

static bool give_size(struct imagefile *file, const struct target *image, struct failure *why)
{
	file->size = image->size;
	return ftruncate(file->fd, (off_t)file->size) == 0 ||
	       fail_errno(why, FAIL_IO, "giving '%s' its size", file->path);
}

static bool write_plain(const struct imagefile *file, struct target *image, uint64_t from,
                        uint64_t to, struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(PIECE);

	progress_report(progress, "writing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t now = to - at < PIECE ? (size_t)(to - at) : PIECE;
		const uint8_t *data;

		if (!interrupt_check(why) || !target_view(image, at, piece, now, &data, why) ||
		    !write_sparse(file->fd, at, data, now, file->path, why))
			return false;
		at += now;
		progress_report(progress, "writing", at - from, to - from);
	}
	return true;
}

static bool write_packed(struct imagefile *file, struct target *image, uint64_t used,
                         struct progress *progress, struct failure *why)
{
	off_t end;

	if (!compress_to(file->fd, file->path, image, used, progress, why))
		return false;
	end = lseek(file->fd, 0, SEEK_CUR);
	file->size = (uint64_t)end;
	return end >= 0 || fail_errno(why, FAIL_IO, "writing '%s'", file->path);
}

bool imagefile_begin(struct imagefile *out, const char *path, bool force, struct failure *why)
{
	*out = (struct imagefile){ .path = mem_strdup(path), .fd = -1, .force = force };
	return imagefile_check(path, force, why) && create_temporary(out, why);
}

bool imagefile_write_ahead(struct imagefile *file, struct target *image, struct imagefile_gap gap,
                           uint64_t used, struct progress *progress, struct failure *why)
{
	if (compression_of_name(file->path) != COMPRESSION_NONE)
		return true;
	file->gap = gap;
	file->is_ahead = give_size(file, image, why) &&
	                 write_plain(file, image, 0, gap.from, progress, why) &&
	                 write_plain(file, image, gap.to, used, progress, why);
	/* The disk begins; whether it can is asked in the end. */
	if (file->is_ahead)
		sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return file->is_ahead;
}

bool imagefile_write(struct imagefile *file, struct target *image, uint64_t used,
                     struct progress *progress, struct failure *why)
{
	if (compression_of_name(file->path) != COMPRESSION_NONE)
		return write_packed(file, image, used, progress, why);
	if (file->is_ahead)
		return write_plain(file, image, file->gap.from, file->gap.to, progress, why);
	return give_size(file, image, why) && write_plain(file, image, 0, used, progress, why);
}

/* Else a crash may leave the name, and holes behind it. */
static bool settle(const struct imagefile *file, struct failure *why)
{
	return fdatasync(file->fd) == 0 || errno == EINVAL /* is kept nowhere, or at once */ ||
	       fail_errno(why, FAIL_IO, "writing '%s' to its disk", file->path);
}

/* Somebody else may have cut it, or added to it, while it had its temporary name. */
static bool check_size(const struct imagefile *file, struct failure *why)
{
	struct stat st;

	if (fstat(file->fd, &st) < 0)
		return fail_errno(why, FAIL_IO, "looking at '%s'", file->temporary);
	return (uint64_t)st.st_size == file->size ||
	       fail(why, FAIL_IO,
	            "'%s' has %lld bytes instead of the %llu that were written: another program "
	            "changed it, start again",
	            file->temporary, (long long)st.st_size, (unsigned long long)file->size);
}

/* Without --force nothing is replaced, not even what appeared in the meantime. */
static bool give_name(const struct imagefile *file, struct failure *why)
{
	unsigned flags = file->force ? 0 : RENAME_NOREPLACE;

	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->path, flags) == 0)
		return true;
	/* exFAT, NFS and others cannot promise that: there a last look has to do. */
	if (errno == EEXIST || errno == EINVAL) {
		if (!imagefile_check(file->path, file->force, why))
			return false;
		if (rename(file->temporary, file->path) == 0)
			return true;
	}
	return fail_errno(why, FAIL_IO, "cannot give '%s' its name", file->path);
}

bool imagefile_publish(struct imagefile *file, struct failure *why)
{
	if (!settle(file, why) || !interrupt_check(why) || !check_size(file, why) ||
	    !give_name(file, why))
		return false;
	free(file->temporary);
	file->temporary = NULL;
	return true;
}

void imagefile_done(struct imagefile *file)
{
	if (file->temporary)
		unlink(file->temporary);
	if (file->path)
		mem_auto_close(&file->fd);
	free(file->temporary);
	free(file->path);
	*file = (struct imagefile){ 0 };
}

/* A file, or a memory file, as a target. */
struct file_target {
	struct target target;
	int fd;
};

static bool file_read(struct target *target, uint64_t offset, void *data, size_t size,
                      struct failure *why)
{
	struct file_target *file = (struct file_target *)target;

	if (file_read_at(file->fd, offset, data, size))
		return true;
	if (errno)
		return fail_errno(why, FAIL_IO, "reading '%s'", target->name);
	return fail(why, FAIL_IO, "'%s' became shorter while it was read", target->name);
}

static void file_close(struct target *target)
{
	struct file_target *file = (struct file_target *)target;

	close(file->fd);
	free(file);
}

static const struct target_ops file_ops = { .read = file_read, .close = file_close };

static bool open_plain(int fd, uint64_t size, int *out_fd, uint64_t *out_size, struct failure *why)
{
	*out_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	*out_size = size;
	return *out_fd >= 0 || fail_errno(why, FAIL_IO, "keeping a file open");
}

static bool open_packed(const struct unpacking *unpacking, int *out_fd, uint64_t *out_size,
                        struct failure *why)
{
	AUTO_CLOSE int content = mem_file(0);
	struct unpacked unpacked;

	if (content < 0)
		return fail_errno(why, FAIL_IO, "making room for '%s'", unpacking->name);
	if (!unpack_to(unpacking, content, &unpacked, why))
		return false;
	*out_size = unpacked.size;
	*out_fd = mem_take_fd(&content);
	return true;
}

bool imagefile_open(const char *path, struct target **out, struct progress *progress,
                    struct failure *why)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct file_target *file;
	struct stat st;
	uint64_t size = 0;
	int content = -1;

	if (fd < 0 || fstat(fd, &st) < 0)
		return fail_errno(why, FAIL_IO, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode))
		return fail(why, FAIL_IO, "'%s' is not a file; a stick is given with --device",
		            path);
	if (st.st_size == 0 || st.st_size > IMAGEFILE_SIZE_MAX)
		return fail(why, FAIL_VERIFY, "'%s' has not the size of an image", path);
	const struct unpacking unpacking = {
		.fd = fd,
		.size = (uint64_t)st.st_size,
		.name = path,
		.kind = FAIL_VERIFY,
		.limit = IMAGEFILE_SIZE_MAX,
		.progress = progress,
	};
	if (!(unpack_recognise(&unpacking) == COMPRESSION_NONE
	              ? open_plain(fd, (uint64_t)st.st_size, &content, &size, why)
	              : open_packed(&unpacking, &content, &size, why)))
		return false;
	file = mem_zalloc(1, sizeof(*file));
	*file = (struct file_target){
		.target = { .ops = &file_ops, .name = path, .size = size },
		.fd = content,
	};
	*out = &file->target;
	return true;
}
