#include "stick/proof/verify.h"

#include "base/mem.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "cli/commands/commands.h"
#include "stick/device/device.h"
#include "stick/medium/hashing.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/diagnosis.h"

#include <stdio.h>

enum { NAME = 4096, ADDED_TOLD = 50 };

static bool open_target(const struct options *options, struct report *report, struct target **out,
                        struct failure *why)
{
	const char *device = options->device.count ? options->device.items[0] : NULL;
	struct disk disk;

	if (options->device.count > 1)
		return fail(why, FAIL_USAGE, "'verify' proves one stick at a time");
	if (!device == !options->image)
		return fail(why, FAIL_USAGE, "'verify' wants --device DEV or --image FILE");
	if (options->image)
		return imagefile_open(options->image, out, &report->progress, why);
	if (!device_look(&device_world_here, device, &disk, why)) {
		why->kind = FAIL_IO; /* nothing is refused where nothing is written */
		return false;
	}
	return device_open_to_read(&disk, out, why);
}

/* What is told in the end, of a stick that proved itself or of one that did not. */
struct outcome {
	char name[NAME]; /* of the stick or image, as typed */
	const struct options *options;
	struct target *target;
	struct digest used; /* of the used range, its manifest included */
	bool proven;
	struct diagnosis diagnosis; /* of a proven one: its manifest alone */
};

static json_t *files_json(const struct manifest *manifest)
{
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		const struct manifest_file *file = &manifest->files[i];
		char hex[DIGEST_HEX];

		digest_to_hex(&file->sha256, hex);
		json_array_append_new(files,
		                      json_pack("{s:s, s:I, s:s, s:s, s:s*, s:s}", "path",
		                                file->path, "size", (json_int_t)file->size,
		                                "sha256", hex, "origin", file->origin, "address",
		                                file->address, "vouched", file->vouched));
	}
	return files;
}

static json_t *differences_json(const struct differences *differences)
{
	json_t *list = json_array();

	for (size_t i = 0; i < differences->count; i++) {
		const struct difference *difference = &differences->items[i];
		char what[NAME];

		text_clean(what, sizeof(what), difference->what);
		json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:s, s:b}", "layer",
		                                      layer_key(difference->layer), "offset",
		                                      (json_int_t)difference->offset, "length",
		                                      (json_int_t)difference->length, "what", what,
		                                      "harmless", difference->harmless));
	}
	return list;
}

static json_t *added_json(const struct diagnosis *diagnosis)
{
	json_t *list = json_array();

	for (size_t i = 0; i < diagnosis->added_count; i++) {
		char path[NAME];

		text_clean(path, sizeof(path), diagnosis->added[i]);
		json_array_append_new(list, json_string(path));
	}
	return list;
}

static void tell_event(const struct outcome *outcome, struct report *report)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;
	const struct manifest *manifest = &diagnosis->manifest;
	bool whole = outcome->proven && !outcome->options->file_only;
	char hex[DIGEST_HEX];

	digest_to_hex(&outcome->used, hex);
	report_event(report, "result",
	             json_pack("{s:s, s:s*, s:s*, s:s*, s:I, s:s*, s:o, s:s, s:b, s:b, s:b, s:o, "
	                       "s:I, s:o}",
	                       "target", outcome->name, "recipe", manifest->recipe, "layout",
	                       manifest->layout, "program", manifest->program, "length",
	                       (json_int_t)manifest->length, "sha256", whole ? hex : NULL, "files",
	                       files_json(manifest), "checked",
	                       outcome->options->file_only ? "files" : "everything", "proven",
	                       outcome->proven, "intact", diagnosis->intact, "complete",
	                       diagnosis->complete, "differences",
	                       differences_json(&diagnosis->differences), "left_out",
	                       (json_int_t)diagnosis->differences.left_out, "added",
	                       added_json(diagnosis)));
}

