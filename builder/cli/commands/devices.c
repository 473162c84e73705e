#include "app/disks/disk_users.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "cli/commands/commands.h"
#include "cli/output/text_table.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>

/* What a disk is judged by when no layout has been chosen yet. */
static const struct device_terms any_terms = { .unmount_allowed = true };

/* "no: ...; ...": to be freed. */
static char *join_reasons(const char *verdict, const struct reasons *reasons, size_t count)
{
	AUTO_FREE char *list = NULL;
	struct joined text = { 0 };

	for (size_t i = 0; i < count; i++)
		joined_add(&text, "; ", "%s", reasons->text[i]);
	list = joined_take(&text);
	return mem_printf("%s: %s", verdict, list);
}

static char *all_reasons(const struct disk *disk, const struct reasons *against,
                         const struct reasons *doubts)
{
	/* The last reason, that this user may not open it, is in the note above the table. */
	bool denied = disk->unchecked & UNCHECKED_OPEN;

	if (against->count > denied)
		return join_reasons("no", against, against->count - denied);
	if (denied)
		return mem_strdup("unknown without root");
	if (doubts->count)
		return join_reasons(disk->serial[0] ? "only if you type its serial number"
		                                    : "only if you type its size in bytes",
		                    doubts, doubts->count);
	return mem_strdup("yes: removable or on USB, not in use (exclusive use not asked)");
}

static void device_row(struct text_table *table, const struct disk *disk, const char *reasons)
{
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	text_table_cell(table, disk->path);
	text_table_cell(table, disk->kind);
	text_table_cell(table, size);
	text_table_cell(table, title);
	text_table_cell(table, disk->serial);
	text_table_cell(table, reasons);
}

static json_t *texts(const struct reasons *reasons)
{
	json_t *array = json_array();

	for (size_t i = 0; i < reasons->count; i++)
		json_array_append_new(array, json_string(reasons->text[i]));
	return array;
}

/* What was not checked, as scripts read it. */
static json_t *not_asked(const struct disk *disk)
{
	static const struct {
		enum unchecked what;
		const char *word;
	} words[] = {
		{ UNCHECKED_OPEN, "contents" },       { UNCHECKED_PROGRAMS, "programs" },
		{ UNCHECKED_CONTAINER, "container" }, { UNCHECKED_LOOPS, "loops" },
		{ UNCHECKED_EXCLUSIVE, "exclusive" },
	};
	json_t *array = json_array();

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (disk->unchecked & words[i].what)
			json_array_append_new(array, json_string(words[i].word));
	}
	return array;
}

static json_t *contents(const struct disk *disk)
{
	json_t *array = json_array();

	for (size_t i = 0; i < disk->content_count; i++)
		json_array_append_new(array,
		                      json_pack("{s:s, s:s, s:s}", "where", disk->contents[i].where,
		                                "type", disk->contents[i].type, "label",
		                                disk->contents[i].label));
	return array;
}

static void device_event(struct report *report, const struct disk *disk,
                         const struct reasons *against, const struct reasons *doubts)
{
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:b, s:b, s:s, s:o, s:o, s:o, "
	                       "s:o}",
	                       "device", disk->path, "kind", disk->kind, "maker", disk->maker,
	                       "model", disk->model, "serial", disk->serial, "size",
	                       (json_int_t)disk->size, "removable", disk->removable, "usb",
	                       disk->usb, "writable", against->count == 0, "erase", phrase,
	                       "against", texts(against), "doubts", texts(doubts), "contents",
	                       contents(disk), "not_asked", not_asked(disk)));
}

bool command_devices(const struct options *options, struct report *report, struct failure *why)
{
	static const char *const titles[] = { "DEVICE", "KIND",   "SIZE",
		                              "NAME",   "SERIAL", "MAY IT BE WRITTEN?" };
	const struct request request = options_request(options);
	const struct disk_users_query query = { .request = &request };
	AUTO_FREE struct disk *disks = NULL;
	struct text_table table = { 0 };
	size_t count = 0;

	if (!device_survey(&device_world_here, true, &disks, &count, why) ||
	    !disk_users_find(disks, count, &query, &report->ui, why))
		return false;
	if (!options->json)
		text_table_begin(&table, titles, ARRAY_LEN(titles));
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *reasons = NULL;
		struct reasons against;
		struct reasons doubts;

		device_refusals(&disks[i], &any_terms, &against);
		device_doubts(&disks[i], &doubts);
		reasons = all_reasons(&disks[i], &against, &doubts);
		if (options->json)
			device_event(report, &disks[i], &against, &doubts);
		else
			device_row(&table, &disks[i], reasons);
	}
	if (!options->json)
		text_table_end(&table);
	if (!count)
		report_note(report, "No disk was found.");
	return true;
}
