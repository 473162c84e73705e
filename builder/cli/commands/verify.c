#include "stick/verify.h"

#include "base/text.h"
#include "cli/commands/commands.h"
#include "stick/device/device.h"
#include "stick/hashing.h"
#include "stick/imagefile.h"

#include <stdio.h>

enum { NAME = 4096 };

static bool open_target(const struct options *options, struct report *report, struct target **out,
                        struct failure *why)
{
	struct disk disk;

	if (!options->device == !options->image)
		return fail(why, FAIL_USAGE, "'verify' wants --device DEV or --image FILE");
	if (options->image)
		return imagefile_open(options->image, out, &report->progress, why);
	if (!device_look(&device_world_here, options->device, &disk, why)) {
		why->kind = FAIL_IO; /* nothing is refused where nothing is written */
		return false;
	}
	return device_open_to_read(&disk, out, why);
}

static json_t *files_json(const struct manifest *manifest)
{
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++) {
		const struct manifest_file *file = &manifest->files[i];
		char hex[DIGEST_HEX];

		digest_to_hex(&file->sha256, hex);
		json_array_append_new(files,
		                      json_pack("{s:s, s:I, s:s, s:s, s:s}", "path", file->path,
		                                "size", (json_int_t)file->size, "sha256", hex,
		                                "origin", file->origin, "vouched", file->vouched));
	}
	return files;
}

static void tell_event(const char *name, const struct manifest *manifest, const struct digest *used,
                       struct report *report)
{
	char hex[DIGEST_HEX];

	digest_to_hex(used, hex);
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:o}", "target", name, "recipe",
	                       manifest->recipe, "layout", manifest->layout, "program",
	                       manifest->program, "length", (json_int_t)manifest->length, "sha256",
	                       hex, "files", files_json(manifest)));
}

static void tell(const char *path, const struct manifest *manifest, const struct digest *used,
                 struct report *report)
{
	char name[NAME];
	char hex[DIGEST_HEX];

	text_clean(name, sizeof(name), path);
	report_end_line(report);
	if (report->json) {
		tell_event(name, manifest, used, report);
		return;
	}
	printf("Proven: %s is what %s made for %s (layout %s).\n", name, manifest->program,
	       manifest->recipe, manifest->layout);
	for (size_t i = 0; i < manifest->file_count; i++) {
		digest_to_hex(&manifest->files[i].sha256, hex);
		printf("  %s: SHA-256 %s\n    vouched for by: %s\n", manifest->files[i].path, hex,
		       manifest->files[i].vouched);
	}
}

bool command_verify(const struct options *options, struct report *report, struct failure *why)
{
	struct manifest manifest = { 0 };
	struct target *target = NULL;
	struct digest used = { 0 };
	bool good = open_target(options, report, &target, why) &&
	            verify_stick(target, &manifest, &report->progress, why);

	/* The manifest's own SHA-256 leaves its area out; scripts compare what 'build' told. */
	if (good && options->json)
		good = hashing_of(target, manifest.length, &used, why);
	if (good)
		tell(options->image ? options->image : options->device, &manifest, &used, report);
	manifest_done(&manifest);
	target_close(target);
	return good;
}
