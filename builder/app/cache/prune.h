/* prune - removes from the cache what is of no use any more. */
#ifndef CACHE_PRUNE_H
#define CACHE_PRUNE_H

#include "fetch/store.h"

struct pruned {
	size_t objects;
	size_t catalogues; /* that imports had left */
	uint64_t bytes;    /* freed */
};

/* Objects that no address stands for any more; with `all`, every one. */
bool cache_prune(const struct store *store, bool all, struct pruned *out,
                 struct failure *why) MUST_CHECK;

#endif
