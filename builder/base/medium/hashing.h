/*
 * hashing - SHA-256 of ranges of a target, as one stream in the order they are added.
 *
 * Every read goes into memory fit for O_DIRECT; what is in memory already is not copied.
 */
#ifndef HASHING_H
#define HASHING_H

#include "base/digest.h"
#include "base/medium/target.h"
#include "base/progress.h"

struct hashing {
	struct target *target;
	struct progress *progress;
	const char *step; /* for progress */
	uint64_t done;    /* bytes */
	uint64_t total;
	struct digest_stream stream;
	uint8_t *piece;
};

/* `total` bytes will be added. hashing_end() must follow, also after a failure. */
void hashing_begin(struct hashing *out, struct target *target, const char *step, uint64_t total,
                   struct progress *progress);

/* Fails with FAIL_INTERRUPTED too, between two pieces. */
bool hashing_add(struct hashing *hashing, uint64_t offset, uint64_t size,
                 struct failure *why) MUST_CHECK;

/* Bytes that count as zeros, whatever the target holds. */
void hashing_add_zeros(struct hashing *hashing, uint64_t size);

struct digest hashing_end(struct hashing *hashing);

/* All of [0, size) at once. */
bool hashing_of(struct target *target, uint64_t size, struct digest *out,
                struct failure *why) MUST_CHECK;

#endif
