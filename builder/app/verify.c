#include "app/verify.h"

#include "base/mem.h"
#include "catalog/catalog.h"
#include "stick/device/device.h"
#include "stick/medium/hashing.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/verify.h"

static bool open_target(const struct verify_request *request, struct ui *ui, struct target **out,
                        struct failure *why)
{
	struct disk disk;

	if (request->image)
		return imagefile_open(request->image, out, &ui->progress, why);
	if (!device_look(&device_world_here, request->device, &disk, why)) {
		why->kind = FAIL_IO; /* nothing is refused where nothing is written */
		return false;
	}
	return device_open_to_read(&disk, out, why);
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
