#include "app/cache/prune.h"

#include "app/cache/unpacked.h"

bool cache_prune(const struct store *store, bool all, struct pruned *out, struct failure *why)
{
	struct unpacked_removed catalogues;
	struct store_pruning pruning = { .all = all };

	if (!store_prune(store, &pruning, why))
		return false;
	catalogues = unpacked_remove_all(store);
	*out = (struct pruned){
		.objects = pruning.removed,
		.catalogues = catalogues.folders,
		.bytes = pruning.freed + catalogues.bytes,
	};
	return true;
}
