#include "app/sticks/confirm.h"

#include "app/sticks/confirm_one.h"
#include "base/mem.h"
#include "cli/prompt/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool spend_all(const struct options *options, const struct sticks *sticks, bool *covered,
                      struct failure *why)
{
	for (size_t i = 0; i < options->erase.count; i++) {
		if (!spend(options->erase.items[i], sticks, covered))
			return fail(why, FAIL_REFUSED,
			            "--erase '%s' is not what any of the %zu disks has, or was "
			            "given too often",
			            options->erase.items[i], sticks->count);
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
		confirm_refuse(&sticks->disks[i], &here);
		sticks_add_refusal(why, &here, refused++);
	}
	return refused == 0;
}

static size_t index_of(const struct sticks *sticks, const char *name)
{
	size_t i = 0;

	while (i < sticks->count && strcmp(sticks->disks[i].name, name) != 0)
		i++;
	return i;
}

bool assent_names_all(const struct sticks *sticks, const char *line)
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
	char *text = mem_strdup("");

	for (size_t i = 0; i < sticks->count; i++) {
		char *longer = mem_printf("%s%s%s", text, i ? " " : "", sticks->disks[i].name);

		free(text);
		text = longer;
	}
	return text;
}

static bool ask(const struct sticks *sticks, struct report *report, struct failure *why)
{
	AUTO_FREE char *names = all_names(sticks);
	AUTO_FREE char *question =
	        mem_printf("EVERYTHING on these %zu disks will be lost. To go on type the names of "
	                   "all of them, %s:",
	                   sticks->count, names);
	char answer[ANSWER];

	for (size_t i = 0; i < sticks->count; i++)
		confirm_describe(report, &sticks->disks[i]);
	if (!ask_line(report, question, answer, why))
		return false;
	return assent_names_all(sticks, answer) ||
	       fail(why, FAIL_REFUSED, "'%.256s' is not '%.256s'; nothing was changed", answer,
	            names);
}

static bool assent_to_several(const struct sticks *sticks, const struct options *options,
                              struct report *report, struct failure *why)
{
	AUTO_FREE bool *covered = mem_zalloc(sticks->count, sizeof(*covered));

	if (!spend_all(options, sticks, covered, why) || !check_doubtful(sticks, covered, why))
		return false;
	if (options->yes || options->dry_run)
		return true;
	if (!ask_possible())
		return fail(why, FAIL_REFUSED,
		            "nobody to ask before %zu disks are wiped; --yes says it is right",
		            sticks->count);
	return ask(sticks, report, why);
}

bool assent(const struct sticks *sticks, const struct options *options, struct report *report,
            struct failure *why)
{
	return sticks->count == 1 ? confirm_device(&sticks->disks[0], options, report, why)
	                          : assent_to_several(sticks, options, report, why);
}
