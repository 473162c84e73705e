/*
 * hashing - SHA-256 of ranges of a target: one piece is hashed while the next is read.
 *
 * The ranges form one stream, in the order they are added. Pieces are filled across
 * ranges, so that a fragmented file is hashed in few steps, and every read goes
 * straight into memory fit for O_DIRECT.
 */
#ifndef HASHING_H
#define HASHING_H

#include "base/digest.h"
#include "base/job.h"
#include "base/progress.h"
#include "stick/target.h"

struct hashing {
	struct target *target;
	struct progress *progress;
	const char *step; /* for progress */
	uint64_t done;    /* bytes */
	uint64_t total;
	struct digest_stream stream; /* the job's while it runs, like `ready` */
	struct job job;
	uint8_t *ready; /* hashed, or being hashed */
	size_t ready_size;
	uint8_t *filling;
	size_t filled;
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

#endif
