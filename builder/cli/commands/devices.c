#include "app/disks/disk_users.h"
#include "app/disks/disk_watch.h"
#include "app/rescue/patience.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "base/wait.h"
#include "cli/commands/commands.h"
#include "cli/screen/message.h"
#include "cli/screen/text_table.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_PAUSE_MS = 300, LOOKS = 5 };

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

/* While disks are watched. */
struct watching {
	const struct options *options;
	struct report *report;
};

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

/* Whether a disk may be written, and why not. */
struct verdict {
	struct reasons against;
	struct reasons doubts;
};

static struct verdict verdict_on(const struct disk *disk)
{
	struct verdict out;

	device_refusals(disk, &any_terms, &out.against);
	device_doubts(disk, &out.doubts);
	return out;
}

static void device_row(struct text_table *table, const struct disk *disk,
                       const struct verdict *verdict)
{
	AUTO_FREE char *reasons = all_reasons(disk, &verdict->against, &verdict->doubts);
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

static json_t *codes(const struct reasons *reasons)
{
	json_t *array = json_array();

	for (size_t i = 0; i < reasons->count; i++) {
		const struct failure why = { .kind = FAIL_REFUSED, .reason = reasons->code[i] };

		json_array_append_new(array, json_string(fail_reason_name(&why)));
	}
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

static void device_event(struct report *report, const char *event, const struct disk *disk,
                         const struct verdict *verdict)
{
	const struct reasons *against = &verdict->against;
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	report_event(report, event,
	             json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:b, s:b, s:s, s:o, s:o, s:o, "
	                       "s:o, s:o}",
	                       "device", disk->path, "kind", disk->kind, "maker", disk->maker,
	                       "model", disk->model, "serial", disk->serial, "size",
	                       (json_int_t)disk->size, "removable", disk->removable, "usb",
	                       disk->usb, "writable", against->count == 0, "erase", phrase,
	                       "against", texts(against), "reasons", codes(against), "doubts",
	                       texts(&verdict->doubts), "contents", contents(disk), "not_asked",
	                       not_asked(disk)));
}

static bool list(const struct options *options, struct report *report, struct failure *why)
{
	static const struct text_column columns[] = {
		{ "DEVICE", 0 }, { "KIND", 2 },   { "SIZE", 0 },
		{ "NAME", 1 },   { "SERIAL", 3 }, { "MAY IT BE WRITTEN?", 0 },
	};
	const struct request request = options_request(options);
	const struct disk_users_query query = { .request = &request };
	AUTO_FREE struct disk *disks = NULL;
	struct text_table table = { 0 };
	size_t count = 0;

	if (!device_survey(&device_world_here, &disks, &count, why))
		return false;
	device_read_contents(disks, count, report->live ? &report->ui.progress : NULL);
	if (!disk_users_find(disks, count, &query, &report->ui, why))
		return false;
	report_end_line(report);
	if (!options->json)
		text_table_begin(&table, columns, ARRAY_LEN(columns));
	table.is_below = true;
	for (size_t i = 0; i < count; i++) {
		const struct verdict verdict = verdict_on(&disks[i]);

		if (options->json)
			device_event(report, "result", &disks[i], &verdict);
		else
			device_row(&table, &disks[i], &verdict);
	}
	if (!options->json)
		text_table_end(&table);
	if (!count)
		report_note(report, "No disk was found.");
	return true;
}

/* Its node may come a moment after the disk; then what is known of it has to do. */
static struct disk examined(const struct disk *disk, struct watching *watching)
{
	const struct request request = options_request(watching->options);
	const struct disk_users_query query = { .request = &request };
	struct disk out = *disk;
	struct failure ignored;

	for (int i = 0;
	     i < LOOKS && !device_look(&device_world_here, disk->path, NULL, &out, &ignored); i++) {
		out = *disk;
		wait_pause(LOOK_PAUSE_MS);
	}
	(void)!disk_users_find(&out, 1, &query, NULL, &ignored);
	return out;
}

static void show_plugged(struct watching *watching, const struct disk *disk)
{
	const struct disk full = examined(disk, watching);
	const struct verdict verdict = verdict_on(&full);
	AUTO_FREE char *reasons = all_reasons(&full, &verdict.against, &verdict.doubts);
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_event(watching->report, "plugged-in", &full, &verdict);
	if (watching->options->json)
		return;
	device_title(&full, title);
	text_size(size, full.size);
	message_print(stdout, "", "Plugged in: %s: %s %s, %s%s%s", full.path, full.kind, title,
	              size, full.serial[0] ? ", serial " : "", full.serial);
	message_print(stdout, "", "    %s", reasons);
}

static void show_change(void *context, const struct disk *disk, bool is_here)
{
	struct watching *watching = context;

	if (is_here)
		show_plugged(watching, disk);
	else
		report_event(watching->report, "pulled-out",
		             json_pack("{s:s}", "device", disk->path));
	if (!is_here && !watching->options->json)
		message_print(stdout, "", "Pulled out: %s", disk->path);
	fflush(stdout);
}

/* Ctrl-C is the usual end of it, and no failure. */
static bool watch(const struct options *options, struct report *report, struct failure *why)
{
	struct watching watching = { options, report };
	struct disk_watch disks = { .world = &device_world_here };
	uint64_t until = 0;
	bool good = patience_read(options->seconds, "--seconds", &until, why) &&
	            disk_watch_look(&disks, show_change, &watching, why);

	if (good)
		report_note(report, "Plug the stick in now, or pull it out. Ctrl-C ends this.");
	until += wait_now();
	while (good && !interrupt_requested() && wait_now() < until) {
		wait_pause(LOOK_PAUSE_MS);
		good = disk_watch_look(&disks, show_change, &watching, why);
	}
	disk_watch_done(&disks);
	return good;
}

bool command_devices(const struct options *options, struct report *report, struct failure *why)
{
	if (options->seconds && !options->watch)
		return fail(why, FAIL_CONFLICT, "--seconds can only be used with --watch here");
	return options->watch ? watch(options, report, why) : list(options, report, why);
}
