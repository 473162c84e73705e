#include "app/write.h"

#include "app/event.h"
#include "app/knowledge/knowledge.h"
#include "app/sticks/confirm.h"
#include "app/sticks/deliver.h"
#include "base/interrupt.h"
#include "base/units.h"
#include "stick/medium/imagefile.h"
#include "stick/proof/verify.h"

/* An image that proved itself. */
struct proven {
	const char *path;
	struct target *image;
	struct manifest manifest;
};

static struct device_terms terms_of(const struct knowledge *knowledge, const struct proven *proven)
{
	const char *name = proven->manifest.layout;
	const struct layout *layout = catalog_layout(&knowledge->catalog, name);

	return (struct device_terms){
		.size_min = proven->image->size + MIB,
		.layout = name,
		.smaller = layout ? layout->smaller : NULL,
	};
}

static void report(enum ui_event_kind kind, const struct summary *summary, struct ui *ui)
{
	ui_event(ui, &(struct ui_event){ .kind = kind, .job = { .summary = summary } });
}

static bool put_image(struct proven *proven, const struct sticks *sticks,
                      const struct summary *summary, const struct request *request, struct ui *ui,
                      struct failure *why)
{
	const struct deliverable what = {
		.image = proven->image,
		.manifest = &proven->manifest,
		.sticks = sticks,
	};

	report(EVENT_PLAN, summary, ui);
	if (!confirm(sticks, request, ui, why))
		return interrupt_nothing_changed(why);
	if (!request->consent.dry_run)
		return deliver(&what, &request->target, summary, ui, why);
	report(EVENT_DRY_RUN, summary, ui);
	return true;
}

static bool write_proven(struct proven *proven, const struct request *request, struct ui *ui,
                         struct failure *why)
{
	const struct strings sources = { &proven->path, 1 };
	struct sticks_rules rules = { .request = request,
		                      .named = &request->target.devices,
		                      .sources = &sources,
		                      .source_name = "the image" };
	struct summary summary = { .manifest = &proven->manifest,
		                   .image_size = proven->image->size,
		                   .target = &request->target };
	struct knowledge knowledge = { 0 };
	struct sticks sticks = { 0 };
	bool good = knowledge_load(&knowledge, request, why);

	knowledge_warn(&knowledge, ui);
	rules.terms = terms_of(&knowledge, proven);
	good = good && sticks_choose(&sticks, &rules, ui, why);
	if (good) {
		summary.recipe = knowledge_recipe_named(&knowledge, proven->manifest.recipe);
		summary.disks = sticks.disks;
		summary.disk_count = sticks.count;
		good = put_image(proven, &sticks, &summary, request, ui, why);
	}
	sticks_done(&sticks);
	knowledge_done(&knowledge);
	return good;
}

bool write_image(const char *path, const struct request *request, struct ui *ui,
                 struct failure *why)
{
	struct proven proven = { .path = path };
	bool good;

	if (!path || !request_has_sticks(request))
		return fail(why, FAIL_INCOMPLETE, "'write' needs --image FILE and --device DEV");
	if (!request_check_sticks(request, why))
		return false;
	good = (imagefile_open(path, &proven.image, &ui->progress, why) &&
	        verify_stick(proven.image, &proven.manifest, &ui->progress, why)) ||
	       interrupt_nothing_changed(why);
	good = good && write_proven(&proven, request, ui, why);
	manifest_done(&proven.manifest);
	target_close(proven.image);
	return good;
}
