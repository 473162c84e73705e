/* memory_target - a stick made of memory, whose reads can be counted and made to fail. */
#ifndef MEMORY_TARGET_H
#define MEMORY_TARGET_H

#include "base/medium/target.h"

#include <string.h>

struct memory_target {
	struct target target; /* first, so that a target is a memory target */
	uint8_t *bytes;
	uint64_t bad_from; /* reads touching bytes [bad_from, bad_to) fail */
	uint64_t bad_to;
	uint64_t read; /* bytes, in all */
	unsigned reads;
};

static bool memory_target_read(struct target *target, uint64_t offset, void *data, size_t size,
                               struct failure *why)
{
	struct memory_target *memory = (struct memory_target *)target;

	if (offset < memory->bad_to && memory->bad_from < offset + size)
		return fail(why, FAIL_IO, "cannot read");
	memcpy(data, memory->bytes + offset, size);
	memory->read += size;
	memory->reads++;
	return true;
}

static inline struct memory_target memory_target(uint8_t *bytes, uint64_t size)
{
	static const struct target_ops ops = { .read = memory_target_read };

	return (struct memory_target){
		.target = { .ops = &ops, .name = "stick", .size = size },
		.bytes = bytes,
	};
}

#endif
