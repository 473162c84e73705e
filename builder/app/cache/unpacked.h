/* unpacked - the catalogues that imports left below the store, one folder each. */
#ifndef CACHE_UNPACKED_H
#define CACHE_UNPACKED_H

#include "fetch/bundle/bundle.h"

/*
 * Writes the files of a bundle that was read into a folder named by its manifest, which
 * appears whole or not at all; one that is there already stays. *path is the folder, owned.
 */
bool unpacked_put(const struct store *store, const struct bundle *bundle, char **path,
                  struct failure *why) MUST_CHECK;

struct unpacked_removed {
	size_t folders;
	uint64_t bytes;
};

struct unpacked_removed unpacked_remove_all(const struct store *store);

#endif
