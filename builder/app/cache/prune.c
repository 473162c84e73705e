#include "app/cache/actions.h"

#include "app/cache/unpacked.h"
#include "base/text.h"

#include <stdio.h>

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

static void tell(const struct cache_work *work, const struct store_pruning *pruning,
                 const struct unpacked_removed *catalogues)
{
	const uint64_t freed = pruning->freed + catalogues->bytes;
	char size[TEXT_SIZE];

	report_event(work->report, "result",
	             json_pack("{s:I, s:I, s:I}", "objects", (json_int_t)pruning->removed,
	                       "catalogues", (json_int_t)catalogues->folders, "bytes",
	                       (json_int_t)freed));
	if (work->options->json)
		return;
	text_size(size, freed);
	printf("Removed %zu object%s and %zu imported catalogue%s: %s freed.\n", pruning->removed,
	       pruning->removed == 1 ? "" : "s", catalogues->folders,
	       catalogues->folders == 1 ? "" : "s", size);
}

bool cache_prune(const struct cache_work *work, struct failure *why)
{
	struct unpacked_removed catalogues;
	struct store_notes notes;
	struct store_pruning pruning = {
		.keep = work->options->all ? keep_nothing : keep_what_has_an_address,
		.context = &notes,
	};
	bool good;

	if (!store_notes(&work->store, &notes, why))
		return false;
	good = store_prune(&work->store, &pruning, why);
	store_notes_done(&notes);
	if (!good)
		return false;
	catalogues = unpacked_remove_all(&work->store);
	tell(work, &pruning, &catalogues);
	return true;
}
