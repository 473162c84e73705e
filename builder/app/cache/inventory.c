#include "app/cache/inventory.h"

#include "app/event.h"

#include <stdlib.h>

bool inventory_take(const struct store *store, struct inventory *out, struct failure *why)
{
	*out = (struct inventory){ 0 };
	if (!store_notes(store, &out->notes, why))
		return false;
	if (!store_list(store, &out->entries, &out->count, why)) {
		store_notes_done(&out->notes);
		return false;
	}
	for (size_t i = 0; i < out->count; i++)
		out->size += out->entries[i].size;
	return true;
}

void inventory_done(struct inventory *inventory)
{
	store_notes_done(&inventory->notes);
	free(inventory->entries);
	*inventory = (struct inventory){ 0 };
}

static void report(struct ui *ui, const struct inventory *inventory,
                   const struct store_entry *entry, bool is_sound)
{
	const struct ui_event event = {
		.kind = EVENT_OBJECT,
		.object = { &entry->sha256, entry->size, is_sound, &inventory->notes },
	};

	ui_event(ui, &event);
}

static bool verify_all(const struct store *store, const struct inventory *inventory, struct ui *ui,
                       size_t *damaged, struct failure *why)
{
	uint64_t done = 0;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct store_entry *entry = &inventory->entries[i];
		struct stored stored;

		progress_report(&ui->progress, "verifying", done, inventory->size);
		if (!store_find(store, &entry->sha256, &stored, why))
			return false;
		/* One that another program has just removed is neither. */
		if (stored.fd != -1 || stored.was_damaged)
			report(ui, inventory, entry, !stored.was_damaged);
		*damaged += stored.was_damaged;
		stored_done(&stored);
		done += entry->size;
	}
	progress_report(&ui->progress, "verifying", done, inventory->size);
	return true;
}

bool inventory_verify(const struct store *store, const struct inventory *inventory, struct ui *ui,
                      struct failure *why)
{
	size_t damaged = 0;

	if (!verify_all(store, inventory, ui, &damaged, why))
		return false;
	return !damaged || fail(why, FAIL_VERIFY,
	                        "%zu of %zu objects in the cache %s damaged and removed; download "
	                        "or import them again",
	                        damaged, inventory->count, damaged == 1 ? "was" : "were");
}