static void tell_proof(const struct outcome *outcome)
{
	const struct manifest *manifest = &outcome->diagnosis.manifest;
	char hex[DIGEST_HEX];

	if (outcome->options->file_only)
		printf("The files on %s are what %s made for %s. Only the files were judged: not "
		       "the rest of it.\n",
		       outcome->name, manifest->program, manifest->recipe);
	else
		printf("Proven: %s is what %s made for %s (layout %s).\n", outcome->name,
		       manifest->program, manifest->recipe, manifest->layout);
	for (size_t i = 0; i < manifest->file_count; i++) {
		digest_to_hex(&manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", manifest->files[i].path, hex);
		if (manifest->files[i].address)
			printf("    from: %s\n", manifest->files[i].address);
		printf("    vouched for by: %s\n", manifest->files[i].vouched);
	}
}

static void tell_line(const char *before, const char *text)
{
	char clean[NAME];

	text_clean(clean, sizeof(clean), text);
	printf("  %s%s\n", before, clean);
}

static void tell_differences(const struct outcome *outcome)
{
	const struct diagnosis *diagnosis = &outcome->diagnosis;

	if (diagnosis->differences.count)
		printf("What differs on %s:\n", outcome->name);
	for (size_t i = 0; i < diagnosis->differences.count; i++) {
		AUTO_FREE char *text = difference_text(&diagnosis->differences.items[i]);

		tell_line("", text);
	}
	if (diagnosis->differences.left_out)
		printf("  and %zu more places\n", diagnosis->differences.left_out);
	for (size_t i = 0; i < diagnosis->added_count && i < ADDED_TOLD; i++)
		tell_line("added: ", diagnosis->added[i]);
	if (diagnosis->added_count > ADDED_TOLD)
		printf("  added: %zu more\n", diagnosis->added_count - ADDED_TOLD);
}

static void tell(const struct outcome *outcome, struct report *report)
{
	report_end_line(report);
	if (report->json)
		tell_event(outcome, report);
	else if (outcome->proven)
		tell_proof(outcome);
	else
		tell_differences(outcome);
}

/* Of the layouts alone: a stick that differs is told without a word of any vendor's file. */
static bool look_closer(struct outcome *outcome, struct report *report, const struct failure *found,
                        struct failure *why)
{
	AUTO_FREE char *data = NULL;
	struct catalog catalog = { 0 };
	struct failure no_layouts;
	bool known = catalog_data(&data, &no_layouts) &&
	             catalog_load_layouts(&catalog, data, &no_layouts);
	const struct diagnosis_request request = {
		.target = outcome->target,
		.layouts = catalog.layouts,
		.layout_count = known ? catalog.layout_count : 0,
		.found = found,
		.progress = &report->progress,
	};
	bool good = diagnose(&outcome->diagnosis, &request, why);

	catalog_done(&catalog);
	return good;
}

static bool prove_files(struct outcome *outcome, struct report *report, struct failure *why)
{
	struct diagnosis *diagnosis = &outcome->diagnosis;

	if (!verify_manifest(outcome->target, &diagnosis->manifest, why))
		return false;
	diagnosis->intact =
	        verify_files(outcome->target, &diagnosis->manifest, &report->progress, why);
	return diagnosis->intact;
}

static bool prove_all(struct outcome *outcome, struct report *report, struct failure *why)
{
	struct diagnosis *diagnosis = &outcome->diagnosis;

	if (!verify_stick(outcome->target, &diagnosis->manifest, &report->progress, why))
		return false;
	diagnosis->intact = true;
	diagnosis->complete = true;
	/* The manifest's own SHA-256 leaves its area out; scripts compare what 'build' told. */
	return !outcome->options->json ||
	       hashing_of(outcome->target, diagnosis->manifest.length, &outcome->used, why);
}

static bool fail_as_diagnosed(struct outcome *outcome, struct report *report, struct failure *why)
{
	const struct failure found = *why;

	if (!look_closer(outcome, report, &found, why))
		return false;
	tell(outcome, report);
	*why = outcome->diagnosis.verdict;
	return false;
}

static bool prove(struct outcome *outcome, struct report *report, struct failure *why)
{
	bool file_only = outcome->options->file_only;

	outcome->proven =
	        file_only ? prove_files(outcome, report, why) : prove_all(outcome, report, why);
	if (!outcome->proven && !file_only && why->kind == FAIL_VERIFY)
		return fail_as_diagnosed(outcome, report, why);
	if (outcome->proven || (report->json && why->kind == FAIL_VERIFY))
		tell(outcome, report);
	return outcome->proven;
}

bool command_verify(const struct options *options, struct report *report, struct failure *why)
{
	struct outcome outcome = { .options = options };
	bool good;

	if (!open_target(options, report, &outcome.target, why))
		return false;
	text_clean(outcome.name, sizeof(outcome.name),
	           options->image ? options->image : options->device.items[0]);
	good = prove(&outcome, report, why);
	diagnosis_done(&outcome.diagnosis);
	target_close(outcome.target);
	return good;
}
