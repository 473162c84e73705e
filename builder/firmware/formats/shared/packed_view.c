#include "firmware/formats/shared/packed_view.h"

#include <inttypes.h>
#include <stdio.h>

static struct unpacking unpacking_of(struct view view, uint64_t limit)
{
	return (struct unpacking){
		.fd = view.source->fd,
		.data = view.source->data,
		.at = view.source->start + view.at,
		.size = view.size,
		.name = "it",
		.kind = FAIL_FIRMWARE,
		.limit = limit,
	};
}

enum compression packed_view_recognise(struct view view)
{
	const struct unpacking unpacking = unpacking_of(view, 0);

	return unpack_recognise(&unpacking);
}

void packed_view_open(struct view view, struct packed_content *out)
{
	struct unpacking unpacking = unpacking_of(view, PACKED_VIEW_MAX);

	*out = (struct packed_content){ 0 };
	if (!scratch_begin(&out->file, view.source, PACKED_VIEW_MAX)) {
		out->unpacked.fault = UNPACK_STOPPED;
		return;
	}
	unpacking.to_at = out->file.at;
	if (unpack_to(&unpacking, out->file.fd, &out->unpacked, &out->why) ||
	    out->unpacked.fault == UNPACK_TRAILING)
		scratch_keep(&out->file, out->unpacked.size);
	else
		scratch_close(&out->file);
}

void packed_view_report(const struct packed_content *content, struct findings *out)
{
	if (content->file.fd != -1) {
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
	struct unpacking unpacking = unpacking_of(view, size);
	struct unpacked unpacked;
	struct failure ignored;

	unpacking.memory = out;
	/* That it ends too early, or goes on, does not matter here. */
	if (unpack_to(&unpacking, -1, &unpacked, &ignored))
		return (size_t)unpacked.size;
	return unpacked.size < size ? (size_t)unpacked.size : size;
}
