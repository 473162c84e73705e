#include "app/sticks/confirm.h"

#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *join_reasons(const struct reasons *reasons)
{
	struct joined text = { 0 };

	for (size_t i = 0; i < reasons->count; i++)
		joined_add(&text, "; ", "%s", reasons->text[i]);
	return joined_take(&text);
}

static void describe(struct ui *ui, const struct disk *disk)
{
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	ui_subject(ui, "%s: %s %s, %s%s%s", disk->path, disk->kind, title, size,
	           disk->serial[0] ? ", serial " : "", disk->serial);
	for (size_t i = 0; i < disk->content_count; i++)
		ui_subject(ui, "  holds: %s %s%s%s%s", disk->contents[i].where,
		           disk->contents[i].type, disk->contents[i].label[0] ? " \"" : "",
		           disk->contents[i].label, disk->contents[i].label[0] ? "\"" : "");
	for (size_t i = 0; i < disk->user_count; i++)
		ui_subject(ui, "  mounted at %s: it will be unmounted", disk->users[i].unmount);
}

static bool is_called(const struct disk *disk, const char *word)
{
	return strcmp(word, disk->name) == 0 || strcmp(word, disk->path) == 0;
}

static bool is_name(const void *context, const char *answer, struct failure *why)
{
	const struct disk *disk = context;

	return is_called(disk, answer) ||
	       fail(why, FAIL_REFUSED, "'%.256s' is not '%s'", answer, disk->name);
}

/* "sdb", or "/dev/sdb" as it was typed before. */
static bool type_name(struct ui *ui, const struct disk *disk, struct failure *why)
{
	AUTO_FREE char *text = mem_printf("To go on type its name, %s:", disk->name);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.text = text,
		.danger = "EVERYTHING on this disk will be lost.",
		.accepts = is_name,
		.context = disk,
	};
	char answer[UI_ANSWER];

	return ui_ask(ui, &question, answer, why);
}

/* Only the phrase itself will do. */
static bool type_it(struct ui *ui, const char *what, const char *phrase, struct failure *why)
{
	AUTO_FREE char *text = mem_printf("To go on type its %s, %s:", what, phrase);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.text = text,
		.danger = "EVERYTHING on this disk will be lost.",
		.phrase = phrase,
	};
	char answer[UI_ANSWER];

	return ui_ask(ui, &question, answer, why);
}

static bool refuse(const struct disk *disk, struct failure *why)
{
	AUTO_FREE char *text = NULL;
	struct reasons doubts;
	char phrase[DEVICE_TEXT];

	device_doubts(disk, &doubts);
	device_pass_phrase(disk, phrase);
	text = join_reasons(&doubts);
	return fail(why, FAIL_HOLDS_DATA,
	            "'%s' does not look like a stick: %s; to erase it anyway, give --erase '%s'",
	            disk->path, text, phrase);
}

static bool confirm_doubtful(const struct disk *disk, const struct request *request,
                             const struct reasons *doubts, struct ui *ui, struct failure *why)
{
	AUTO_FREE char *text = join_reasons(doubts);
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	if (request->consent.erase.count)
		return true; /* compared already */
	if (!request->consent.yes && (request->consent.dry_run || ui->can_ask)) {
		describe(ui, disk);
		ui_warning(ui, "'%s' does not look like a stick: %s", disk->path, text);
		return request->consent.dry_run ||
		       type_it(ui, disk->serial[0] ? "serial number" : "size in bytes", phrase,
		               why);
	}
	return refuse(disk, why);
}

static bool check_erase(const struct disk *disk, const struct request *request, struct failure *why)
{
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	for (size_t i = 0; i < request->consent.erase.count; i++) {
		if (strcmp(request->consent.erase.items[i], phrase) != 0)
			return fail(why, FAIL_NOT_CONFIRMED,
			            "--erase '%s' does not match '%s' of '%s'",
			            request->consent.erase.items[i], phrase, disk->path);
	}
	return true;
}

static bool confirm_device(const struct disk *disk, const struct request *request, struct ui *ui,
                           struct failure *why)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	if (!check_erase(disk, request, why))
		return false;
	if (doubts.count && !confirm_doubtful(disk, request, &doubts, ui, why))
		return false;
	if (request->consent.yes || request->consent.dry_run ||
	    (doubts.count && !request->consent.erase.count))
		return true;
	if (!ui->can_ask)
		return fail_unless(why, FAIL_NOT_CONFIRMED, "--yes",
		                   "'%s' would be erased and there is no terminal to confirm on; "
		                   "use --yes",
		                   disk->path);
	describe(ui, disk);
	return type_name(ui, disk, why);
}

