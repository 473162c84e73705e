/* lost_object - an object of a store that is gone, as if somebody had removed its file. */
#ifndef LOST_OBJECT_H
#define LOST_OBJECT_H

#include "fetch/store.h"

#include <stdio.h>
#include <unistd.h>

static inline bool lose_object(const struct store *store, const struct digest *sha256)
{
	char hex[DIGEST_HEX];
	char path[4096];

	digest_to_hex(sha256, hex);
	snprintf(path, sizeof(path), "%s/sha256/%.2s/%s", store->path, hex, hex);
	return unlink(path) == 0;
}

#endif
