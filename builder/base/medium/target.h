/*
 * target - a place that holds an image: a USB stick, an image file, memory.
 *
 * Everything that reads or writes one goes through these four operations, so
 * the tests can put a stick that lies, fills up or breaks in its place.
 * Offsets and sizes are bytes and need no alignment; a target that needs
 * aligned requests (O_DIRECT) sees to that itself, and is fast when they are.
 */
#ifndef TARGET_H
#define TARGET_H

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

struct target;

/* Ways of a medium to clear a range by itself, without being sent the zeros. */
enum target_clear {
	TARGET_DISCARD, /* the range is discarded; most then read it as zeros */
	TARGET_ZERO,    /* the range is to read as zeros */
};

struct target_ops {
	/* All `size` bytes or an error; never a part. */
	bool (*read)(struct target *target, uint64_t offset, void *data, size_t size,
	             struct failure *why);
	/* NULL: read only. */
	bool (*write)(struct target *target, uint64_t offset, const void *data, size_t size,
	              struct failure *why);
	/* Everything written is on the medium, and reads come from there, not from a cache. */
	bool (*flush)(struct target *target, struct failure *why);
	/* NULL, or FAIL_IO: it knows no such way. That it says it did so is no proof. */
	bool (*clear)(struct target *target, enum target_clear way, uint64_t offset, uint64_t size,
	              struct failure *why);
	void (*close)(struct target *target);
	/* The bytes themselves where the target has them in memory, in one piece; else NULL. */
	const uint8_t *(*view)(const struct target *target, uint64_t offset, size_t size);
};

struct target {
	const struct target_ops *ops;
	const char *name; /* for messages */
	uint64_t size;    /* bytes it can hold */
};

/* As the operation, and refuses what lies past the end. */
bool target_read(struct target *target, uint64_t offset, void *data, size_t size,
                 struct failure *why) MUST_CHECK;
bool target_write(struct target *target, uint64_t offset, const void *data, size_t size,
                  struct failure *why) MUST_CHECK;
bool target_flush(struct target *target, struct failure *why) MUST_CHECK;
bool target_clear(struct target *target, enum target_clear way, uint64_t offset, uint64_t size,
                  struct failure *why) MUST_CHECK;

/*
 * As target_read() into `buffer`, but without a copy where the bytes are in memory
 * already: *data is where they are, borrowed until the target changes.
 */
bool target_view(struct target *target, uint64_t offset, void *buffer, size_t size,
                 const uint8_t **data, struct failure *why) MUST_CHECK;

/* Accepts NULL. */
void target_close(struct target *target);

#endif
