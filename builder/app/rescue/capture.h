/*
 * capture - the file of --capture: what passed on the cable, for a report.
 *
 * The format is libpcap's (magic a1b2c3d4, version 2.4, Ethernet), in this computer's byte order.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "base/fail.h"
#include "net/net_event.h"

#include <stdio.h>

struct capture {
	FILE *file; /* NULL: none is wanted */
	const char *path;
};

/* A new file; one that exists is kept: FAIL_REFUSED. A NULL path captures nothing. */
bool capture_begin(struct capture *out, const char *path, struct failure *why) MUST_CHECK;

/* A NET_FRAME. */
void capture_add(struct capture *capture, const struct net_event *event);

/* FAIL_IO where not everything could be written. Accepts a zeroed one. */
bool capture_end(struct capture *capture, struct failure *why) MUST_CHECK;

#endif
