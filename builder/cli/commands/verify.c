#include "app/verify.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/commands/commands.h"
#include "cli/output/summary_json.h"

#include <stdio.h>

enum { NAME = 4096, ADDED_TOLD = 50 };

/* The result, of a stick that was verified or of one that was not. */
struct verified {
	char name[NAME]; /* of the stick or image, as typed */
	bool file_only;
	struct verification *verification;
};

static json_t *files_json(const struct manifest *manifest)
{
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		json_t *fields = manifest_file_json(&manifest->files[i]);

		json_object_set_new(fields, "origin", json_string(manifest->files[i].origin));
		json_array_append_new(files, fields);
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

static void send_event(const struct verified *it, struct report *report)
{
	const struct diagnosis *diagnosis = &it->verification->diagnosis;
	const struct manifest *manifest = &diagnosis->manifest;
	char hex[DIGEST_HEX];

	digest_to_hex(&it->verification->used, hex);
	report_event(report, "result",
	             json_pack("{s:s, s:s*, s:s*, s:s*, s:I, s:s*, s:o, s:s, s:b, s:b, s:b, s:o, "
	                       "s:I, s:o}",
	                       "target", it->name, "recipe", manifest->recipe, "layout",
	                       manifest->layout, "program", manifest->program, "length",
	                       (json_int_t)manifest->length, "sha256",
	                       it->verification->has_used ? hex : NULL, "files",
	                       files_json(manifest), "checked",
	                       it->file_only ? "files" : "everything", "proven",
	                       it->verification->proven, "intact", diagnosis->intact, "complete",
	                       diagnosis->complete, "differences",
	                       differences_json(&diagnosis->differences), "left_out",
	                       (json_int_t)diagnosis->differences.left_out, "added",
	                       added_json(diagnosis)));
}

static void show_proof(const struct verified *it)
{
	const struct manifest *manifest = &it->verification->diagnosis.manifest;
	char hex[DIGEST_HEX];

	if (it->file_only)
		printf("The files on %s are what %s made for %s. Only the files were checked, not "
		       "the rest of it.\n",
		       it->name, manifest->program, manifest->recipe);
	else
		printf("Proven: %s is what %s made for %s (layout %s).\n", it->name,
		       manifest->program, manifest->recipe, manifest->layout);
	for (size_t i = 0; i < manifest->file_count; i++) {
		digest_to_hex(&manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n", manifest->files[i].path, hex);
		if (manifest->files[i].address)
			printf("    from: %s\n", manifest->files[i].address);
		printf("    authenticated by: %s\n", manifest->files[i].vouched);
		if (manifest->files[i].model)
			printf("    model: %s\n", manifest->files[i].model);
	}
}

static void show_line(const char *before, const char *text)
{
	char clean[NAME];

	text_clean(clean, sizeof(clean), text);
	printf("  %s%s\n", before, clean);
}

static void show_differences(const struct verified *it)
{
	const struct diagnosis *diagnosis = &it->verification->diagnosis;

	if (diagnosis->differences.count)
		printf("What differs on %s:\n", it->name);
	for (size_t i = 0; i < diagnosis->differences.count; i++) {
		AUTO_FREE char *text = difference_text(&diagnosis->differences.items[i]);

		show_line("", text);
	}
	if (diagnosis->differences.left_out)
		printf("  and %zu more places\n", diagnosis->differences.left_out);
	for (size_t i = 0; i < diagnosis->added_count && i < ADDED_TOLD; i++)
		show_line("added: ", diagnosis->added[i]);
	if (diagnosis->added_count > ADDED_TOLD)
		printf("  added: %zu more\n", diagnosis->added_count - ADDED_TOLD);
}

static void show(const struct verified *it, struct report *report)
{
	report_end_line(report);
	if (report->json)
		send_event(it, report);
	else if (it->verification->proven)
		show_proof(it);
	else
		show_differences(it);
}

/* A failure whose place was found is reported; without --json only when there is something to show.
 */
static bool is_worth_telling(const struct verification *verification, const struct report *report,
                             const struct options *options, const struct failure *why)
{
	if (verification->proven || verification->diagnosed)
		return true;
	return report->json && options->file_only && why->kind == FAIL_VERIFY;
}

bool command_verify(const struct options *options, struct report *report, struct failure *why)
{
	const struct verify_request request = {
		.device = options->device.count ? options->device.items[0] : NULL,
		.image = options->image,
		.file_only = options->file_only,
		.wants_used = options->json,
	};
	struct verification verification = { 0 };
	struct verified it = { .file_only = options->file_only, .verification = &verification };
	bool good;

	if (options->device.count > 1)
		return fail(why, FAIL_USAGE, "'verify' checks one stick at a time");
	if (!request.device == !request.image)
		return fail(why, FAIL_USAGE, "'verify' needs --device DEV or --image FILE");
	text_clean(it.name, sizeof(it.name), request.image ? request.image : request.device);
	good = verify(&request, &report->ui, &verification, why);
	if (is_worth_telling(&verification, report, options, why))
		show(&it, report);
	verification_done(&verification);
	return good;
}
