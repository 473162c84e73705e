#include "cli/output/tell.h"

#include "base/mem.h"
#include "base/text.h"
#include "guide/guide.h"

#include <stdio.h>

enum { NAME = 256, TARGET = 4096 };

/* A file's name may hold anything. */
static void target_name(const struct story *story, char name[TARGET])
{
	text_clean(name, TARGET, story->disks ? story->disks[0].path : story->output);
}

/* The one target is a text, several are a list. */
static void add_target(json_t *fields, const struct story *story)
{
	json_t *names = json_array();
	char target[TARGET];

	if (story->disk_count <= 1) {
		target_name(story, target);
		json_object_set_new(fields, "target", json_string(target));
		json_decref(names);
		return;
	}
	for (size_t i = 0; i < story->disk_count; i++)
		json_array_append_new(names, json_string(story->disks[i].path));
	json_object_set_new(fields, "targets", names);
}

static const char *unsigned_because(const struct order_file *file)
{
	if (file->verdict.any)
		return "nothing in it can be checked";
	return file->firmware.findings.signature_detail[0]
	               ? file->firmware.findings.signature_detail
	               : "its format carries no signature";
}

static void warn_of_file(struct report *report, const struct order_file *file)
{
	const struct firmware *firmware = &file->firmware;

	for (size_t i = 0; !file->verdict.any && i < firmware->findings.warning_count; i++)
		report_warning(report, "%s", firmware->findings.warnings[i]);
	if (file->verdict.unsigned_accepted)
		report_warning(report,
		               "no known key vouches for '%s': %s; it was accepted because of "
		               "--accept-unsigned",
		               firmware->name, unsigned_because(file));
}

static size_t file_count(const struct story *story)
{
	return story->files ? story->files->given_count : 0;
}

static void warn(struct report *report, const struct story *story)
{
	for (size_t i = 0; i < file_count(story); i++)
		warn_of_file(report, story->files->wanted[i]);
	if (story->recipe && story->recipe->confidence >= CONFIDENCE_THIN)
		report_warning(report, "little is known about this rescue: %s",
		               story->recipe->confidence_basis);
}

static bool unsigned_accepted(const struct story *story)
{
	for (size_t i = 0; i < file_count(story); i++) {
		if (story->files->wanted[i]->verdict.unsigned_accepted)
			return true;
	}
	return false;
}

/* Who vouches, in one word, and what the catalogue says of the address. */
static void add_source(json_t *fields, const struct order_file *file)
{
	const struct known_download *from = file->provenance.download;

	json_object_set_new(
	        fields, "trust",
	        json_string(trust_name(provenance_trust(&file->provenance, &file->firmware))));
	if (from)
		json_object_update_new(fields,
		                       json_pack("{s:s?, s:s?, s:s?}", "channel", from->channel,
		                                 "region", from->region, "seen", from->seen));
}

static json_t *manifest_files(const struct story *story)
{
	const struct manifest *manifest = story->manifest;
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		const struct manifest_file *file = &manifest->files[i];
		json_t *fields;
		char hex[DIGEST_HEX];

		digest_to_hex(&file->sha256, hex);
		fields = json_pack("{s:s, s:I, s:s, s:s*, s:s}", "path", file->path, "size",
		                   (json_int_t)file->size, "sha256", hex, "address", file->address,
		                   "vouched", file->vouched);
		if (story->files)
			add_source(fields, story->files->wanted[i]);
		json_array_append_new(files, fields);
	}
	return files;
}

static json_t *common_fields(const struct story *story)
{
	const struct manifest *manifest = story->manifest;
	json_t *fields = json_object();

	add_target(fields, story);
	json_object_update_new(fields,
	                       json_pack("{s:s, s:s*, s:o}", "recipe", manifest->recipe, "layout",
	                                 manifest->layout, "files", manifest_files(story)));
	if (manifest->layout)
		json_object_set_new(fields, "image_size",
		                    json_integer((json_int_t)story->image_size));
	return fields;
}

static json_t *disk_json(const struct disk *disk)
{
	return json_pack("{s:s, s:s, s:s, s:I}", "maker", disk->maker, "model", disk->model,
	                 "serial", disk->serial, "size", (json_int_t)disk->size);
}

