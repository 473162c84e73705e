/*
 * transform - what is done to a checked file before it carries the name a router asks for.
 *
 * The result goes into a file without a name, piece by piece, and is never whole in
 * memory. What a file is, and whether it may be flashed, was asked before, of the file as
 * it was given; size and SHA-256 of the result are what a stick then holds.
 */
#ifndef TRANSFORM_H
#define TRANSFORM_H

#include "base/progress.h"
#include "firmware/firmware.h"

enum change {
	CHANGE_NONE,
	/*
	 * The records of OpenWrt's fwtool at the end (metadata, signature) are dropped: some
	 * boot loaders take the file's size for the kernel's.
	 */
	CHANGE_CUT_METADATA,
	/* 128 KiB of zeros in front: where a boot loader skips the space of its own header. */
	CHANGE_ZEROS_128K,
	/*
	 * .gz, .xz, .zst and .bz2 are unpacked, fwtool's records behind them dropped. Bounded
	 * by FIRMWARE_SIZE_MAX; checksums are compared, and only zeros may follow.
	 */
	CHANGE_UNPACK,
};

struct transformed {
	int fd; /* from offset 0; owned, unless nothing was changed */
	uint64_t size;
	struct digest sha256; /* of a file that was changed */
	bool changed;
};

/* Whether CHANGE_UNPACK knows what the file is packed with. */
bool transform_is_packed(const struct firmware *firmware);

/*
 * Does not wait for the firmware's checksums. FAIL_FIRMWARE when the content cannot be
 * unpacked. transformed_done() accepts a zeroed one.
 */
bool transform_apply(const struct firmware *firmware, enum change change, struct transformed *out,
                     struct progress *progress, struct failure *why) MUST_CHECK;
void transformed_done(struct transformed *transformed);

#endif
