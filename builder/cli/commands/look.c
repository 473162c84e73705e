#include "app/cache/actions.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/output/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 12, WHEN = 32 };

/* What a store holds, and what for. */
struct inventory {
	struct store_entry *entries;
	size_t count;
	uint64_t size; /* of all */
	struct store_notes notes;
};

static bool take_stock(const struct cache_work *work, struct inventory *out, struct failure *why)
{
	*out = (struct inventory){ 0 };
	if (!store_notes(&work->store, &out->notes, why))
		return false;
	if (!store_list(&work->store, &out->entries, &out->count, why)) {
		store_notes_done(&out->notes);
		return false;
	}
	for (size_t i = 0; i < out->count; i++)
		out->size += out->entries[i].size;
	return true;
}

static void inventory_done(struct inventory *inventory)
{
	store_notes_done(&inventory->notes);
	free(inventory->entries);
}

static json_t *addresses_json(const struct store_notes *notes, const struct digest *sha256)
{
	size_t count;
	const struct store_note *note = store_notes_of(notes, sha256, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, report_json(note[i].name));
	return array;
}

/* "https://a, https://b", or what else there is to say. Owned. */
static char *addresses_text(const struct store_notes *notes, const struct digest *sha256)
{
	size_t count;
	const struct store_note *note = store_notes_of(notes, sha256, &count);
	AUTO_FREE char *text = NULL;
	char *clean;
	size_t size = 0;
	FILE *out = count ? open_memstream(&text, &size) : NULL;

	if (!out)
		return mem_strdup("no address any more");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? ", " : "", note[i].name);
	fclose(out);
	/* A letter that is not shown may take three more bytes. */
	clean = mem_zalloc(1, 4 * size + 1);
	text_clean(clean, 4 * size + 1, text);
	return clean;
}

static void tell_object(const struct cache_work *work, const struct inventory *inventory,
                        const struct store_entry *entry, struct listing *listing)
{
	AUTO_FREE char *addresses = NULL;
	char hex[DIGEST_HEX];
	char size[TEXT_SIZE];
	char when[WHEN] = "";
	struct tm time;

	digest_to_hex(&entry->sha256, hex);
	if (work->options->json) {
		if (gmtime_r(&entry->since, &time))
			strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &time);
		report_event(work->report, "result",
		             json_pack("{s:s, s:I, s:s, s:o}", "sha256", hex, "size",
		                       (json_int_t)entry->size, "since", when, "addresses",
		                       addresses_json(&inventory->notes, &entry->sha256)));
		return;
	}
	if (localtime_r(&entry->since, &time))
		strftime(when, sizeof(when), "%Y-%m-%d", &time);
	hex[SHORT] = '\0';
	text_size(size, entry->size);
	addresses = addresses_text(&inventory->notes, &entry->sha256);
	listing_cell(listing, hex);
	listing_cell(listing, size);
	listing_cell(listing, when);
	listing_cell(listing, addresses);
}

bool cache_list(const struct cache_work *work, struct failure *why)
{
	static const char *const titles[] = { "SHA-256", "SIZE", "SINCE", "FROM" };
	struct inventory inventory;
	struct listing listing = { 0 };
	char size[TEXT_SIZE];

	if (!take_stock(work, &inventory, why))
		return false;
	if (!work->options->json && inventory.count)
		listing_begin(&listing, titles, ARRAY_LEN(titles));
	for (size_t i = 0; i < inventory.count; i++)
		tell_object(work, &inventory, &inventory.entries[i], &listing);
	if (!work->options->json && inventory.count)
		listing_end(&listing);
	text_size(size, inventory.size);
	report_note(work->report, "%zu object%s, %s, in '%s'", inventory.count,
	            inventory.count == 1 ? "" : "s", size, work->store.path);
	inventory_done(&inventory);
	return true;
}

static void tell_verified(const struct cache_work *work, const struct inventory *inventory,
                          const struct store_entry *entry, bool is_sound)
{
	char hex[DIGEST_HEX];
	AUTO_FREE char *addresses = NULL;

	digest_to_hex(&entry->sha256, hex);
	report_event(work->report, "result",
	             json_pack("{s:s, s:I, s:b, s:o}", "sha256", hex, "size",
	                       (json_int_t)entry->size, "sound", is_sound, "addresses",
	                       addresses_json(&inventory->notes, &entry->sha256)));
	if (is_sound)
		return;
	addresses = addresses_text(&inventory->notes, &entry->sha256);
	report_warning(work->report, "the object %s was damaged and is removed (%s)", hex,
	               addresses);
}

static bool verify_all(const struct cache_work *work, const struct inventory *inventory,
                       size_t *damaged, struct failure *why)
{
	uint64_t done = 0;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct store_entry *entry = &inventory->entries[i];
		struct stored stored;

		progress_report(&work->report->progress, "verifying", done, inventory->size);
		if (!store_find(&work->store, &entry->sha256, &stored, why))
			return false;
		/* One that another program has just removed is neither. */
		if (stored.fd != -1 || stored.was_damaged)
			tell_verified(work, inventory, entry, !stored.was_damaged);
		*damaged += stored.was_damaged;
		stored_done(&stored);
		done += entry->size;
	}
	progress_report(&work->report->progress, "verifying", done, inventory->size);
	report_end_line(work->report);
	return true;
}

bool cache_verify(const struct cache_work *work, struct failure *why)
{
	struct inventory inventory;
	size_t damaged = 0;
	bool good;

	if (!take_stock(work, &inventory, why))
		return false;
	good = verify_all(work, &inventory, &damaged, why);
	if (good && damaged)
		good = fail(why, FAIL_VERIFY,
		            "%zu of %zu objects in the cache %s damaged and removed; download or "
		            "import again what you need",
		            damaged, inventory.count, damaged == 1 ? "was" : "were");
	else if (good && !work->options->json)
		printf("Every object holds what its name says: %zu of %zu.\n", inventory.count,
		       inventory.count);
	inventory_done(&inventory);
	return good;
}
