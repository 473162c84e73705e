#include "cli/run.h"

#include "base/job.h"
#include "cli/commands/commands.h"
#include "cli/deliver.h"
#include "cli/folder.h"
#include "cli/order.h"
#include "cli/order/card.h"
#include "cli/order/locked.h"
#include "cli/sticks/assent.h"
#include "cli/sticks/fleet.h"
#include "cli/tell.h"
#include "stick/image/image.h"
#include "stick/medium/hashing.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/verify.h"

#include <inttypes.h>

/* Whoever interrupts asks first: is my disk still as it was? */
static bool nothing_changed(struct failure *why)
{
	const struct failure cause = *why;

	if (cause.kind == FAIL_INTERRUPTED)
		fail(why, cause.kind, "%s; nothing was changed", cause.text);
	return false;
}

/* Work on the finished image beside its delivery. */
struct beside {
	struct job job;
	struct image *image; /* to be sealed; NULL when it was made and sealed earlier */
	struct manifest *manifest;
	struct target *target; /* the image as what is delivered */
	struct order_files *files;
	bool is_ahead;     /* what image and files keep in memory is not needed any more */
	bool wants_digest; /* of the used range */
	struct digest used;
	bool good;
	struct failure why;
};

static bool seal(const struct beside *beside, struct failure *why)
{
	return !beside->image || image_seal(beside->image, beside->manifest, why);
}

static void digest_used(void *context)
{
	struct beside *beside = context;

	beside->good = !beside->wants_digest || hashing_of(beside->target, beside->manifest->length,
	                                                   &beside->used, &beside->why);
}

static void seal_and_digest(void *context)
{
	struct beside *beside = context;

	beside->good = seal(beside, &beside->why);
	if (beside->good)
		digest_used(beside);
	if (beside->is_ahead) {
		image_release(beside->image);
		files_release(beside->files);
	}
}

static bool finish(struct beside *beside, bool good, struct failure *why)
{
	job_wait(&beside->job);
	if (good && !beside->good)
		*why = beside->why;
	return good && beside->good;
}

/* All of them are open before one is written; what becomes of each is told in the end. */
static bool to_sticks(const struct delivery *delivery, const struct story *story,
                      const struct sticks *sticks, struct beside *beside, struct failure *why)
{
	struct fleet fleet = { 0 };
	bool good = (seal(beside, why) || nothing_changed(why)) &&
	            fleet_open(&fleet, delivery, sticks, why);

	if (good) {
		job_start(&beside->job, digest_used, beside);
		fleet_deliver(&fleet);
		good = finish(beside, true, why) && fleet_tell(&fleet, story, &beside->used, why);
	}
	fleet_done(&fleet);
	return good;
}

/* All but the manifest is written first, and proven while the image is sealed. */
static bool to_file(const struct delivery *delivery, const struct story *story,
                    struct beside *beside, struct failure *why)
{
	struct file_delivery file;
	bool good = deliver_ahead(&file, delivery, story->output, beside->image->used, why);

	beside->is_ahead = file.is_ahead;
	if (good)
		job_start(&beside->job, seal_and_digest, beside);
	good = good && deliver_proof_ahead(&file, delivery, why);
	good = finish(beside, good, why) && deliver_to_file(&file, delivery, why);
	deliver_done(&file);
	if (good)
		tell_result(delivery->report, story, &beside->used, NULL);
	return good || nothing_changed(why);
}

static bool deliver(const struct delivery *delivery, const struct story *story,
                    const struct sticks *sticks, struct beside *beside, struct failure *why)
{
	beside->wants_digest = tell_wants_digest(delivery->report);
	return sticks->count ? to_sticks(delivery, story, sticks, beside, why)
	                     : to_file(delivery, story, beside, why);
}

/* The last moment at which nothing has been written. */
static bool may_begin(const struct delivery *delivery, const struct story *story,
                      const struct sticks *sticks, struct failure *why)
{
	tell_plan(delivery->report, story);
	return !sticks->count || assent(sticks, delivery->options, delivery->report, why);
}

/* The image grows while the firmware's checksums are computed; the firmware's word comes first. */
static bool build_image(struct order *order, struct image *image, struct failure *why)
{
	struct failure build_failure;
	bool built = order->options->dry_run ||
	             image_build(image, &order->plan, &order->start, &build_failure);

	if (!order_check_firmware(order, why))
		return false;
	if (!built)
		*why = build_failure;
	return built;
}

static void tell_details(struct report *report, const struct order *order)
{
	const struct plan *plan = &order->plan;
	const struct layout *layout = plan->layout;

	if (layout->kind == LAYOUT_RAW)
		report_detail(report, "layout %s: %" PRIu64 " bytes from the first sector on",
		              layout->name, plan->image_size);
	else
		report_detail(report,
		              "layout %s: FAT%" PRIu64 " of %" PRIu64 " bytes at byte %" PRIu64
		              ", clusters of %" PRIu64 " bytes, volume id %08" PRIX32,
		              layout->name, layout->fat_bits, plan->partition_size,
		              plan->partition_start, plan->cluster_size, (uint32_t)PLAN_VOLUME_ID);
	for (size_t i = 0; i < order->layout.warning_count; i++)
		report_warning(report, "%s", order->layout.warnings[i]);
	for (size_t i = 0; i < PLAN_WARNINGS; i++) {
		if (plan->warnings[i])
			report_warning(report, "%s", plan->warnings[i]);
	}
}

