#include "firmware/formats/shared/unpack.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"
#include "firmware/snapshot.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

/* What libarchive reads from. */
struct feeder {
	struct view view;
	uint64_t at;
	uint8_t piece[PIECE];
};

static la_ssize_t feed(struct archive *archive, void *context, const void **data)
{
	struct feeder *feeder = context;
	uint64_t rest = feeder->view.size - feeder->at;
	size_t size = rest < PIECE ? (size_t)rest : PIECE;

	if (!source_read(feeder->view.source, feeder->view.at + feeder->at, feeder->piece, size)) {
		archive_set_error(archive, EIO, "the file could not be read");
		return ARCHIVE_FATAL;
	}
	feeder->at += size;
	*data = feeder->piece;
	return (la_ssize_t)size;
}

static struct archive *open_packed(struct feeder *feeder)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open(archive, feeder, NULL, feed, NULL) == ARCHIVE_OK)
		archive_read_next_header(archive, &entry);
	return archive;
}

size_t unpack_peek(struct view view, uint8_t *out, size_t size)
{
	AUTO_FREE struct feeder *feeder = mem_zalloc(1, sizeof(*feeder));
	struct archive *archive;
	size_t got = 0;
	la_ssize_t n = 1;

	feeder->view = view;
	archive = open_packed(feeder);
	while (got < size && n > 0) {
		n = archive_read_data(archive, out + got, size - got);
		got += n > 0 ? (size_t)n : 0;
	}
	archive_read_free(archive);
	return got;
}

/* Zeros are left out: the file has holes there. */
static bool put(int fd, const uint8_t *data, size_t size, uint64_t at)
{
	if (bytes_all_zero((struct bytes){ data, size }))
		return true;
	while (size) {
		ssize_t n = pwrite(fd, data, size, (off_t)at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

static void told_by(struct archive *archive, const struct feeder *feeder, struct unpack_result *out)
{
	const char *said = archive_error_string(archive);
	bool is_cut = feeder->at == feeder->view.size && said &&
	              (strstr(said, "runcated") || strstr(said, "nexpected end"));

	out->state = is_cut ? UNPACKED_CUT : UNPACKED_DAMAGED;
	text_clean(out->detail, sizeof(out->detail), said ? said : "it cannot be unpacked");
}

static enum unpacking copy_content(struct archive *archive, const struct feeder *feeder,
                                   struct unpack_result *out)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	la_ssize_t n;

	while ((n = archive_read_data(archive, piece, PIECE)) > 0) {
		if (out->size + (uint64_t)n > unpack_size_max)
			return UNPACKED_TOO_BIG;
		if (interrupt_requested() || !put(out->fd, piece, (size_t)n, out->size))
			return UNPACKED_NOWHERE;
		out->size += (uint64_t)n;
	}
	if (n < 0) {
		told_by(archive, feeder, out);
		return out->state;
	}
	return ftruncate(out->fd, (off_t)out->size) == 0 ? UNPACKED_WHOLE : UNPACKED_NOWHERE;
}

void unpack_view(struct view view, struct unpack_result *out)
{
	AUTO_FREE struct feeder *feeder = mem_zalloc(1, sizeof(*feeder));
	struct archive *archive;

	*out = (struct unpack_result){ .state = UNPACKED_NOWHERE };
	out->fd = scratch_file(unpack_size_max);
	if (out->fd == -1) {
		snprintf(out->detail, sizeof(out->detail), "there is no room to unpack it");
		return;
	}
	feeder->view = view;
	archive = open_packed(feeder);
	out->state = copy_content(archive, feeder, out);
	archive_read_free(archive);
	if (out->state == UNPACKED_WHOLE)
		return;
	close(out->fd);
	out->fd = -1;
}
