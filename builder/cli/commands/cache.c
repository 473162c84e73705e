#include "app/cache/export.h"
#include "app/cache/export_files.h"
#include "app/cache/import.h"
#include "app/cache/inventory.h"
#include "app/cache/prune.h"
#include "app/knowledge/home.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "cli/commands/commands.h"
#include "cli/output/address_list.h"
#include "cli/screen/message.h"
#include "cli/screen/text_table.h"

#include <stdio.h>
#include <string.h>

enum { SHORT = 12, WHEN = 32 };

struct work {
	const struct options *options;
	struct report *report;
	struct store store;
	const char *file; /* of an export or import, else NULL */
};

static void list_object(const struct work *work, const struct inventory *inventory,
                        const struct store_entry *entry, struct text_table *table)
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
		                       address_list_json(&inventory->notes, &entry->sha256)));
		return;
	}
	if (localtime_r(&entry->since, &time))
		strftime(when, sizeof(when), "%Y-%m-%d", &time);
	hex[SHORT] = '\0';
	text_size(size, entry->size);
	addresses = address_list_text(&inventory->notes, &entry->sha256);
	text_table_cell(table, hex);
	text_table_cell(table, size);
	text_table_cell(table, when);
	text_table_cell(table, addresses);
}

static bool list(const struct work *work, struct failure *why)
{
	static const struct text_column columns[] = {
		{ "SHA-256", 0 },
		{ "SIZE", 1 },
		{ "SINCE", 2 },
		{ "FROM", 0 },
	};
	struct inventory inventory;
	struct text_table table = { 0 };
	char size[TEXT_SIZE];

	if (!inventory_take(&work->store, &inventory, why))
		return false;
	if (!work->options->json && inventory.count)
		text_table_begin(&table, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < inventory.count; i++)
		list_object(work, &inventory, &inventory.entries[i], &table);
	if (!work->options->json && inventory.count)
		text_table_end(&table);
	text_size(size, inventory.size);
	report_note(work->report, "%zu object%s, %s, in '%s'", inventory.count,
	            inventory.count == 1 ? "" : "s", size, work->store.path);
	inventory_done(&inventory);
	return true;
}

static bool verify(const struct work *work, struct failure *why)
{
	struct inventory inventory;
	bool good;

	if (!inventory_take(&work->store, &inventory, why))
		return false;
	good = inventory_verify(&work->store, &inventory, &work->report->ui, why);
	report_end_line(work->report);
	if (good && !work->options->json)
		message_print(stdout, "", "All objects match their checksums: %zu of %zu.",
		              inventory.count, inventory.count);
	inventory_done(&inventory);
	return good;
}

static bool export(const struct work *work, struct failure *why)
{
	const struct request request = options_request(work->options);
	struct exported exported;
	char text[TEXT_SIZE];

	if (!cache_export(&work->store, work->file, &request, &work->report->ui, &exported, why))
		return false;
	report_end_line(work->report);
	report_event(work->report, "result",
	             json_pack("{s:o, s:I, s:I, s:I, s:I}", "file", report_json(work->file), "size",
	                       (json_int_t)exported.size, "objects", (json_int_t)exported.objects,
	                       "catalogue_files", (json_int_t)exported.catalogue_files,
	                       "not_known_to_be_free", (json_int_t)exported.not_known_to_be_free));
	if (work->options->json)
		return true;
	text_size(text, exported.size);
	message_print(stdout, "", "Exported %zu object%s and the catalogue: %s.", exported.objects,
	              exported.objects == 1 ? "" : "s", text);
	report_note(work->report, "On the other computer: mkrescue-usb cache import FILE");
	return true;
}

/* Every folder but the templates, which no option takes. */
static void show_folders(const struct work *work, const char *folder, const struct bundle *bundle)
{
	char last[BUNDLE_PATH_MAX + 1] = "";

	for (size_t i = 0; i < bundle->file_count; i++) {
		const char *path = bundle->files[i].path;
		const size_t length = strcspn(path, "/");

		if (!path[length] || (strncmp(path, last, length) == 0 && !last[length]) ||
		    strncmp(path, CATALOGUE_TEMPLATES "/", length + 1) == 0)
			continue;
		snprintf(last, sizeof(last), "%.*s", (int)length, path);
		report_note(work->report, "  --catalog '%s/%s'", folder, last);
	}
}

