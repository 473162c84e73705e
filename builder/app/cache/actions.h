/* actions - what 'cache' can do with the user's store. */
#ifndef CACHE_ACTIONS_H
#define CACHE_ACTIONS_H

#include "cli/output/report.h"
#include "fetch/store.h"

struct cache_work {
	const struct options *options;
	struct report *report;
	struct store store;
	const char *file; /* of an export or import, else NULL */
};

/* Every object: its digest, size, age, and the addresses it stands for. */
bool cache_list(const struct cache_work *work, struct failure *why) MUST_CHECK;

/* Hashes every object. FAIL_VERIFY when one was damaged, and is removed. */
bool cache_verify(const struct cache_work *work, struct failure *why) MUST_CHECK;

/* Objects, addresses and the catalogue in one file: see fetch/bundle.h. */
bool cache_export(const struct cache_work *work, struct failure *why) MUST_CHECK;
bool cache_import(const struct cache_work *work, struct failure *why) MUST_CHECK;

/* Removes what is of no use any more; with --all, everything. */
bool cache_prune(const struct cache_work *work, struct failure *why) MUST_CHECK;

#endif
