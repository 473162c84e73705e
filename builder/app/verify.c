#include "app/verify.h"

#include "base/medium/hashing.h"
#include "base/mem.h"
#include "catalog/catalog.h"
#include "stick/device/device.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/verify.h"

#include <string.h>
#include <sys/stat.h>

/* What begins so is no image of a stick, but may contain one. */
static const char *archive_kind(struct target *target)
{
	enum { TAR_AT = 257, START = TAR_AT + 5 };
	static const struct {
		const char *name;
		size_t at;
		size_t size;
		const char *magic;
	} kinds[] = {
		{ "ZIP", 0, 4, "PK\3\4" },
		{ "7-Zip", 0, 6, "7z\xbc\xaf\x27\x1c" },
		{ "RAR", 0, 4, "Rar!" },
		{ "tar", TAR_AT, 5, "ustar" },
	};
	uint8_t start[START];
	struct failure no_matter; /* then what follows says so */

	if (target->size < START || !target_read(target, 0, start, START, &no_matter))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (memcmp(start + kinds[i].at, kinds[i].magic, kinds[i].size) == 0)
			return kinds[i].name;
	}
	return NULL;
}

static bool open_image(const char *path, struct ui *ui, struct target **out, struct failure *why)
{
	const char *archive;

	if (!imagefile_open(path, out, &ui->progress, why))
		return false;
	archive = archive_kind(*out);
	if (!archive)
		return true;
	target_close(*out);
	*out = NULL;
	return fail(why, FAIL_VERIFY,
	            "'%s' is a %s archive and not an image; unpack it and verify the image in it",
	            path, archive);
}

/* A manifest is on the disk, in front of its partition. */
static bool is_whole_disk(const struct disk *disk, const char *path, struct failure *why)
{
	return !disk->partition ||
	       fail(why, FAIL_BAD_VALUE,
	            "'%s' is a partition; verify the whole disk: --device '/dev/%s'", path,
	            disk->parent);
}

static bool open_device(const char *path, struct ui *ui, struct target **out, struct failure *why)
{
	struct disk disk;
	struct stat node;

	if (stat(path, &node) == 0 && S_ISREG(node.st_mode))
		return fail(why, FAIL_BAD_VALUE,
		            "'%s' is a file and not a disk; verify it with --image", path);
	if (!device_look(&device_world_here, path, &ui->progress, &disk, why)) {
		/* Nothing is refused where nothing is written. */
		const struct failure found = *why;

		return fail(why, why->kind == FAIL_REFUSED ? FAIL_NOT_FOUND : found.reason, "%s",
		            found.text);
	}
	return is_whole_disk(&disk, path, why) && device_open_to_read(&disk, out, why);
}

static bool open_target(const struct verify_request *request, struct ui *ui, struct target **out,
                        struct failure *why)
{
	return request->image ? open_image(request->image, ui, out, why)
	                      : open_device(request->device, ui, out, why);
}

static bool prove_files(struct target *target, struct verification *out, struct ui *ui,
                        struct failure *why)
{
	struct diagnosis *diagnosis = &out->diagnosis;

	if (!verify_manifest(target, &diagnosis->manifest, why))
		return false;
	diagnosis->intact = verify_files(target, &diagnosis->manifest, &ui->progress, why);
	return diagnosis->intact;
}

/* The manifest's own SHA-256 leaves its area out; scripts compare the output of 'build'. */
static bool prove_all(struct target *target, const struct verify_request *request,
                      struct verification *out, struct ui *ui, struct failure *why)
{
	struct diagnosis *diagnosis = &out->diagnosis;

	if (!verify_stick(target, &diagnosis->manifest, &ui->progress, why))
		return false;
	diagnosis->intact = true;
	diagnosis->complete = true;
	out->has_used = request->wants_used &&
	                hashing_of(target, diagnosis->manifest.length, &out->used, why);
	return out->has_used || !request->wants_used;
}

/* Of the layouts alone: a stick that differs is reported without reading any vendor's file. */
static bool look_closer(struct target *target, struct verification *out, struct ui *ui,
                        struct failure *why)
{
	const struct failure found = *why;
	AUTO_FREE char *data = NULL;
	struct catalog catalog = { 0 };
	struct failure no_layouts;
	bool known = catalog_data(&data, &no_layouts) &&
	             catalog_load_layouts(&catalog, data, &no_layouts);
	const struct diagnosis_request request = {
		.target = target,
		.layouts = catalog.layouts,
		.layout_count = known ? catalog.layout_count : 0,
		.found = &found,
		.progress = &ui->progress,
	};

	out->diagnosed = diagnose(&out->diagnosis, &request, why);
	if (out->diagnosed)
		*why = out->diagnosis.verdict;
	catalog_done(&catalog);
	return false;
}

bool verify(const struct verify_request *request, struct ui *ui, struct verification *out,
            struct failure *why)
{
	struct target *target = NULL;

	*out = (struct verification){ 0 };
	if (!open_target(request, ui, &target, why))
		return false;
	out->proven = request->file_only ? prove_files(target, out, ui, why)
	                                 : prove_all(target, request, out, ui, why);
	if (!out->proven && !request->file_only && why->kind == FAIL_VERIFY)
		(void)!look_closer(target, out, ui, why);
	target_close(target);
	return out->proven;
}

void verification_done(struct verification *verification)
{
	diagnosis_done(&verification->diagnosis);
}
