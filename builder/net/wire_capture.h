/*
 * wire_capture - a wire that reports each frame that passes, without what it carries.
 *
 * Headers, and what routers and servers say to one another, are kept; the firmware and other
 * hosts' data are cut off.
 */
#ifndef WIRE_CAPTURE_H
#define WIRE_CAPTURE_H

#include "net/method.h"

struct wire_capture {
	struct wire wire; /* first */
	struct wire *inner;
	struct net_sink *sink;
};

/* Both are borrowed. */
void wire_capture_begin(struct wire_capture *out, struct wire *inner, struct net_sink *sink);

#endif
