#include "cli/output/summary_words.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "guide/guide.h"

#include <stdio.h>

enum { NAME = 256 };

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

static const char *unsigned_because(const struct input *file)
{
	if (file->verdict.any)
		return "it contains nothing that can be checked";
	return file->firmware.findings.signature_detail[0]
	               ? file->firmware.findings.signature_detail
	               : "its format carries no signature";
}

static void warn_of_file(struct report *report, const struct input *file)
{
	const struct firmware *firmware = &file->firmware;

	for (size_t i = 0; i < firmware->findings.warning_count; i++)
		report_warning(report, "%s", firmware->findings.warnings[i]);
	if (file->verdict.unsigned_accepted)
		report_warning(report,
		               "'%s' has no proof of origin: %s; it was accepted because of "
		               "--accept-unsigned",
		               firmware->name, unsigned_because(file));
	if (file->verdict.model_is_open)
		report_warning(report,
		               "'%s' does not say in a comparable way which model it is for; it "
		               "was accepted for this one",
		               firmware->name);
}

void summary_warn(struct report *report, const struct summary *summary)
{
	for (size_t i = 0; i < summary_file_count(summary); i++)
		warn_of_file(report, summary->inputs->by_slot[i]);
	if (summary->recipe && summary->recipe->confidence >= CONFIDENCE_THIN)
		report_warning(report, "little is known about this rescue: %s",
		               summary->recipe->confidence_basis);
}

static void show_authenticity(const struct manifest_file *file)
{
	printf("  authenticated by: %s\n", file->vouched);
	if (file->model)
		printf("  model: %s\n", file->model);
}

static void source_words(const struct input *file)
{
	const struct provenance *provenance = &file->obtained.provenance;
	AUTO_FREE char *remarks = provenance_remarks(provenance);
	char address[SUMMARY_TARGET];

	if (!provenance->address)
		return;
	text_clean(address, sizeof(address), provenance->address);
	printf("  from: %s%s%s%s\n", address, remarks[0] ? " (" : "", remarks,
	       remarks[0] ? ")" : "");
}

static void file_words(const struct input *file, const struct manifest_file *promise)
{
	const struct firmware *firmware = &file->firmware;
	const struct findings *findings = &firmware->findings;
	bool version = findings->version[0];
	char size[TEXT_SIZE];
	char name[NAME];

	text_clean(name, sizeof(name), firmware->name);
	text_size(size, firmware->size);
	printf("Firmware: %s (%s, %s%s%s)\n", name,
	       file->verdict.any ? "of an unknown format" : findings->container, size,
	       version ? ", version " : "", version ? findings->version : "");
	source_words(file);
	if (file->content.changed) {
		text_size(size, file->content.size);
		printf("  becomes: %s (%s)\n", file->slot->name ? file->slot->name : promise->path,
		       size);
	}
	show_authenticity(promise);
}

static void contents_words(const struct manifest *manifest)
{
	if (manifest->layout)
		printf("Stick: layout %s with ", manifest->layout);
	else
		fputs("Folder: with ", stdout);
	for (size_t i = 0; i < manifest->file_count; i++)
		printf("%s%s", i ? ", " : "", manifest->files[i].path);
	putchar('\n');
}

static void disk_words(const struct disk *disk)
{
	char title[DEVICE_TITLE];

	device_title(disk, title);
	printf("Target: %s (%s)\n", disk->path, title[0] ? title : disk->kind);
}

static void target_words(const struct summary *summary)
{
	char target[SUMMARY_TARGET];

	summary_target(summary, target);
	if (!summary->disks)
		printf("Target: %s\n", target);
	for (size_t i = 0; i < summary->disk_count; i++)
		disk_words(&summary->disks[i]);
	if (summary_checks_capacity(summary))
		puts("  its capacity is tested first");
	if (summary_wipes(summary))
		puts("  everything else on it is overwritten with zeros");
}

void summary_words_plan(struct report *report, const struct summary *summary)
{
	const struct recipe *recipe = summary->recipe;

	for (size_t i = 0; i < summary_file_count(summary); i++)
		file_words(summary->inputs->by_slot[i], &summary->manifest->files[i]);
	printf("Router: %s\n", recipe ? recipe->title : summary->manifest->recipe);
	if (recipe && recipe->label)
		printf("  its label %s: %s\n", recipe_label_verb(recipe), recipe->label);
	contents_words(summary->manifest);
	for (size_t i = 0; !summary->inputs && i < summary->manifest->file_count; i++)
		show_authenticity(&summary->manifest->files[i]);
	target_words(summary);
	if (recipe && !report->quiet)
		guide_conditions(recipe, stdout);
	fflush(stdout);
}

static void proof_words(const struct summary *summary, const struct outcome *outcome)
{
	char target[SUMMARY_TARGET];

	summary_target(summary, target);
	printf("Proven: %s holds what was written, read back and compared.\n", target);
	if (summary_checks_capacity(summary))
		puts("  Its capacity is genuine.");
	if (summary_wipes(summary))
		puts("  The rest of it was wiped.");
	if (outcome && outcome->again)
		printf("  proven once more after it was plugged in again, as %s\n",
		       outcome->again->path);
}

static void digest_words(const struct summary *summary, const struct digest *used)
{
	char hex[DIGEST_HEX];

	if (used) {
		digest_to_hex(used, hex);
		printf("  first %llu bytes: SHA-256 %s\n",
		       (unsigned long long)summary->manifest->length, hex);
	}
	for (size_t i = 0; i < summary->manifest->file_count; i++) {
		digest_to_hex(&summary->manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", summary->manifest->files[i].path, hex);
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
		if (!outcomes[i].why)
			proof_words(&one, &outcomes[i]);
	}
	if (proven) {
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

	printf("Locked: %s\n", manifest->recipe);
	for (size_t i = 0; i < manifest->file_count; i++) {
		char hex[DIGEST_HEX];

		digest_to_hex(&manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", manifest->files[i].path, hex);
		show_authenticity(&manifest->files[i]);
	}
	report_note(report, "'mkrescue-usb build --locked' makes exactly this, or fails.");
}
