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

static void warn_of_file(struct report *report, const struct order_file *file)
{
	const struct firmware *firmware = &file->firmware;

	for (size_t i = 0; !file->any && i < firmware->findings.warning_count; i++)
		report_warning(report, "%s", firmware->findings.warnings[i]);
	if (file->unsigned_accepted)
		report_warning(report,
		               "no known key vouches for '%s': %s; it was accepted because of "
		               "--accept-unsigned",
		               firmware->name,
		               file->any ? "nothing in it can be checked"
		                         : firmware->findings.signature_detail);
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
		if (story->files->wanted[i]->unsigned_accepted)
			return true;
	}
	return false;
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
	json_t *fields;

	target_name(story, target);
	fields = json_pack("{s:s, s:s, s:s*, s:o}", "target", target, "recipe", manifest->recipe,
	                   "layout", manifest->layout, "files", manifest_files(manifest));
	if (manifest->layout)
		json_object_set_new(fields, "image_size",
		                    json_integer((json_int_t)story->image_size));
	return fields;
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

static void file_words(const struct order_file *file, const struct manifest_file *promise)
{
	const struct firmware *firmware = &file->firmware;
	const struct findings *findings = &firmware->findings;
	bool version = !file->any && findings->version[0];
	char size[TEXT_SIZE];
	char name[NAME];

	text_clean(name, sizeof(name), firmware->name);
	text_size(size, firmware->size);
	printf("Firmware: %s (%s, %s%s%s)\n", name,
	       file->any ? "not examined" : findings->container, size, version ? ", version " : "",
	       version ? findings->version : "");
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
	for (size_t i = 0; i < file_count(story); i++)
		file_words(story->files->wanted[i], &story->manifest->files[i]);
	printf("Router: %s\n", recipe ? recipe->title : story->manifest->recipe);
	if (recipe && recipe->label)
		printf("  its label must say: %s\n", recipe->label);
	contents_words(story->manifest);
	for (size_t i = 0; !story->files && i < story->manifest->file_count; i++)
		vouched_words(&story->manifest->files[i]);
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

	if (used) {
		digest_to_hex(used, hex);
		json_object_set_new(fields, "length",
		                    json_integer((json_int_t)story->manifest->length));
		json_object_set_new(fields, "sha256", json_string(hex));
	}
	if (story->disk)
		json_object_set_new(fields, "ejected", json_boolean(ejected));
	if (unsigned_accepted(story))
		json_object_set_new(fields, "accepted_unsigned", json_true());
	report_event(report, "result", fields);
}

bool tell_wants_digest(const struct report *report)
{
	return report->json || report->verbose;
}

static void proof_words(const struct report *report, const struct story *story,
                        const struct digest *used)
{
	char target[TARGET];
	char hex[DIGEST_HEX];

	target_name(story, target);
	printf("Proven: %s holds what was written, read back and compared.\n", target);
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

void tell_result(struct report *report, const struct story *story, const struct digest *used,
                 bool ejected)
{
	const struct guide_card card = {
		.recipe = story->recipe,
		.file = story->manifest->file_count ? story->manifest->files[0].path : NULL,
	};

	report_end_line(report);
	if (report->json) {
		result_event(report, story, used, ejected);
		return;
	}
	proof_words(report, story, used);
	if (ejected)
		puts("The stick is finished: remove it now.");
	if (story->recipe && !report->quiet) {
		putchar('\n');
		guide_steps(&card, stdout);
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
