#include "stick/medium/compress.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "base/units.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { PIECE = MIB };

static const struct {
	const char *suffix;
	int filter;
	const char *options;
} kinds[] = {
	[COMPRESSION_NONE] = { NULL, ARCHIVE_FILTER_NONE, NULL },
	[COMPRESSION_GZIP] = { ".gz", ARCHIVE_FILTER_GZIP, "!timestamp" },
	[COMPRESSION_XZ] = { ".xz", ARCHIVE_FILTER_XZ, "compression-level=4" },
	[COMPRESSION_ZSTD] = { ".zst", ARCHIVE_FILTER_ZSTD, "" },
	[COMPRESSION_BZIP2] = { ".bz2", ARCHIVE_FILTER_BZIP2, "" },
};

static bool ends_with(const char *path, const char *suffix)
{
	const size_t length = strlen(path);
	const size_t size = strlen(suffix);

	return length > size && strcasecmp(path + length - size, suffix) == 0;
}

enum compression compression_of_name(const char *path)
{
	for (size_t i = COMPRESSION_NONE + 1; i < ARRAY_LEN(kinds); i++) {
		if (ends_with(path, kinds[i].suffix))
			return (enum compression)i;
	}
	return COMPRESSION_NONE;
}

bool compression_names_image(const char *path)
{
	static const char end[] = ".img";
	const enum compression kind = compression_of_name(path);
	const size_t packed = kind == COMPRESSION_NONE ? 0 : strlen(kinds[kind].suffix);
	const size_t size = strlen(path) - packed;

	return size > strlen(end) && strncasecmp(path + size - strlen(end), end, strlen(end)) == 0;
}

const char *compression_unsupported(const char *path)
{
	static const char *const suffixes[] = {
		".lz4", ".lzma", ".lz",  ".lzo", ".br",  ".z",   ".zip",
		".7z",  ".rar",  ".tar", ".tgz", ".txz", ".tbz", ".tbz2",
	};

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (ends_with(path, suffixes[i]))
			return suffixes[i];
	}
	return NULL;
}

struct packing {
	const struct archive_library *lib;
	struct archive *archive;
};

static bool fail_archive(const struct packing *packing, const char *action, const char *path,
                         struct failure *why)
{
	const char *text = packing->lib->archive_error_string(packing->archive);

	errno = packing->lib->archive_errno(packing->archive);
	if (errno > 0 && errno != EILSEQ)
		return fail_errno(why, FAIL_IO, "cannot %s '%s'", action, path);
	return fail(why, FAIL_IO, "cannot %s '%s': %s", action, path,
	            text ? text : "unknown error");
}

static bool begin_packing(const struct packing *packing, int fd, enum compression compression,
                          uint64_t size)
{
	const struct archive_library *lib = packing->lib;
	struct archive *archive = packing->archive;
	struct archive_entry *entry = lib->archive_entry_new();
	bool good =
	        entry && lib->archive_write_set_format_raw(archive) == ARCHIVE_OK &&
	        lib->archive_write_add_filter(archive, kinds[compression].filter) == ARCHIVE_OK &&
	        lib->archive_write_set_options(archive, kinds[compression].options) == ARCHIVE_OK &&
	        lib->archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
	        lib->archive_write_open_fd(archive, fd) == ARCHIVE_OK;

	if (good) {
		lib->archive_entry_set_filetype(entry, AE_IFREG);
		lib->archive_entry_set_size(entry, (la_int64_t)size);
		good = lib->archive_write_header(archive, entry) == ARCHIVE_OK;
	}
	lib->archive_entry_free(entry);
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

static bool pack(const struct packing *packing, const char *path, struct target *image,
                 uint64_t used, struct progress *progress, struct failure *why)
{
	AUTO_FREE uint8_t *piece = mem_pages(PIECE);

	for (uint64_t done = 0; done < image->size;) {
		uint64_t left = image->size - done;
		size_t now = left < PIECE ? (size_t)left : PIECE;

		if (!interrupt_check(why) || !read_piece(image, used, done, piece, now, why))
			return false;
		if (packing->lib->archive_write_data(packing->archive, piece, now) !=
		    (la_ssize_t)now)
			return fail_archive(packing, "write", path, why);
		done += now;
		progress_report(progress, "compressing", done, image->size);
	}
	return packing->lib->archive_write_close(packing->archive) == ARCHIVE_OK ||
	       fail_archive(packing, "write", path, why);
}

bool compress_is_possible(const char *path, struct failure *why)
{
	struct archive_library library;

	return compression_of_name(path) == COMPRESSION_NONE ||
	       archive_library_load(&library, why) || fail_while(why, "cannot write '%s'", path);
}

bool compress_to(int fd, const char *path, struct target *image, uint64_t used,
                 struct progress *progress, struct failure *why)
{
	struct archive_library library;
	struct packing packing = { .lib = &library };
	bool good;

	if (!archive_library_load(&library, why))
		return false;
	packing.archive = library.archive_write_new();
	good = begin_packing(&packing, fd, compression_of_name(path), image->size)
	               ? pack(&packing, path, image, used, progress, why)
	               : fail_archive(&packing, "compress", path, why);
	library.archive_write_free(packing.archive);
	return good;
}
