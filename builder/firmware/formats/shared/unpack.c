#include "firmware/formats/shared/unpack.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"
#include "firmware/formats/shared/archive_source.h"
#include "firmware/snapshot.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

static struct archive *open_packed(struct archive_source *source, struct view view)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_format_raw(archive);
	if (archive_source_open(archive, source, view))
		archive_read_next_header(archive, &entry);
	return archive;
}

size_t unpack_peek(struct view view, uint8_t *out, size_t size)
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	struct archive *archive;
	size_t got = 0;
	la_ssize_t n = 1;

	archive = open_packed(source, view);
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

static void told_by(struct archive *archive, const struct archive_source *source,
                    struct unpack_result *out)
{
	const char *said = archive_error_string(archive);
	bool is_cut = source->at == source->view.size && said &&
	              (strstr(said, "runcated") || strstr(said, "nexpected end"));

	out->state = is_cut ? UNPACKED_CUT : UNPACKED_DAMAGED;
	text_clean(out->detail, sizeof(out->detail), said ? said : "it cannot be unpacked");
}

static enum unpacking copy_content(struct archive *archive, const struct archive_source *source,
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
		told_by(archive, source, out);
		return out->state;
	}
	return ftruncate(out->fd, (off_t)out->size) == 0 ? UNPACKED_WHOLE : UNPACKED_NOWHERE;
}

void unpack_view(struct view view, struct unpack_result *out)
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	struct archive *archive;

	*out = (struct unpack_result){ .state = UNPACKED_NOWHERE };
	out->fd = scratch_file(unpack_size_max);
	if (out->fd == -1) {
		snprintf(out->detail, sizeof(out->detail), "there is no room to unpack it");
		return;
	}
	archive = open_packed(source, view);
	out->state = copy_content(archive, source, out);
	archive_read_free(archive);
	if (out->state == UNPACKED_WHOLE)
		return;
	close(out->fd);
	out->fd = -1;
}
