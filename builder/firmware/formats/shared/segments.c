#include "firmware/formats/shared/segments.h"

#include "base/text/text.h"

#include <stdio.h>

void segment_add(struct findings *out, const char *name, uint64_t offset, uint64_t size,
                 const char *target)
{
	struct segment *segment = &out->segments[out->segment_count];

	if (out->segment_count == SEGMENT_MAX)
		return;
	text_clean(segment->name, sizeof(segment->name), name);
	snprintf(segment->target, sizeof(segment->target), "%s", target);
	segment->offset = offset;
	segment->size = size;
	out->segment_count++;
}
