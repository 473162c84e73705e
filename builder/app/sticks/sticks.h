/*
 * sticks - which disks are to be written: those that were named, or every USB stick.
 */
#ifndef STICKS_H
#define STICKS_H

#include "app/request.h"
#include "app/ui.h"
#include "stick/device/device.h"

struct sticks {
	struct disk *disks; /* owned; in the order given */
	size_t count;
};

/* What every one of them must fulfil. */
struct sticks_rules {
	const struct request *request;
	const struct strings *named;   /* paths; none with --all-usb */
	struct device_terms terms;     /* what is written; what the user allows is added */
	const struct strings *sources; /* files that must not be on one of them ... */
	const char *source_name;       /* ... which are "the firmware" or "the image" */
};

/*
 * Looks at those that were named and checks each by the rules, or finds those that
 * --all-usb takes. FAIL_REFUSED names every one that must not be written, one that is named
 * twice, and says so when there is none. On success sticks_done() is the caller's.
 */
bool sticks_choose(struct sticks *out, const struct sticks_rules *rules, struct ui *ui,
                   struct failure *why) MUST_CHECK;

/* The size of the smallest one that is named or found, in bytes; by no other rule. */
bool sticks_smallest(const struct sticks_rules *rules, uint64_t *out,
                     struct failure *why) MUST_CHECK;

/* Why --all-usb leaves this disk out; no reason when it takes it. */
void sticks_left_out(const struct disk *disk, const struct device_terms *terms,
                     struct reasons *out);

/* FAIL_REFUSED when two of them are one disk. */
bool sticks_differ(const struct sticks *sticks, const struct strings *named,
                   struct failure *why) MUST_CHECK;

/* Adds one more refusal to `before` others, as far as there is room. */
void sticks_add_refusal(struct failure *why, const struct failure *more, size_t before);

void sticks_done(struct sticks *sticks);

#endif
