#include "app/cache/prune.h"

#include "app/cache/unpacked.h"

static bool keep_what_has_an_address(const void *context, const struct store_entry *entry)
{
	size_t count;

	return store_notes_of(context, &entry->sha256, &count) != NULL;
}

static bool keep_nothing(const void *context, const struct store_entry *entry)
{
	(void)context;
	(void)entry;
	return false;
}

bool cache_prune(const struct store *store, bool all, struct pruned *out, struct failure *why)
{
	struct unpacked_removed catalogues;
	struct store_notes notes;
	struct store_pruning pruning = {
		.keep = all ? keep_nothing : keep_what_has_an_address,
		.context = &notes,
	};
	bool good;

	if (!store_notes(store, &notes, why))
		return false;
	good = store_prune(store, &pruning, why);
	store_notes_done(&notes);
	if (!good)
		return false;
	catalogues = unpacked_remove_all(store);
	*out = (struct pruned){
		.objects = pruning.removed,
		.catalogues = catalogues.folders,
		.bytes = pruning.freed + catalogues.bytes,
	};
	return true;
}