static bool fits(const struct disk *disk, const char *erase)
{
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	return strcmp(phrase, erase) == 0;
}

static bool is_doubtful(const struct disk *disk)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	return doubts.count != 0;
}

/* One --erase is for one disk, first of all for one that needs it: cheap sticks share serials. */
static bool spend(const char *erase, const struct sticks *sticks, bool *covered)
{
	size_t found = sticks->count;

	for (size_t i = 0; i < sticks->count; i++) {
		if (covered[i] || !fits(&sticks->disks[i], erase))
			continue;
		if (found == sticks->count || is_doubtful(&sticks->disks[i]))
			found = i;
		if (is_doubtful(&sticks->disks[i]))
			break;
	}
	if (found == sticks->count)
		return false;
	covered[found] = true;
	return true;
}

static bool spend_all(const struct request *request, const struct sticks *sticks, bool *covered,
                      struct failure *why)
{
	for (size_t i = 0; i < request->consent.erase.count; i++) {
		if (!spend(request->consent.erase.items[i], sticks, covered))
			return fail(why, FAIL_NOT_CONFIRMED,
			            "--erase '%s' matches none of the %zu disks, or was given "
			            "too often",
			            request->consent.erase.items[i], sticks->count);
	}
	return true;
}

/* Every one that needs an --erase and has none, as far as there is room. */
static bool check_doubtful(const struct sticks *sticks, const bool *covered, struct failure *why)
{
	size_t refused = 0;

	for (size_t i = 0; i < sticks->count; i++) {
		struct failure here;

		if (covered[i] || !is_doubtful(&sticks->disks[i]))
			continue;
		refuse(&sticks->disks[i], &here);
		sticks_add_refusal(why, &here, refused++);
	}
	return refused == 0;
}

static size_t index_of(const struct sticks *sticks, const char *name)
{
	size_t i = 0;

	while (i < sticks->count && !is_called(&sticks->disks[i], name))
		i++;
	return i;
}

bool confirm_names_all(const struct sticks *sticks, const char *line)
{
	AUTO_FREE char *words = mem_strdup(line);
	AUTO_FREE bool *named = mem_zalloc(sticks->count + 1, sizeof(*named));
	size_t count = 0;
	char *rest = words;

	for (const char *word = strsep(&rest, ", "); word; word = strsep(&rest, ", ")) {
		size_t i = word[0] ? index_of(sticks, word) : 0;

		if (!word[0])
			continue;
		if (i == sticks->count || named[i])
			return false;
		named[i] = true;
		count++;
	}
	return count == sticks->count;
}

static char *all_names(const struct sticks *sticks)
{
	struct joined names = { 0 };

	for (size_t i = 0; i < sticks->count; i++)
		joined_add(&names, " ", "%s", sticks->disks[i].name);
	return joined_take(&names);
}

static bool names_all(const void *context, const char *answer, struct failure *why)
{
	const struct sticks *sticks = context;
	AUTO_FREE char *names = all_names(sticks);

	return confirm_names_all(sticks, answer) ||
	       fail(why, FAIL_REFUSED, "'%.256s' is not '%.256s'", answer, names);
}

static bool ask(const struct sticks *sticks, struct ui *ui, struct failure *why)
{
	AUTO_FREE char *names = all_names(sticks);
	AUTO_FREE char *text = mem_printf("To go on type the names of all of them, %s:", names);
	AUTO_FREE char *danger =
	        mem_printf("EVERYTHING on these %zu disks will be lost.", sticks->count);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.text = text,
		.danger = danger,
		.accepts = names_all,
		.context = sticks,
	};
	char answer[UI_ANSWER];

	for (size_t i = 0; i < sticks->count; i++)
		describe(ui, &sticks->disks[i]);
	return ui_ask(ui, &question, answer, why);
}

static bool confirm_several(const struct sticks *sticks, const struct request *request,
                            struct ui *ui, struct failure *why)
{
	AUTO_FREE bool *covered = mem_zalloc(sticks->count, sizeof(*covered));

	if (!spend_all(request, sticks, covered, why) || !check_doubtful(sticks, covered, why))
		return false;
	if (request->consent.yes || request->consent.dry_run)
		return true;
	if (!ui->can_ask)
		return fail_unless(why, FAIL_NOT_CONFIRMED, "--yes",
		                   "%zu disks would be erased and there is no terminal to confirm "
		                   "on; use --yes",
		                   sticks->count);
	return ask(sticks, ui, why);
}

bool confirm(const struct sticks *sticks, const struct request *request, struct ui *ui,
             struct failure *why)
{
	return sticks->count == 1 ? confirm_device(&sticks->disks[0], request, ui, why)
	                          : confirm_several(sticks, request, ui, why);
}
