/* memory_source - bytes in memory as a source; the bytes are borrowed. */
#ifndef MEMORY_SOURCE_H
#define MEMORY_SOURCE_H

#include "firmware/examine/source.h"

static inline void source_of_memory(struct byte_source *out, const void *data, uint64_t size)
{
	*out = (struct byte_source){ .fd = -1, .data = data, .size = size };
}

#endif
