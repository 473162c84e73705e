#include "cli/tell.h"

#include "base/text.h"
#include "cli/guide.h"

#include <stdio.h>

enum { NAME = 256, TARGET = 4096 };

/* A file's name may hold anything. */
static void target_name(const struct story *story, char name[TARGET])
{
	text_clean(name, TARGET, story->disk ? story->disk->path : story->output);
}

static void warn(struct report *report, const struct story *story)
{
	const struct firmware *firmware = story->firmware;

	for (size_t i = 0; firmware && i < firmware->findings.warning_count; i++)
		report_warning(report, "%s", firmware->findings.warnings[i]);
	if (firmware && story->unsigned_accepted)
		report_warning(report,
		               "no known key vouches for '%s': %s; it was accepted because of "
		               "--accept-unsigned",
		               firmware->name, firmware->findings.signature_detail);
	if (story->recipe && story->recipe->confidence == CONFIDENCE_THIN)
		report_warning(report, "little is known about this rescue: %s",
		               story->recipe->confidence_basis);
}

static json_t *manifest_files(const struct manifest *manifest)
{
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		char hex[DIGEST_HEX];

		digest_to_hex(&manifest->files[i].sha256, hex);
		json_array_append_new(
		        files, json_pack("{s:s, s:I, s:s, s:s}", "path", manifest->files[i].path,
		                         "size", (json_int_t)manifest->files[i].size, "sha256", hex,
		                         "vouched", manifest->files[i].vouched));
	}
	return files;
}

static json_t *common_fields(const struct story *story)
{
	const struct manifest *manifest = story->manifest;
	char target[TARGET];

	target_name(story, target);
	return json_pack("{s:s, s:s, s:s, s:I, s:o}", "target", target, "recipe", manifest->recipe,
	                 "layout", manifest->layout, "image_size", (json_int_t)story->image_size,
	                 "files", manifest_files(manifest));
}

static void plan_event(struct report *report, const struct story *story)
{
	json_t *fields = common_fields(story);

	if (story->recipe)
		json_object_set_new(fields, "router", guide_json(story->recipe));
	if (story->disk)
		json_object_set_new(fields, "device",
		                    json_pack("{s:s, s:s, s:s, s:I}", "maker", story->disk->maker,
		                              "model", story->disk->model, "serial",
		                              story->disk->serial, "size",
		                              (json_int_t)story->disk->size));
	report_event(report, "plan", fields);
}

static void vouched_words(const struct manifest_file *file)
{
	printf("  vouched for by: %s\n", file->vouched);
}

static void firmware_words(const struct firmware *firmware, const struct manifest_file *file)
{
	const struct findings *findings = &firmware->findings;
	char size[TEXT_SIZE];
	char name[NAME];

	text_clean(name, sizeof(name), firmware->name);
	text_size(size, firmware->size);
	printf("Firmware: %s (%s, %s%s%s)\n", name, findings->container, size,
	       findings->version[0] ? ", version " : "", findings->version);
	vouched_words(file);
}

void tell_plan(struct report *report, const struct story *story)
{
	const struct recipe *recipe = story->recipe;
	char target[TARGET];

	report_end_line(report);
	if (report->json) {
		plan_event(report, story);
		warn(report, story);
		return;
	}
	if (story->firmware)
		firmware_words(story->firmware, &story->manifest->files[0]);
	printf("Router: %s\n", recipe ? recipe->title : story->manifest->recipe);
	if (recipe && recipe->label)
		printf("  its label must say: %s\n", recipe->label);
	printf("Stick: layout %s with %s\n", story->manifest->layout,
	       story->manifest->files[0].path);
	if (!story->firmware)
		vouched_words(&story->manifest->files[0]);
	target_name(story, target);
	printf("Target: %s", target);
	if (story->disk) {
		char title[DEVICE_TITLE];

		device_title(story->disk, title);
		printf(" (%s)", title[0] ? title : story->disk->kind);
	}
	putchar('\n');
	if (recipe && !report->quiet)
		guide_conditions(recipe, stdout);
	warn(report, story);
	fflush(stdout);
}

static void result_event(struct report *report, const struct story *story,
                         const struct digest *used, bool ejected)
{
	json_t *fields = common_fields(story);
	char hex[DIGEST_HEX];

	digest_to_hex(used, hex);
	json_object_set_new(fields, "length", json_integer((json_int_t)story->manifest->length));
	json_object_set_new(fields, "sha256", json_string(hex));
	if (story->disk)
		json_object_set_new(fields, "ejected", json_boolean(ejected));
	if (story->unsigned_accepted)
		json_object_set_new(fields, "accepted_unsigned", json_true());
	report_event(report, "result", fields);
}

static void proof_words(const struct story *story, const struct digest *used)
{
	char target[TARGET];
	char hex[DIGEST_HEX];

	target_name(story, target);
	digest_to_hex(used, hex);
	printf("Proven: %s holds what was written, read back and compared.\n", target);
	printf("  first %llu bytes: SHA-256 %s\n", (unsigned long long)story->manifest->length,
	       hex);
	for (size_t i = 0; i < story->manifest->file_count; i++) {
		digest_to_hex(&story->manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", story->manifest->files[i].path, hex);
	}
}

void tell_result(struct report *report, const struct story *story, const struct digest *used,
                 bool ejected)
{
	report_end_line(report);
	if (report->json) {
		result_event(report, story, used, ejected);
		return;
	}
	proof_words(story, used);
	if (ejected)
		puts("The stick is finished: remove it now.");
	if (story->recipe && !report->quiet) {
		putchar('\n');
		guide_steps(story->recipe, stdout);
	}
}

void tell_dry_run(struct report *report, const struct story *story)
{
	json_t *fields = common_fields(story);

	json_object_set_new(fields, "dry_run", json_true());
	report_event(report, "result", fields);
	if (!report->json)
		puts("Every check passed; nothing was written because of --dry-run.");
}
