/*
 * removal - a stick that was pulled out while it was written: how far it had come, and what
 * that leaves on it.
 */
#ifndef REMOVAL_H
#define REMOVAL_H

#include "base/progress.h"
#include "stick/device/device.h"
#include "stick/write/write.h"

/* Hands progress on and remembers it. */
struct removal_watch {
	struct progress progress; /* first, so that it is what long steps report to */
	struct progress *next;
	const char *step; /* the last one; NULL before the first */
	uint64_t done;    /* bytes */
	uint64_t total;
};

void removal_watch_begin(struct removal_watch *watch, struct progress *next);

/* Fills *why with what became of the stick. Always false. */
bool removal_explain(const struct removal_watch *watch, const struct disk *disk,
                     enum write_state state, struct failure *why);

#endif
