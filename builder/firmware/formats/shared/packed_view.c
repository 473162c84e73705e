#include "firmware/formats/shared/packed_view.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static struct unpacking unpacking_of(struct view view, uint64_t limit)
{
	return (struct unpacking){
		.fd = view.source->fd,
		.data = view.source->data,
		.at = view.at,
		.size = view.size,
		.name = "it",
		.kind = FAIL_FIRMWARE,
		.limit = limit,
	};
}

void packed_view_open(struct view view, struct packed_content *out)
{
	const struct unpacking unpacking = unpacking_of(view, PACKED_VIEW_MAX);

	*out = (struct packed_content){ .fd = source_scratch(view.source, PACKED_VIEW_MAX) };
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

void packed_view_report(const struct packed_content *content, struct findings *out)
{
	if (content->fd != -1) {
		findings_check(out, "unpacking", CHECK_OK, "%" PRIu64 " bytes",
		               content->unpacked.size);
		return;
	}
	switch (content->unpacked.fault) {
	case UNPACK_CUT:
		findings_complete(out, COMPLETE_TRUNCATED, "its compressed data ends too early");
		break;
	case UNPACK_TOO_BIG:
		snprintf(out->never, sizeof(out->never),
		         "unpacks to more than the largest stick image");
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "it unpacks to too much data to be examined");
		break;
	case UNPACK_DAMAGED:
		findings_check(out, "unpacking", CHECK_BAD, "%s", content->why.text);
		break;
	case UNPACK_STOPPED:
	case UNPACK_TRAILING:
	case UNPACK_NO_FAULT:
		findings_complete(out, COMPLETE_UNKNOWN, "there was no space to unpack it");
		break;
	}
}

size_t packed_view_peek(struct view view, uint8_t *out, size_t size)
{
	const struct unpacking unpacking = unpacking_of(view, size);
	AUTO_CLOSE int fd = mem_file(size);
	struct unpacked unpacked;
	struct failure ignored;
	ssize_t got;

	if (fd == -1)
		return 0;
	/* That it ends too early, or goes on, does not matter here. */
	if (!unpack_to(&unpacking, fd, &unpacked, &ignored) && ftruncate(fd, (off_t)size) == -1)
		return 0;
	got = pread(fd, out, size, 0);
	return got > 0 && (uint64_t)got > unpacked.size ? (size_t)unpacked.size
	       : got > 0                                ? (size_t)got
	                                                : 0;
}
