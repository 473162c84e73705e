/*
 * wire - the one way to an Ethernet interface: frames out, frames in, the link, and the clock.
 *
 * Everything above is a computation over what comes out of here, so that tests run half an hour
 * of a rescue in a moment, and fuzzers feed bytes. wire_linux.c is the real one.
 *
 * Frames are sent and received beside the computer's own network: nothing of it is configured,
 * so nothing needs to be restored, and no firewall or server of it is in the way.
 */
#ifndef WIRE_H
#define WIRE_H

#include "base/bytes.h"
#include "base/fail.h"

enum wire_word {
	WIRE_FRAME,   /* one came in */
	WIRE_TIMEOUT, /* nothing did */
	WIRE_LINK,    /* ->has_carrier has changed */
	WIRE_GONE,    /* the interface was removed, or cannot be read */
};

struct wire;

struct wire_calls {
	uint64_t (*now)(struct wire *wire); /* milliseconds */
	/* Until then; *frame is valid until the next call. */
	enum wire_word (*wait)(struct wire *wire, uint64_t until, struct bytes *frame);
	/* What cannot be sent is lost, as any frame may be. */
	void (*send)(struct wire *wire, struct bytes frame);
};

struct wire {
	const struct wire_calls *calls;
	bool has_carrier;
};

#endif
