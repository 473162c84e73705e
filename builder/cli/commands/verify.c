#include "app/verify.h"

#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "cli/commands/commands.h"
#include "cli/output/summary_json.h"
#include "cli/screen/message.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>

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
		json_t *fields = summary_file_json(&manifest->files[i]);

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
		message_print(stdout, "",
		              "The files on %s are what %s made for %s. Only the files were "
		              "checked, not the rest of it.",
		              it->name, manifest->program, manifest->recipe);
	else
		message_print(stdout, "", "Proven: %s is what %s made for %s (layout %s).",
		              it->name, manifest->program, manifest->recipe, manifest->layout);
	if (manifest_is_of_rescue_pc(manifest))
		message_text(
		        stdout, "",
		        "It starts a PC, which rescues a router from there; no router reads it.");
	for (size_t i = 0; i < manifest->file_count; i++) {
		digest_to_hex(&manifest->files[i].sha256, hex);
		message_print(stdout, "", "  %s: SHA-256 %s", manifest->files[i].path, hex);
		if (manifest->files[i].address)
			message_print(stdout, "", "    from: %s", manifest->files[i].address);
		message_print(stdout, "", "    authenticated by: %s", manifest->files[i].vouched);
		if (manifest->files[i].model)
			message_print(stdout, "", "    model: %s", manifest->files[i].model);
	}
}

static void show_line(const char *before, const char *text)
{
	message_print(stdout, "", "  %s%s", before, text);
}

static void show_differences(const struct verified *it)
{
	const struct diagnosis *diagnosis = &it->verification->diagnosis;

	if (diagnosis->differences.count)
		message_print(stdout, "", "What differs on %s:", it->name);
	for (size_t i = 0; i < diagnosis->differences.count; i++) {
		AUTO_FREE char *text = difference_text(&diagnosis->differences.items[i]);

		show_line("", text);
	}
	if (diagnosis->differences.left_out)
		message_print(stdout, "", "  and %zu more places", diagnosis->differences.left_out);
	for (size_t i = 0; i < diagnosis->added_count && i < ADDED_TOLD; i++)
		show_line("added: ", diagnosis->added[i]);
	if (diagnosis->added_count > ADDED_TOLD)
		message_print(stdout, "", "  added: %zu more", diagnosis->added_count - ADDED_TOLD);
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

static bool verify_one(const struct verify_request *request, const struct options *options,
                       struct report *report, struct failure *why)
{
	struct verification verification = { 0 };
	struct verified it = { .file_only = options->file_only, .verification = &verification };
	bool good;

	text_clean(it.name, sizeof(it.name), request->image ? request->image : request->device);
	good = verify(request, &report->ui, &verification, why);
	if (is_worth_telling(&verification, report, options, why))
		show(&it, report);
	verification_done(&verification);
	return good;
}

/* How it went with several sticks. */
struct tally {
	size_t proven;
	struct joined names; /* of those that are not */
	json_t *failed;      /* the same, for scripts */
	struct failure first;
};

static void add_failure(struct tally *tally, const char *device, const struct failure *why,
                        struct report *report)
{
	if (!tally->names.text)
		tally->first = *why;
	joined_add(&tally->names, ", ", "'%s'", device);
	json_array_append_new(tally->failed,
	                      json_pack("{s:o, s:s, s:s, s:i, s:o}", "device", report_json(device),
	                                "kind", fail_kind_name(why->kind), "reason",
	                                fail_reason_name(why), "status", (int)why->kind, "message",
	                                report_json(why->text)));
	report_subject(report, "Failed: %s: %s", device, why->text);
}

/* Ends the tally: what was not proven is the failure. */
static bool sum_up(struct tally *tally, size_t count, struct report *report, struct failure *why)
{
	AUTO_FREE char *names = joined_take(&tally->names);

	report_event(report, "summary",
	             json_pack("{s:I, s:I, s:o}", "sticks", (json_int_t)count, "proven",
	                       (json_int_t)tally->proven, "failed", tally->failed));
	if (tally->proven == count && !report->json)
		message_print(stdout, "", "All %zu sticks are proven.", count);
	return tally->proven == count ||
	       fail_like(why, &tally->first, "%zu of %zu sticks are proven; failed: %s",
	                 tally->proven, count, names);
}

/* One that cannot be read does not keep the others from being verified. */
static bool verify_each(const struct strings *devices, const struct options *options,
                        struct report *report, struct failure *why)
{
	struct tally tally = { .failed = json_array() };

	for (size_t i = 0; i < devices->count; i++) {
		const struct verify_request request = { .device = devices->items[i],
			                                .file_only = options->file_only,
			                                .wants_used = options->json };

		if (verify_one(&request, options, report, why)) {
			tally.proven++;
			continue;
		}
		if (why->kind == FAIL_INTERRUPTED) {
			free(tally.names.text);
			json_decref(tally.failed);
			return false;
		}
		add_failure(&tally, devices->items[i], why, report);
	}
	return sum_up(&tally, devices->count, report, why);
}

static bool verify_usb(const struct options *options, struct report *report, struct failure *why)
{
	AUTO_FREE struct disk *disks = NULL;
	AUTO_FREE const char **paths = NULL;
	struct strings devices = { 0 };
	size_t count = 0;

	if (!device_survey(&device_world_here, &disks, &count, why))
		return false;
	paths = mem_zalloc(count + 1, sizeof(*paths));
	devices.items = paths;
	for (size_t i = 0; i < count; i++) {
		if (disks[i].usb && disks[i].size)
			paths[devices.count++] = disks[i].path;
	}
	if (!devices.count)
		return fail(why, FAIL_NO_STICK, "no USB stick is plugged in");
	return verify_each(&devices, options, report, why);
}

bool command_verify(const struct options *options, struct report *report, struct failure *why)
{
	const struct strings *devices = &options->device;
	const struct verify_request request = {
		.device = devices->count ? devices->items[0] : NULL,
		.image = options->image,
		.file_only = options->file_only,
		.wants_used = options->json,
	};
	const int ways = (devices->count != 0) + (options->image != NULL) + options->all_usb;

	if (!ways)
		return fail(why, FAIL_INCOMPLETE,
		            "'verify' needs --device DEV, --all-usb or --image FILE");
	if (ways > 1)
		return fail(why, FAIL_CONFLICT,
		            "--device, --all-usb and --image cannot be used together");
	if (options->all_usb)
		return verify_usb(options, report, why);
	return devices->count > 1 ? verify_each(devices, options, report, why)
	                          : verify_one(&request, options, report, why);
}
