#include "app/sticks/confirm_one.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/prompt/ask.h"

#include <stdio.h>
#include <string.h>

static char *join_reasons(const struct reasons *reasons)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return mem_strdup("it is not obviously a stick");
	for (size_t i = 0; i < reasons->count; i++)
		fprintf(out, "%s%s", i ? "; " : "", reasons->text[i]);
	fclose(out);
	return text;
}

void confirm_describe(struct report *report, const struct disk *disk)
{
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	report_subject(report, "%s: %s %s, %s%s%s", disk->path, disk->kind, title, size,
	               disk->serial[0] ? ", serial " : "", disk->serial);
	for (size_t i = 0; i < disk->content_count; i++)
		report_subject(report, "  holds: %s %s%s%s%s", disk->contents[i].where,
		               disk->contents[i].type, disk->contents[i].label[0] ? " \"" : "",
		               disk->contents[i].label, disk->contents[i].label[0] ? "\"" : "");
	for (size_t i = 0; i < disk->mount_count; i++)
		report_subject(report, "  mounted at %s: it will be unmounted",
		               disk->mounts[i].path);
}

/* A typed answer must be exactly `wanted`. */
static bool type_it(struct report *report, const char *what, const char *wanted,
                    struct failure *why)
{
	AUTO_FREE char *question = mem_printf(
	        "EVERYTHING on this disk will be lost. To go on type its %s, %s:", what, wanted);
	char answer[ANSWER];

	if (!ask_line(report, question, answer, why))
		return false;
	return strcmp(answer, wanted) == 0 ||
	       fail(why, FAIL_REFUSED, "'%s' is not '%s'; nothing was changed", answer, wanted);
}

bool confirm_refuse(const struct disk *disk, struct failure *why)
{
	AUTO_FREE char *text = NULL;
	struct reasons doubts;
	char phrase[DEVICE_TEXT];

	device_doubts(disk, &doubts);
	device_pass_phrase(disk, phrase);
	text = join_reasons(&doubts);
	return fail(why, FAIL_REFUSED,
	            "'%s' does not look like a stick: %s; to wipe it all the same, give --erase "
	            "'%s'",
	            disk->path, text, phrase);
}

static bool confirm_doubtful(const struct disk *disk, const struct options *options,
                             const struct reasons *doubts, struct report *report,
                             struct failure *why)
{
	AUTO_FREE char *text = join_reasons(doubts);
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	if (options->erase.count)
		return true; /* compared already */
	if (!options->yes && (options->dry_run || ask_possible())) {
		confirm_describe(report, disk);
		report_warning(report, "'%s' does not look like a stick: %s", disk->path, text);
		return options->dry_run ||
		       type_it(report, disk->serial[0] ? "serial number" : "size in bytes", phrase,
		               why);
	}
	return confirm_refuse(disk, why);
}

static bool check_erase(const struct disk *disk, const struct options *options, struct failure *why)
{
	char phrase[DEVICE_TEXT];

	device_pass_phrase(disk, phrase);
	for (size_t i = 0; i < options->erase.count; i++) {
		if (strcmp(options->erase.items[i], phrase) != 0)
			return fail(why, FAIL_REFUSED, "--erase '%s' is not '%s', which '%s' has",
			            options->erase.items[i], phrase, disk->path);
	}
	return true;
}

bool confirm_device(const struct disk *disk, const struct options *options, struct report *report,
                    struct failure *why)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	if (!check_erase(disk, options, why))
		return false;
	if (doubts.count && !confirm_doubtful(disk, options, &doubts, report, why))
		return false;
	if (options->yes || options->dry_run || (doubts.count && !options->erase.count))
		return true;
	if (!ask_possible())
		return fail(why, FAIL_REFUSED,
		            "nobody to ask before '%s' is wiped; --yes says it is right",
		            disk->path);
	confirm_describe(report, disk);
	return type_it(report, "name", disk->name, why);
}
