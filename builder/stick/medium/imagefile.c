#include "stick/medium/imagefile.h"

#include "base/bytes.h"
#include "base/files/file.h"
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

enum {
	PIECE = 1 << 20,
	GRAIN = 64 << 10,
	WORTH_RESERVING = 128 << 10,
	WRITEBACK_STEP = 4 << 20,
};

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

/* Space for all of it at once is found faster than page by page; not every file system has that. */
static void reserve(int fd, uint64_t offset, size_t size)
{
	if (size >= WORTH_RESERVING)
		(void)fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)size);
}

/* Leaves holes where a whole grain is zero. */
static bool write_sparse(int fd, uint64_t offset, const uint8_t *piece, size_t size,
                         const char *path, struct failure *why)
{
	for (size_t done = 0; done < size;) {
		size_t now = filled(piece + done, size - done);

		reserve(fd, offset + done, now);
		if (!file_write_at(fd, offset + done, piece + done, now))
			return fail_errno(why, FAIL_IO, "cannot write '%s'", path);
		done += now ? now : GRAIN;
	}
	return true;
}

static bool give_size(struct newfile *file, const struct target *image, struct failure *why)
{
	file->size = image->size;
	return ftruncate(file->fd, (off_t)file->size) == 0 ||
	       fail_errno(why, FAIL_IO, "cannot set the size of '%s'", file->path);
}

/* The disk begins; whether it can is asked in the end. */
static void begin_writeback(int fd, uint64_t from, uint64_t to)
{
	(void)sync_file_range(fd, (off_t)from, (off_t)(to - from), SYNC_FILE_RANGE_WRITE);
}

static bool write_plain(const struct imagefile *file, struct target *image, uint64_t from,
                        uint64_t to, struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(to - from < PIECE ? (size_t)(to - from) : PIECE);
	uint64_t sent = from;

	progress_report(progress, "writing", 0, to - from);
	for (uint64_t at = from; at < to;) {
		size_t now = to - at < PIECE ? (size_t)(to - at) : PIECE;
		const uint8_t *data;

		if (!interrupt_check(why) || !target_view(image, at, piece, now, &data, why) ||
		    !write_sparse(file->file.fd, at, data, now, file->file.path, why))
			return false;
		at += now;
		if (at - sent >= WRITEBACK_STEP || at == to) {
			begin_writeback(file->file.fd, sent, at);
			sent = at;
		}
		progress_report(progress, "writing", at - from, to - from);
	}
	return true;
}

static bool write_packed(struct imagefile *file, struct target *image, uint64_t used,
                         struct progress *progress, struct failure *why)
{
	off_t end;

	if (!compress_to(file->file.fd, file->file.path, image, used, progress, why))
		return false;
	end = lseek(file->file.fd, 0, SEEK_CUR);
	file->file.size = (uint64_t)end;
	return end >= 0 || fail_errno(why, FAIL_IO, "cannot write '%s'", file->file.path);
}

bool imagefile_write_early(struct imagefile *file, struct target *image, struct imagefile_gap gap,
                           uint64_t used, struct progress *progress, struct failure *why)
{
	if (compression_of_name(file->file.path) != COMPRESSION_NONE)
		return true;
	file->gap = gap;
	file->is_written_early = give_size(&file->file, image, why) &&
	                         write_plain(file, image, 0, gap.from, progress, why) &&
	                         write_plain(file, image, gap.to, used, progress, why);
	return file->is_written_early;
}

bool imagefile_write(struct imagefile *file, struct target *image, uint64_t used,
                     struct progress *progress, struct failure *why)
{
	if (compression_of_name(file->file.path) != COMPRESSION_NONE)
		return write_packed(file, image, used, progress, why);
	if (file->is_written_early)
		return write_plain(file, image, file->gap.from, file->gap.to, progress, why);
	return give_size(&file->file, image, why) &&
	       write_plain(file, image, 0, used, progress, why);
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
		return fail_errno(why, FAIL_IO, "cannot read '%s'", target->name);
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
	return *out_fd >= 0 || fail_errno(why, FAIL_IO, "cannot keep a file open");
}

static bool open_packed(const struct unpacking *unpacking, int *out_fd, uint64_t *out_size,
                        struct failure *why)
{
	AUTO_CLOSE int content = mem_file(0);
	struct unpacked unpacked;

	if (content < 0)
		return fail_errno(why, FAIL_IO, "cannot allocate space for '%s'", unpacking->name);
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
		return fail(why, FAIL_IO, "'%s' is not a regular file; give a stick with --device",
		            path);
	if (st.st_size == 0 || st.st_size > IMAGEFILE_SIZE_MAX)
		return fail(why, FAIL_VERIFY, "'%s' is empty or too large to be a stick image",
		            path);
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
