#include "stick/compress.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/image.h"
#include "stick/imagefile.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PIECE = 1 << 20, READ_SIZE = 64 << 10, MAGIC_MAX = 6 };

static const struct {
	const char *suffix;
	uint8_t magic[MAGIC_MAX];
	size_t magic_size;
	int filter;
	const char *options;
} kinds[] = {
	[COMPRESSION_NONE] = { NULL, { 0 }, 0, ARCHIVE_FILTER_NONE, NULL },
	[COMPRESSION_GZIP] = { ".gz", { 0x1f, 0x8b, 8 }, 3, ARCHIVE_FILTER_GZIP, "!timestamp" },
	[COMPRESSION_XZ] = { ".xz",
	                     { 0xfd, '7', 'z', 'X', 'Z', 0 },
	                     6,
	                     ARCHIVE_FILTER_XZ,
	                     "compression-level=4" },
	[COMPRESSION_ZSTD] = { ".zst", { 0x28, 0xb5, 0x2f, 0xfd }, 4, ARCHIVE_FILTER_ZSTD, "" },
};

enum compression compression_of_name(const char *path)
{
	size_t length = strlen(path);

	for (size_t i = COMPRESSION_NONE + 1; i < ARRAY_LEN(kinds); i++) {
		size_t suffix = strlen(kinds[i].suffix);

		if (length > suffix && strcasecmp(path + length - suffix, kinds[i].suffix) == 0)
			return (enum compression)i;
	}
	return COMPRESSION_NONE;
}

enum compression compression_of_content(int fd)
{
	uint8_t start[MAGIC_MAX] = { 0 };

	if (pread(fd, start, sizeof(start), 0) < 0)
		return COMPRESSION_NONE;
	for (size_t i = COMPRESSION_NONE + 1; i < ARRAY_LEN(kinds); i++) {
		if (memcmp(start, kinds[i].magic, kinds[i].magic_size) == 0)
			return (enum compression)i;
	}
	return COMPRESSION_NONE;
}

static bool archive_said(struct archive *archive, const char *doing, const char *path,
                         enum fail_kind kind, struct failure *why)
{
	const char *text = archive_error_string(archive);

	return fail(why, kind, "%s '%s': %s", doing, path, text ? text : "unknown error");
}

static bool begin_packing(struct archive *archive, int fd, enum compression compression,
                          uint64_t size)
{
	struct archive_entry *entry = archive_entry_new();
	bool good = entry && archive_write_set_format_raw(archive) == ARCHIVE_OK &&
	            archive_write_add_filter(archive, kinds[compression].filter) == ARCHIVE_OK &&
	            archive_write_set_options(archive, kinds[compression].options) == ARCHIVE_OK &&
	            archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
	            archive_write_open_fd(archive, fd) == ARCHIVE_OK;

	if (good) {
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_size(entry, (la_int64_t)size);
		good = archive_write_header(archive, entry) == ARCHIVE_OK;
	}
	archive_entry_free(entry);
	return good;
}

/* Past the used range an image is zeros, which need not be read. */
static bool read_piece(struct target *image, uint64_t used, uint64_t offset, uint8_t *piece,
                       size_t size, struct failure *why)
{
	size_t known = 0;

	if (offset < used)
		known = used - offset < size ? (size_t)(used - offset) : size;
	memset(piece + known, 0, size - known);
	return !known || target_read(image, offset, piece, known, why);
}

static bool pack(struct archive *archive, const char *path, struct target *image, uint64_t used,
                 struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(PIECE);

	for (uint64_t done = 0; done < image->size;) {
		uint64_t left = image->size - done;
		size_t now = left < PIECE ? (size_t)left : PIECE;

		if (!interrupt_check(why) || !read_piece(image, used, done, piece, now, why))
			return false;
		if (archive_write_data(archive, piece, now) != (la_ssize_t)now)
			return archive_said(archive, "writing", path, FAIL_IO, why);
		done += now;
		progress_report(progress, "compressing", done, image->size);
	}
	return archive_write_close(archive) == ARCHIVE_OK ||
	       archive_said(archive, "writing", path, FAIL_IO, why);
}

bool compress_to(int fd, const char *path, struct target *image, uint64_t used,
                 struct progress *progress, struct failure *why)
{
	struct archive *archive = archive_write_new();
	bool good = begin_packing(archive, fd, compression_of_name(path), image->size)
	                    ? pack(archive, path, image, used, progress, why)
	                    : archive_said(archive, "compressing", path, FAIL_IO, why);

	archive_write_free(archive);
	return good;
}

static bool write_unpacked(int fd, const uint8_t *data, size_t size, uint64_t offset,
                           struct failure *why)
{
	if (bytes_all_zero((struct bytes){ data, size }))
		return true;
	while (size) {
		ssize_t n = pwrite(fd, data, size, (off_t)offset);

		if (n < 0)
			return fail_errno(why, FAIL_IO, "unpacking into memory");
		data += n;
		offset += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

static bool unpack(struct archive *archive, const char *path, int fd, uint64_t *size,
                   struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, READ_SIZE);
	la_ssize_t n;

	*size = 0;
	while ((n = archive_read_data(archive, piece, READ_SIZE)) > 0) {
		if (*size + (uint64_t)n > IMAGEFILE_SIZE_MAX)
			return fail(why, FAIL_VERIFY, "'%s' unpacks to more than any image has",
			            path);
		if (!interrupt_check(why) || !write_unpacked(fd, piece, (size_t)n, *size, why))
			return false;
		*size += (uint64_t)n;
		progress_report(progress, "unpacking", *size, IMAGEFILE_SIZE_MAX);
	}
	if (n < 0)
		return archive_said(archive, "cannot unpack", path, FAIL_VERIFY, why);
	return ftruncate(fd, (off_t)*size) == 0 || fail_errno(why, FAIL_IO, "unpacking '%s'", path);
}

static bool begin_unpacking(struct archive *archive, int fd)
{
	struct archive_entry *entry;

	return archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
	       archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	       archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	       archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	       archive_read_open_fd(archive, fd, READ_SIZE) == ARCHIVE_OK &&
	       archive_read_next_header(archive, &entry) == ARCHIVE_OK;
}

bool decompress_from(int fd, const char *path, int *out_fd, uint64_t *out_size,
                     struct progress *progress, struct failure *why)
{
	struct archive *archive = archive_read_new();
	AUTO_CLOSE int content = -1;
	bool good = begin_unpacking(archive, fd)
	                    ? image_scratch_file(0, &content, why) &&
	                              unpack(archive, path, content, out_size, progress, why)
	                    : archive_said(archive, "cannot unpack", path, FAIL_VERIFY, why);

	archive_read_free(archive);
	if (!good)
		return false;
	*out_fd = mem_take_fd(&content);
	return true;
}