/* Several in the order of the targets. */
static json_t *disks_json(const struct story *story)
{
	json_t *disks = json_array();

	for (size_t i = 0; i < story->disk_count; i++)
		json_array_append_new(disks, disk_json(&story->disks[i]));
	return disks;
}

static bool checks_capacity(const struct story *story)
{
	return story->disks && story->options && story->options->check_capacity;
}

static bool wipes(const struct story *story)
{
	return story->disks && story->options && story->options->wipe;
}

static void plan_event(struct report *report, const struct story *story)
{
	json_t *fields = common_fields(story);

	if (story->recipe)
		json_object_set_new(fields, "router", guide_json(story->recipe));
	if (story->disk_count == 1)
		json_object_set_new(fields, "device", disk_json(story->disks));
	else if (story->disk_count)
		json_object_set_new(fields, "devices", disks_json(story));
	if (checks_capacity(story))
		json_object_set_new(fields, "check_capacity", json_true());
	if (wipes(story))
		json_object_set_new(fields, "wipe", json_true());
	report_event(report, "plan", fields);
}

static void vouched_words(const struct manifest_file *file)
{
	printf("  vouched for by: %s\n", file->vouched);
}

static void source_words(const struct order_file *file)
{
	const struct provenance *provenance = &file->provenance;
	AUTO_FREE char *remarks = provenance_remarks(provenance);
	char address[TARGET];

	if (!provenance->address)
		return;
	text_clean(address, sizeof(address), provenance->address);
	printf("  from: %s%s%s%s\n", address, remarks[0] ? " (" : "", remarks,
	       remarks[0] ? ")" : "");
}

