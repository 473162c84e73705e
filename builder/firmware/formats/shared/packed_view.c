#include "firmware/formats/shared/packed_view.h"

#include "base/mem.h"
#include "firmware/formats/shared/archive_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

static const uint64_t size_max = 0x7fffffff;

void packed_view_open(struct view view, struct packed_content *out)
{
	const struct unpacking unpacking = {
		.fd = view.source->fd,
		.data = view.source->data,
		.at = view.at,
		.size = view.size,
		.name = "it",
		.kind = FAIL_FIRMWARE,
		.limit = size_max,
	};

	*out = (struct packed_content){ .fd = mem_file(size_max) };
	if (out->fd == -1) {
		out->unpacked.fault = UNPACK_STOPPED;
		return;
	}
	if (unpack_to(&unpacking, out->fd, &out->unpacked, &out->why) ||
	    out->unpacked.fault == UNPACK_TRAILING)
		return;
	close(out->fd);
	out->fd = -1;
}

size_t packed_view_peek(struct view view, uint8_t *out, size_t size)
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	size_t got = 0;
	la_ssize_t n = 1;

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_format_raw(archive);
	if (!archive_source_open(archive, source, view) ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		n = 0;
	while (got < size && n > 0) {
		n = archive_read_data(archive, out + got, size - got);
		got += n > 0 ? (size_t)n : 0;
	}
	archive_read_free(archive);
	return got;
}
