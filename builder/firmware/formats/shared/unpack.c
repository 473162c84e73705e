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
#include <zlib.h>

enum { PIECE = 64 << 10 };

static struct archive *open_packed(struct archive_source *source, struct view view)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_filter_gzip(archive); /* for a peek */
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

static enum unpacking unpack_others(struct view view, struct unpack_result *out)
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	struct archive *archive = open_packed(source, view);
	enum unpacking state = copy_content(archive, source, out);

	out->end = (uint64_t)archive_filter_bytes(archive, -1);
	archive_read_free(archive);
	return state;
}

/* Packed bytes on their way into zlib, and plain ones out of it. */
struct gunzip {
	z_stream zlib;
	struct view view;
	uint64_t at; /* of what is read next */
	uint8_t in[PIECE];
	uint8_t plain[PIECE];
};

static bool refill(struct gunzip *gunzip)
{
	uint64_t rest = gunzip->view.size - gunzip->at;
	size_t size = rest < PIECE ? (size_t)rest : PIECE;

	if (!size ||
	    !source_read(gunzip->view.source, gunzip->view.at + gunzip->at, gunzip->in, size))
		return false;
	gunzip->at += size;
	gunzip->zlib.next_in = gunzip->in;
	gunzip->zlib.avail_in = (uInt)size;
	return true;
}

/* One run of zlib; UNPACKED_WHOLE with *more: go on. */
static enum unpacking inflate_some(struct gunzip *gunzip, struct unpack_result *out, bool *more)
{
	size_t got;
	int state;

	*more = false;
	if (gunzip->zlib.avail_in == 0 && !refill(gunzip))
		return UNPACKED_CUT;
	gunzip->zlib.next_out = gunzip->plain;
	gunzip->zlib.avail_out = PIECE;
	state = inflate(&gunzip->zlib, Z_NO_FLUSH);
	got = PIECE - gunzip->zlib.avail_out;
	if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
		return UNPACKED_DAMAGED;
	if (out->size + got > unpack_size_max)
		return UNPACKED_TOO_BIG;
	if (interrupt_requested() || !put(out->fd, gunzip->plain, got, out->size))
		return UNPACKED_NOWHERE;
	out->size += got;
	out->end = gunzip->at - gunzip->zlib.avail_in;
	*more = state != Z_STREAM_END;
	return UNPACKED_WHOLE;
}

/* gzip files may stand one behind the other: together they are the content. */
static bool next_member(struct gunzip *gunzip, const struct unpack_result *out)
{
	if (!view_has(gunzip->view, out->end, "\x1f\x8b\x08", 3))
		return false;
	gunzip->at = out->end;
	gunzip->zlib.avail_in = 0;
	return inflateReset(&gunzip->zlib) == Z_OK;
}

static enum unpacking unpack_gzip(struct view view, struct unpack_result *out)
{
	AUTO_FREE struct gunzip *gunzip = mem_zalloc(1, sizeof(*gunzip));
	enum unpacking state;
	bool more;

	gunzip->view = view;
	if (inflateInit2(&gunzip->zlib, 16 + MAX_WBITS) != Z_OK)
		return UNPACKED_NOWHERE;
	do
		state = inflate_some(gunzip, out, &more);
	while (state == UNPACKED_WHOLE && (more || next_member(gunzip, out)));
	text_clean(out->detail, sizeof(out->detail),
	           gunzip->zlib.msg ? gunzip->zlib.msg : "it contradicts itself");
	inflateEnd(&gunzip->zlib);
	if (state == UNPACKED_WHOLE && ftruncate(out->fd, (off_t)out->size) == -1)
		return UNPACKED_NOWHERE;
	return state;
}

void unpack_view(struct view view, struct unpack_result *out)
{
	bool is_gzip = view_has(view, 0, "\x1f\x8b", 2);

	*out = (struct unpack_result){ .state = UNPACKED_NOWHERE };
	out->fd = scratch_file(unpack_size_max);
	if (out->fd == -1) {
		snprintf(out->detail, sizeof(out->detail), "there is no room to unpack it");
		return;
	}
	out->state = is_gzip ? unpack_gzip(view, out) : unpack_others(view, out);
	if (out->state == UNPACKED_WHOLE)
		return;
	close(out->fd);
	out->fd = -1;
}
