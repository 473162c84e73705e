#include "cli/output/summary_words.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/screen/message.h"
#include "guide/guide.h"

#include <stdio.h>

void summary_target(const struct summary *summary, char name[SUMMARY_TARGET])
{
	text_clean(name, SUMMARY_TARGET, summary->disks ? summary->disks[0].path : summary->output);
}

size_t summary_file_count(const struct summary *summary)
{
	return summary->inputs ? summary->inputs->count : 0;
}

bool summary_checks_capacity(const struct summary *summary)
{
	return summary->disks && summary->target && summary->target->check_capacity;
}

bool summary_wipes(const struct summary *summary)
{
	return summary->disks && summary->target && summary->target->wipe;
}

/* One line, for those who did not want to be asked. */
static void brief_words(const struct summary *summary, const struct outcome *outcome)
{
	const bool is_back = outcome && outcome->again;
	char target[SUMMARY_TARGET];

	summary_target(summary, target);
	message_print(stdout, "",
	              "Proven: %s holds what was written, read back and compared%s%s.%s%s%s",
	              target, is_back ? "; once more as " : "", is_back ? outcome->again->path : "",
	              summary_checks_capacity(summary) ? " Its capacity is genuine." : "",
	              summary_wipes(summary) ? " The rest of it was wiped." : "",
	              outcome && outcome->ejected ? " Finished: remove it now." : "");
}

static void proof_words(const struct summary *summary, const struct outcome *outcome)
{
	char target[SUMMARY_TARGET];

	summary_target(summary, target);
	message_print(stdout, "", "Proven: %s holds what was written, read back and compared.",
	              target);
	if (summary_checks_capacity(summary))
		message_text(stdout, "", "  Its capacity is genuine.");
	if (summary_wipes(summary))
		message_text(stdout, "", "  The rest of it was wiped.");
	if (outcome && outcome->again)
		message_print(stdout, "", "  proven once more after it was plugged in again, as %s",
		              outcome->again->path);
}

static void digest_words(const struct summary *summary, const struct digest *used)
{
	char hex[DIGEST_HEX];

	if (used) {
		digest_to_hex(used, hex);
		message_print(stdout, "", "  first %llu bytes: SHA-256 %s",
		              (unsigned long long)summary->manifest->length, hex);
	}
	for (size_t i = 0;
	     i < summary->manifest->file_count && !manifest_is_of_rescue_pc(summary->manifest);
	     i++) {
		digest_to_hex(&summary->manifest->files[i].sha256, hex);
		message_print(stdout, "", "  %s: SHA-256 %s", summary->manifest->files[i].path,
		              hex);
	}
}

static void router_words(const struct report *report, const struct summary *summary)
{
	const struct guide_card card = {
		.recipe = summary->recipe,
		.file = summary->manifest->file_count ? summary->manifest->files[0].path : NULL,
	};

	if (summary->recipe && !report->quiet) {
		putchar('\n');
		guide_steps(&card, stdout);
	}
}

void summary_words_result(struct report *report, const struct summary *summary,
                          const struct digest *used, const struct outcome *outcome)
{
	if (outcome && outcome->why)
		return; /* its second proof failed: main() says so */
	if (report->brief) {
		brief_words(summary, outcome);
		return;
	}
	proof_words(summary, outcome);
	digest_words(summary, used);
	if (outcome && outcome->ejected)
		puts("The stick is finished: remove it now.");
	router_words(report, summary);
}

void summary_failures(struct report *report, const struct outcome *outcomes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (outcomes[i].why)
			report_subject(report, "Failed: %s: %s", outcomes[i].disk->path,
			               outcomes[i].why->text);
	}
}

void summary_words_results(struct report *report, const struct summary *summary,
                           const struct digest *used, const struct outcome *outcomes, size_t count)
{
	size_t proven = 0;
	size_t ejected = 0;

	for (size_t i = 0; i < count; i++) {
		struct summary one = *summary;

		one.disks = outcomes[i].disk;
		one.disk_count = 1;
		proven += !outcomes[i].why;
		ejected += outcomes[i].ejected;
		if (!outcomes[i].why && report->brief)
			brief_words(&one, &outcomes[i]);
		else if (!outcomes[i].why)
			proof_words(&one, &outcomes[i]);
	}
	if (proven && !report->brief) {
		digest_words(summary, used);
		if (ejected == proven)
			puts("They are finished: remove them now.");
		router_words(report, summary);
		fflush(stdout);
	}
	if (proven == count)
		printf("All %zu sticks are proven.\n", count);
}

void summary_words_dry_run(void)
{
	puts("Every check passed; nothing was written because of --dry-run.");
}

void summary_words_locked(struct report *report, const struct summary *summary)
{
	const struct manifest *manifest = summary->manifest;

	message_print(stdout, "", "Locked: %s", manifest->recipe);
	digest_words(summary, NULL);
	for (size_t i = 0; i < manifest->file_count; i++)
		message_print(stdout, "", "  %s: authenticated by: %s%s%s", manifest->files[i].path,
		              manifest->files[i].vouched,
		              manifest->files[i].model ? "; model: " : "",
		              manifest->files[i].model ? manifest->files[i].model : "");
	report_note(report, "'mkrescue-usb build --locked' makes exactly this, or fails.");
}
