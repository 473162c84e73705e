#include "app/pc/pc.h"

#include "app/event.h"
#include "app/knowledge/knowledge.h"
#include "app/pc/pc_bundle.h"
#include "app/sticks/confirm.h"
#include "app/sticks/deliver.h"
#include "base/files/file.h"
#include "base/files/newfile.h"
#include "base/interrupt.h"

#include <unistd.h>

static const char layout_name[] = "fat32-mbr";
static const char label[] = "RESCUESTICK"; /* a folder on it has the name RESCUE-PC */

/* What a stick of the rescue PC is made of. */
struct pc_job {
	const struct request *request;
	const char *path; /* of the bundle */
	struct knowledge knowledge;
	struct pc_bundle bundle;
	struct firmware_content firmware; /* fd -1: none */
	struct plan plan;
	struct manifest manifest;
	struct sticks sticks;
	struct image image;
};

static bool check_request(const char *bundle, const struct request *request, struct failure *why)
{
	if (!bundle || !request_has_target(request))
		return fail(why, FAIL_INCOMPLETE,
		            "'pc' needs --bundle FILE and --device DEV or --output FILE");
	if (access(bundle, R_OK) < 0)
		return fail_errno(why, FAIL_IO, "cannot read the bundle '%s'", bundle);
	if (request->firmware.files.count > 1)
		return fail(why, FAIL_CONFLICT, "'pc' puts one firmware file on the stick");
	return request_check_sticks(request, why) && request_check_targets(request, why);
}

/* Judged as by `inspect`: which router it is for, the rescue PC asks. */
static bool take_firmware(struct pc_job *job, struct failure *why)
{
	const struct strings *files = &job->request->firmware.files;
	struct firmware firmware;
	bool good;

	if (!files->count)
		return true;
	if (!firmware_take(&job->firmware, files->items[0], NULL, why))
		return false;
	firmware_open_content(&firmware,
	                      &(struct firmware_content){ .fd = dup(job->firmware.fd),
	                                                  .size = job->firmware.size,
	                                                  .path = job->firmware.path,
	                                                  .name = job->firmware.name },
	                      &job->knowledge.keys);
	good = firmware_is_sound(&firmware, why);
	firmware_done(&firmware);
	return good && pc_bundle_add(&job->bundle, job->firmware.name, job->firmware.fd,
	                             job->firmware.size, why);
}

static bool make_plan(struct pc_job *job, struct failure *why)
{
	struct plan_request wanted = {
		.label = label,
		.files = job->bundle.files,
		.file_count = job->bundle.count,
	};

	if (!knowledge_layout(&job->knowledge, layout_name, &wanted.layout, why))
		return false;
	job->manifest = (struct manifest){
		.program = "mkrescue-usb " MKRESCUE_VERSION,
		.recipe = MANIFEST_RESCUE_PC,
		.layout = layout_name,
		.files = job->bundle.listed,
		.file_count = job->bundle.count,
	};
	wanted.volume_id = manifest_volume_id(&job->manifest);
	return plan_make(&job->plan, &wanted, why);
}

/* An image must not replace what it is made of. */
static bool spares(const char *source, const char *output, struct failure *why)
{
	return !file_is_same(source, output) ||
	       fail(why, FAIL_REFUSED, "'%s' would be overwritten; choose another --output",
	            source);
}

static bool check_output(const struct pc_job *job, struct failure *why)
{
	const struct request *request = job->request;
	const char *output = request->target.output;
	const struct strings *files = &request->firmware.files;

	return spares(job->path, output, why) &&
	       (!files->count || spares(files->items[0], output, why)) &&
	       newfile_check(output, request->target.replace, why);
}

static bool check_target(struct pc_job *job, struct ui *ui, struct failure *why)
{
	const char *paths[2] = { job->path };
	const struct strings *files = &job->request->firmware.files;
	const struct strings sources = { paths, 1 + files->count };
	const struct sticks_rules rules = {
		.request = job->request,
		.named = &job->request->target.devices,
		.terms = { .size_min = job->plan.device_size_min, .layout = layout_name },
		.sources = &sources,
		.source_name = "the bundle or the firmware",
	};

	if (job->request->target.output)
		return check_output(job, why);
	if (files->count)
		paths[1] = files->items[0];
	return sticks_choose(&job->sticks, &rules, ui, why);
}

static void report(enum ui_event_kind kind, const struct summary *summary, struct ui *ui)
{
	ui_event(ui, &(struct ui_event){ .kind = kind, .job = { .summary = summary } });
}

static bool put_image(struct pc_job *job, struct ui *ui, struct failure *why)
{
	const struct request *request = job->request;
	const struct summary summary = {
		.manifest = &job->manifest,
		.disks = job->sticks.disks,
		.disk_count = job->sticks.count,
		.output = request->target.output,
		.image_size = job->plan.image_size,
		.target = &request->target,
	};
	const struct deliverable what = {
		.image = &job->image.target,
		.unsealed = &job->image,
		.manifest = &job->manifest,
		.sticks = &job->sticks,
	};

	report(EVENT_PLAN, &summary, ui);
	if (job->sticks.count && !confirm(&job->sticks, request, ui, why))
		return interrupt_nothing_changed(why);
	if (!request->consent.dry_run)
		return deliver(&what, &request->target, &summary, ui, why);
	report(EVENT_DRY_RUN, &summary, ui);
	return true;
}

static bool make(struct pc_job *job, struct ui *ui, struct failure *why)
{
	struct image_start none = { .fd = -1 };
	bool ready = knowledge_load(&job->knowledge, job->request, why) &&
	             pc_bundle_open(&job->bundle, job->path, why) && take_firmware(job, why) &&
	             make_plan(job, why) && check_target(job, ui, why) &&
	             image_build(&job->image, &job->plan, &none, why);

	return ready ? put_image(job, ui, why) : interrupt_nothing_changed(why);
}

bool pc(const char *bundle, const struct request *request, struct ui *ui, struct failure *why)
{
	struct pc_job job = {
		.request = request,
		.path = bundle,
		.firmware = { .fd = -1 },
		.image = { .content_fd = -1 },
	};
	bool good;

	if (!check_request(bundle, request, why))
		return false;
	good = make(&job, ui, why);
	image_done(&job.image);
	sticks_done(&job.sticks);
	pc_bundle_done(&job.bundle);
	knowledge_done(&job.knowledge);
	if (job.firmware.fd >= 0)
		close(job.firmware.fd);
	return good;
}
