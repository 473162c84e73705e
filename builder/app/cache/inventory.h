/* inventory - what the user's cache holds, and what for. */
#ifndef CACHE_INVENTORY_H
#define CACHE_INVENTORY_H

#include "app/ui.h"
#include "fetch/store.h"

struct inventory {
	struct store_entry *entries;
	size_t count;
	uint64_t size; /* bytes, of all */
	struct store_notes notes;
};

/* On success inventory_done() is the caller's. */
bool inventory_take(const struct store *store, struct inventory *out,
                    struct failure *why) MUST_CHECK;

/* Hashes and reports every object. FAIL_VERIFY when one was damaged, and is removed. */
bool inventory_verify(const struct store *store, const struct inventory *inventory, struct ui *ui,
                      struct failure *why) MUST_CHECK;

void inventory_done(struct inventory *inventory);

#endif