static void show_catalogue(const struct work *work, const struct imported *imported)
{
	if (!imported->catalogue) {
		report_note(work->report, "Its catalogue is the same as this program's.");
		return;
	}
	report_note(work->report, "Its catalogue differs from this program's. To use it, add:");
	show_folders(work, imported->catalogue, &imported->bundle);
	report_note(work->report, "It contains public keys whose signatures are then accepted: use "
	                          "it only if you trust its author.");
}

static void show_imported(const struct work *work, const struct imported *imported)
{
	const struct bundle *bundle = &imported->bundle;

	report_end_line(work->report);
	report_event(work->report, "result",
	             json_pack("{s:o, s:I, s:I, s:I, s:I, s:o}", "file", report_json(work->file),
	                       "objects", (json_int_t)bundle->object_count, "new",
	                       (json_int_t)imported->objects_new, "addresses",
	                       (json_int_t)imported->addresses, "addresses_kept",
	                       (json_int_t)imported->addresses_kept, "catalogue",
	                       report_json(imported->catalogue)));
	if (work->options->json)
		return;
	message_print(stdout, "", "Imported %zu object%s, %zu of them new.", bundle->object_count,
	              bundle->object_count == 1 ? "" : "s", imported->objects_new);
	show_catalogue(work, imported);
}

static bool import(const struct work *work, struct failure *why)
{
	const struct request request = options_request(work->options);
	struct imported imported;

	if (!cache_import(&work->store, work->file, &request, &work->report->ui, &imported, why))
		return false;
	show_imported(work, &imported);
	imported_done(&imported);
	return true;
}

static bool prune(const struct work *work, struct failure *why)
{
	struct pruned pruned;
	char size[TEXT_SIZE];

	if (!cache_prune(&work->store, work->options->all, &pruned, why))
		return false;
	report_event(work->report, "result",
	             json_pack("{s:I, s:I, s:I}", "objects", (json_int_t)pruned.objects,
	                       "catalogues", (json_int_t)pruned.catalogues, "bytes",
	                       (json_int_t)pruned.bytes));
	if (work->options->json)
		return true;
	text_size(size, pruned.bytes);
	message_print(stdout, "", "Removed %zu object%s and %zu imported catalogue%s: %s freed.",
	              pruned.objects, pruned.objects == 1 ? "" : "s", pruned.catalogues,
	              pruned.catalogues == 1 ? "" : "s", size);
	return true;
}

typedef bool cache_action(const struct work *work, struct failure *why);

struct action {
	const char *name;
	cache_action *run;
	bool takes_file;
};

static const struct action actions[] = {
	{ "list", list, false },    { "verify", verify, false }, { "export", export, true },
	{ "import", import, true }, { "prune", prune, false },
};

#define ALL_ACTIONS "'list', 'verify', 'export FILE', 'import FILE' or 'prune'"

/* NULL after a failure. */
static const struct action *find_action(const struct strings *operands, struct failure *why)
{
	if (!operands->count) {
		fail(why, FAIL_INCOMPLETE, "'cache' needs one of: " ALL_ACTIONS);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (strcmp(operands->items[0], actions[i].name) == 0)
			return &actions[i];
	}
	fail(why, FAIL_BAD_OPTION, "unknown word '%s' after 'cache'; use " ALL_ACTIONS,
	     operands->items[0]);
	return NULL;
}

static bool check(const struct options *options, const struct action *action, struct failure *why)
{
	const struct strings *operands = &options->operands;

	if (action->takes_file && operands->count < 2)
		return fail(why, FAIL_INCOMPLETE, "'cache %s' needs a FILE, such as cache.tar",
		            action->name);
	if (!action->takes_file && operands->count > 1)
		return fail(why, FAIL_BAD_OPTION, "'cache %s' does not take a file; remove '%s'",
		            action->name, operands->items[1]);
	if (options->all && action->run != prune)
		return fail(why, FAIL_BAD_OPTION, "'--all' can only be used with 'cache prune'");
	if (options->force && action->run != export)
		return fail(why, FAIL_BAD_OPTION, "'--force' can only be used with 'cache export'");
	return true;
}

bool command_cache(const struct options *options, struct report *report, struct failure *why)
{
	const struct strings *operands = &options->operands;
	struct work work = { .options = options, .report = report };
	const struct action *action = find_action(operands, why);
	bool good;

	if (!action || !check(options, action, why) || !home_store(&work.store, why))
		return false;
	work.file = action->takes_file ? operands->items[1] : NULL;
	good = action->run(&work, why);
	store_done(&work.store);
	return good;
}
