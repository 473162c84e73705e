/*
 * packed_view - what is packed in a view, by base/codec/unpack.h, in a scratch file.
 */
#ifndef PACKED_VIEW_H
#define PACKED_VIEW_H

#include "base/codec/unpack.h"
#include "firmware/examine/findings.h"
#include "firmware/examine/source.h"

struct packed_content {
	struct scratch_file file; /* the caller's; its fd is -1 where nothing came out whole */
	struct unpacked unpacked;
	struct failure why; /* with a fault */
};

enum { PACKED_VIEW_MAX = 0x7fffffff };

/* By the first bytes. */
enum compression packed_view_recognise(struct view view);

/* Content up to PACKED_VIEW_MAX, what the largest image of a stick has. */
void packed_view_open(struct view view, struct packed_content *out);

/* How the unpacking went. */
void packed_view_report(const struct packed_content *content, struct findings *out);

/* The first bytes of the content: how many of `size` there were. */
size_t packed_view_peek(struct view view, uint8_t *out, size_t size);

#endif