static bool build_to_order(struct order *order, struct image *image, struct report *report,
                           struct failure *why)
{
	const struct options *options = order->options;
	const struct delivery delivery = {
		.image = &image->target,
		.manifest = &order->contents.manifest,
		.options = options,
		.report = report,
		.raw = !plan_has_manifest(&order->plan),
	};
	const struct story story = {
		.manifest = &order->contents.manifest,
		.recipe = order->recipe,
		.files = &order->files,
		.disks = order->sticks.disks,
		.disk_count = order->sticks.count,
		.output = order->output,
		.image_size = order->plan.image_size,
		.options = options,
	};

	struct beside beside = {
		.image = image,
		.manifest = &order->contents.manifest,
		.target = &image->target,
		.files = &order->files,
	};

	tell_details(report, order);
	if (!may_begin(&delivery, &story, &order->sticks, why))
		return nothing_changed(why);
	if (options->dry_run) {
		tell_dry_run(report, &story);
		return true;
	}
	return deliver(&delivery, &story, &order->sticks, &beside, why);
}

static bool build_stick(struct order *order, struct report *report, struct failure *why)
{
	struct image image = { .content_fd = -1 };
	bool ready = order_plan(order, report, why) && order_check_target(order, report, why) &&
	             build_image(order, &image, why);
	bool good = ready ? build_to_order(order, &image, report, why) : nothing_changed(why);

	image_done(&image);
	return good;
}

static bool build(const struct options *options, struct report *report, struct failure *why)
{
	struct order order = { 0 };
	struct newfile card = { 0 };
	bool ready =
	        order_complete(&order, options, report, why) && ordercard_begin(&card, &order, why);
	bool good = ready ? (options->output_dir
	                             ? folder_make(&order, report, why) || nothing_changed(why)
	                             : build_stick(&order, report, why)) &&
	                            ordercard_publish(&card, &order, report, why)
	                  : nothing_changed(why);

	newfile_done(&card);
	order_done(&order);
	return good;
}

static bool lock_order(const struct options *options, struct report *report, struct failure *why)
{
	struct order order = { 0 };
	bool good = order_complete(&order, options, report, why) &&
	            order_plan(&order, report, why) && order_check_firmware(&order, why) &&
	            locked_write(&order, why);

	if (good)
		tell_locked(report, &order.contents.manifest, locked_path(options));
	order_done(&order);
	return good || nothing_changed(why);
}

static struct device_terms terms_of_image(const struct knowledge *knowledge,
                                          const struct target *image,
                                          const struct manifest *manifest)
{
	const struct layout *layout = catalog_layout(&knowledge->catalog, manifest->layout);

	return (struct device_terms){
		.size_min = image->size + MIB,
		.layout = manifest->layout,
		.smaller = layout ? layout->smaller : NULL,
	};
}

static bool put_image(const struct knowledge *knowledge, const struct delivery *delivery,
                      struct manifest *manifest, const struct sticks *sticks, struct failure *why)
{
	const struct story story = {
		.manifest = delivery->manifest,
		.recipe = knowledge_recipe_named(knowledge, delivery->manifest->recipe),
		.disks = sticks->disks,
		.disk_count = sticks->count,
		.image_size = delivery->image->size,
		.options = delivery->options,
	};
	struct beside beside = { .manifest = manifest, .target = delivery->image };

	if (!may_begin(delivery, &story, sticks, why))
		return nothing_changed(why);
	if (!delivery->options->dry_run)
		return deliver(delivery, &story, sticks, &beside, why);
	tell_dry_run(delivery->report, &story);
	return true;
}

static bool write_proven(const struct options *options, struct target *image,
                         struct manifest *manifest, struct report *report, struct failure *why)
{
	const struct delivery delivery = {
		.image = image,
		.manifest = manifest,
		.options = options,
		.report = report,
	};
	const char *source = options->image;
	const struct option_list sources = { &source, 1 };
	struct sticks_rules rules = { .options = options,
		                      .named = &options->device,
		                      .sources = &sources };
	struct knowledge knowledge = { 0 };
	struct sticks sticks = { 0 };
	bool good = knowledge_load(&knowledge, options, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	rules.terms = terms_of_image(&knowledge, image, manifest);
	good = good && sticks_choose(&sticks, &rules, report, why) &&
	       put_image(&knowledge, &delivery, manifest, &sticks, why);
	sticks_done(&sticks);
	knowledge_done(&knowledge);
	return good;
}

static bool write_image(const struct options *options, struct report *report, struct failure *why)
{
	struct manifest manifest = { 0 };
	struct target *image = NULL;
	bool good;

	if (!options->image || !sticks_wanted(options))
		return fail(why, FAIL_USAGE, "'write' wants --image FILE and --device DEV");
	if (!sticks_usable(options, why))
		return false;
	good = (imagefile_open(options->image, &image, &report->progress, why) &&
	        verify_stick(image, &manifest, &report->progress, why)) ||
	       nothing_changed(why);
	good = good && write_proven(options, image, &manifest, report, why);
	manifest_done(&manifest);
	target_close(image);
	return good;
}

bool run(const struct options *options, struct report *report, struct failure *why)
{
	switch (options->verb) {
	case VERB_build: return build(options, report, why);
	case VERB_fetch: return command_fetch(options, report, why);
	case VERB_lock: return lock_order(options, report, why);
	case VERB_write: return write_image(options, report, why);
	case VERB_list: return command_list(options, report, why);
	case VERB_show: return command_show(options, report, why);
	case VERB_guide: return command_guide(options, report, why);
	case VERB_devices: return command_devices(options, report, why);
	case VERB_inspect: return command_inspect(options, report, why);
	case VERB_verify: return command_verify(options, report, why);
	case VERB_cache: return command_cache(options, report, why);
	case VERB_doctor: return command_doctor(options, report, why);
	case VERB_check_catalog: return command_check_catalog(options, report, why);
	}
	return fail(why, FAIL_USAGE, "there is no such command");
}
