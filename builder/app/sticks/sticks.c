#include "app/sticks/sticks.h"

#include "app/disks/disk_users.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_disk(struct sticks *sticks, const struct disk *disk)
{
	sticks->disks = mem_grow(sticks->disks, sticks->count, sizeof(*sticks->disks));
	sticks->disks[sticks->count++] = *disk;
}

static bool look_at_named(struct sticks *out, const struct strings *named, struct ui *ui,
                          struct failure *why)
{
	for (size_t i = 0; i < named->count; i++) {
		struct disk disk;

		if (!device_look(&device_world_here, named->items[i], ui_progress(ui), &disk, why))
			return false;
		add_disk(out, &disk);
	}
	return true;
}

/* Only USB disks are looked into: no byte of any other is read. One that fails is left out. */
static bool look_at_usb(struct sticks *out, struct ui *ui, struct failure *why)
{
	AUTO_FREE struct disk *disks = NULL;
	size_t count = 0;

	if (!device_survey(&device_world_here, &disks, &count, why))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct disk disk;

		if (!disks[i].usb || !disks[i].size)
			continue; /* a reader's empty slot is no stick to anybody */
		if (device_look(&device_world_here, disks[i].path, ui_progress(ui), &disk, why))
			add_disk(out, &disk);
		else if (why->kind == FAIL_INTERRUPTED)
			return false;
		else if (ui)
			ui_warning(ui, "--all-usb leaves out %s: %s", disks[i].path, why->text);
	}
	return true;
}

static bool look(struct sticks *out, const struct sticks_rules *rules, struct ui *ui,
                 struct failure *why)
{
	*out = (struct sticks){ 0 };
	if (rules->request->target.all_usb ? look_at_usb(out, ui, why)
	                                   : look_at_named(out, rules->named, ui, why))
		return true;
	sticks_done(out);
	return false;
}

bool sticks_differ(const struct sticks *sticks, const struct strings *named, struct failure *why)
{
	for (size_t i = 0; i < sticks->count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (sticks->disks[i].number == sticks->disks[j].number)
				return fail(why, FAIL_SAME_DISK,
				            "'%s' and '%s' are the same disk; nothing was changed",
				            named->items[j], named->items[i]);
		}
	}
	return true;
}

static void add_reasons(struct reasons *to, const struct reasons *from)
{
	for (size_t i = 0; i < from->count && to->count < REASON_MAX; i++) {
		to->code[to->count] = from->code[i];
		memcpy(to->text[to->count++], from->text[i], REASON_TEXT);
	}
}

void sticks_left_out(const struct disk *disk, const struct device_terms *terms, struct reasons *out)
{
	struct reasons doubts;

	*out = (struct reasons){ 0 };
	if (!disk->usb)
		*out = (struct reasons){ .text = { "it is not on USB" },
			                 .code = { FAIL_NOT_A_STICK },
			                 .count = 1 };
	device_refusals(disk, terms, &doubts);
	add_reasons(out, &doubts);
	device_doubts(disk, &doubts);
	add_reasons(out, &doubts);
}

static void report_left_out(struct ui *ui, const struct disk *disk, const struct reasons *reasons)
{
	char title[DEVICE_TITLE];

	device_title(disk, title);
	for (size_t i = 0; i < reasons->count; i++)
		ui_note(ui, "--all-usb leaves out %s (%s): %s", disk->path, title,
		        reasons->text[i]);
}

void sticks_add_refusal(struct failure *why, const struct failure *more, size_t before)
{
	const struct failure so_far = *why;

	if (before)
		fail_like(why, &so_far, "%s; %s", so_far.text, more->text);
	else
		*why = *more;
}

static bool check_named(const struct sticks *sticks, const struct sticks_rules *rules,
                        struct failure *why)
{
	size_t refused = 0;

	for (size_t i = 0; i < sticks->count; i++) {
		struct failure here;

		if (!device_check(&sticks->disks[i], &rules->terms, &here))
			sticks_add_refusal(why, &here, refused++);
	}
	return refused == 0;
}

/* Takes out those that --all-usb does not mean. */
static bool keep_obvious(struct sticks *sticks, const struct sticks_rules *rules, struct ui *ui,
                         struct failure *why)
{
	size_t kept = 0;

	for (size_t i = 0; i < sticks->count; i++) {
		struct reasons reasons;

		sticks_left_out(&sticks->disks[i], &rules->terms, &reasons);
		if (reasons.count)
			report_left_out(ui, &sticks->disks[i], &reasons);
		else
			sticks->disks[kept++] = sticks->disks[i];
	}
	sticks->count = kept;
	return kept || fail(why, FAIL_NO_STICK,
	                    "no plugged-in USB stick is clearly safe to erase; "
	                    "'mkrescue-usb devices' lists all disks");
}

bool sticks_choose(struct sticks *out, const struct sticks_rules *rules, struct ui *ui,
                   struct failure *why)
{
	const struct request *request = rules->request;
	const struct disk_users_query query = { request, rules->sources, rules->source_name, true };
	struct sticks_rules full = *rules;
	bool good;

	full.terms.allow_fixed = request->consent.allow_fixed;
	full.terms.unmount_allowed =
	        request->consent.unmount || (ui->can_ask && !request->consent.yes);
	if (!look(out, rules, ui, why))
		return false;
	good = disk_users_find(out->disks, out->count, &query, ui, why) &&
	       (request->target.all_usb
	                ? keep_obvious(out, &full, ui, why)
	                : sticks_differ(out, rules->named, why) && check_named(out, &full, why));
	if (!good)
		sticks_done(out);
	return good;
}

bool sticks_smallest(const struct sticks_rules *rules, uint64_t *out, struct failure *why)
{
	struct sticks sticks;

	*out = 0;
	if (!look(&sticks, rules, NULL, why))
		return false;
	for (size_t i = 0; i < sticks.count; i++)
		*out = i == 0 || sticks.disks[i].size < *out ? sticks.disks[i].size : *out;
	sticks_done(&sticks);
	return true;
}

void sticks_done(struct sticks *sticks)
{
	free(sticks->disks);
	*sticks = (struct sticks){ 0 };
}