static void file_words(const struct order_file *file, const struct manifest_file *promise)
{
	const struct firmware *firmware = &file->firmware;
	const struct findings *findings = &firmware->findings;
	bool version = !file->verdict.any && findings->version[0];
	char size[TEXT_SIZE];
	char name[NAME];

	text_clean(name, sizeof(name), firmware->name);
	text_size(size, firmware->size);
	printf("Firmware: %s (%s, %s%s%s)\n", name,
	       file->verdict.any ? "not examined" : findings->container, size,
	       version ? ", version " : "", version ? findings->version : "");
	source_words(file);
	if (file->content.changed) {
		text_size(size, file->content.size);
		printf("  becomes: %s (%s)\n",
		       file->wanted->name ? file->wanted->name : promise->path, size);
	}
	vouched_words(promise);
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

static void target_words(const struct story *story)
{
	char target[TARGET];

	target_name(story, target);
	if (!story->disks)
		printf("Target: %s\n", target);
	for (size_t i = 0; i < story->disk_count; i++)
		disk_words(&story->disks[i]);
	if (checks_capacity(story))
		puts("  first it is checked whether it holds as much as it claims");
	if (wipes(story))
		puts("  all of it that is not written will be zeros");
}

void tell_plan(struct report *report, const struct story *story)
{
	const struct recipe *recipe = story->recipe;

	report_end_line(report);
	if (report->json) {
		plan_event(report, story);
		warn(report, story);
		return;
	}
	for (size_t i = 0; i < file_count(story); i++)
		file_words(story->files->wanted[i], &story->manifest->files[i]);
	printf("Router: %s\n", recipe ? recipe->title : story->manifest->recipe);
	if (recipe && recipe->label)
		printf("  its label must say: %s\n", recipe->label);
	contents_words(story->manifest);
	for (size_t i = 0; !story->files && i < story->manifest->file_count; i++)
		vouched_words(&story->manifest->files[i]);
	target_words(story);
	if (recipe && !report->quiet)
		guide_conditions(recipe, stdout);
	warn(report, story);
	fflush(stdout);
}

static void add_outcome(json_t *fields, const struct outcome *outcome)
{
	json_object_set_new(fields, "ejected", json_boolean(outcome->ejected));
	if (outcome->replugged)
		json_object_set_new(fields, "replugged", json_boolean(outcome->again));
	if (outcome->again)
		json_object_set_new(fields, "replugged_as", json_string(outcome->again->path));
}

static void result_event(struct report *report, const struct story *story,
                         const struct digest *used, const struct outcome *outcome)
{
	json_t *fields = common_fields(story);
	char hex[DIGEST_HEX];

	if (used) {
		digest_to_hex(used, hex);
		json_object_set_new(fields, "length",
		                    json_integer((json_int_t)story->manifest->length));
		json_object_set_new(fields, "sha256", json_string(hex));
	}
	if (outcome)
		add_outcome(fields, outcome);
	if (checks_capacity(story))
		json_object_set_new(fields, "capacity_checked", json_true());
	if (wipes(story))
		json_object_set_new(fields, "wiped", json_true());
	if (unsigned_accepted(story))
		json_object_set_new(fields, "accepted_unsigned", json_true());
	report_event(report, "result", fields);
}

bool tell_wants_digest(const struct report *report)
{
	return report->json || report->verbose;
}

static void proof_words(const struct story *story, const struct outcome *outcome)
{
	char target[TARGET];

	target_name(story, target);
	printf("Proven: %s holds what was written, read back and compared.\n", target);
	if (checks_capacity(story))
		puts("  It holds as much as it claims.");
	if (wipes(story))
		puts("  The rest of it was wiped.");
	if (outcome && outcome->again)
		printf("  proven once more after it was plugged in again, as %s\n",
		       outcome->again->path);
}

static void digest_words(const struct report *report, const struct story *story,
                         const struct digest *used)
{
	char hex[DIGEST_HEX];

	if (used && tell_wants_digest(report)) {
		digest_to_hex(used, hex);
		printf("  first %llu bytes: SHA-256 %s\n",
		       (unsigned long long)story->manifest->length, hex);
	}
	for (size_t i = 0; i < story->manifest->file_count; i++) {
		digest_to_hex(&story->manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", story->manifest->files[i].path, hex);
	}
}

static void router_words(const struct report *report, const struct story *story)
{
	const struct guide_card card = {
		.recipe = story->recipe,
		.file = story->manifest->file_count ? story->manifest->files[0].path : NULL,
	};

	if (story->recipe && !report->quiet) {
		putchar('\n');
		guide_steps(&card, stdout);
	}
}

void tell_result(struct report *report, const struct story *story, const struct digest *used,
                 const struct outcome *outcome)
{
	report_end_line(report);
	if (report->json) {
		result_event(report, story, used, outcome);
		return;
	}
	if (outcome && outcome->why)
		return; /* its second proof failed: main() says so */
	proof_words(story, outcome);
	digest_words(report, story, used);
	if (outcome && outcome->ejected)
		puts("The stick is finished: remove it now.");
	router_words(report, story);
}

void tell_results(struct report *report, const struct story *story, const struct digest *used,
                  const struct outcome *outcomes, size_t count)
{
	size_t proven = 0;
	size_t ejected = 0;

	report_end_line(report);
	for (size_t i = 0; i < count; i++) {
		struct story one = *story;

		one.disks = outcomes[i].disk;
		one.disk_count = 1;
		proven += !outcomes[i].why;
		ejected += outcomes[i].ejected;
		if (report->json && (!outcomes[i].why || outcomes[i].replugged))
			result_event(report, &one, used, &outcomes[i]);
		else if (!report->json && !outcomes[i].why)
			proof_words(&one, &outcomes[i]);
	}
	if (report->json || !proven)
		return;
	digest_words(report, story, used);
	if (ejected == proven)
		puts("They are finished: remove them now.");
	router_words(report, story);
	fflush(stdout);
}

void tell_dry_run(struct report *report, const struct story *story)
{
	json_t *fields = common_fields(story);

	json_object_set_new(fields, "dry_run", json_true());
	report_event(report, "result", fields);
	if (!report->json)
		puts("Every check passed; nothing was written because of --dry-run.");
}

void tell_locked(struct report *report, const struct manifest *manifest, const char *path)
{
	const struct story story = { .manifest = manifest, .output = path };

	report_end_line(report);
	report_event(report, "result", common_fields(&story));
	if (report->json)
		return;
	printf("Locked: %s\n", manifest->recipe);
	for (size_t i = 0; i < manifest->file_count; i++) {
		char hex[DIGEST_HEX];

		digest_to_hex(&manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", manifest->files[i].path, hex);
		vouched_words(&manifest->files[i]);
	}
	report_note(report, "'mkrescue-usb build --locked' makes exactly this, or fails.");
}
