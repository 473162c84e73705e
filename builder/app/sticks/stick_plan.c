#include "app/sticks/stick_plan.h"

#include "app/order/locked.h"
#include "base/files/newfile.h"
#include "base/mem.h"

#include <inttypes.h>

/* The model's layout, else that of the vendor's sticks. */
static const char *likely_layout(const struct order *order)
{
	const struct request *request = &order->request;
	const struct recipe *recipe =
	        request->router.model ? catalog_recipe(order->vendor, request->router.model) : NULL;
	const char *name = request->target.layout;

	if (!name && recipe)
		name = recipe->layout;
	for (size_t i = 0; !name && i < order->vendor->recipe_count; i++)
		name = order->vendor->recipes[i].layout;
	return name;
}

void stick_plan_start(struct image_start *start, const struct order *order)
{
	const struct request *request = &order->request;
	const char *name = start->layout ? NULL : likely_layout(order);
	const struct layout *layout = NULL;

	if (name && !request->consent.dry_run && !request->target.output_dir)
		layout = catalog_layout(&order->knowledge.catalog, name);
	if (layout)
		image_start(start, layout);
}

/* Only a layout that fills the stick depends on it; other rules are asked later. */
static bool find_medium_size(const struct order *order, const struct layout *layout, uint64_t *size,
                             struct failure *why)
{
	const struct sticks_rules rules = { .request = &order->request,
		                            .named = &order->request.target.devices };

	*size = 0;
	if (layout->kind != LAYOUT_MBR_FAT_FULL || !request_has_sticks(&order->request))
		return true;
	return sticks_smallest(&rules, size, why);
}

void stick_plan_tell(const struct stick_plan *stick, struct ui *ui)
{
	const struct plan *plan = &stick->plan;
	const struct layout *layout = plan->layout;

	if (layout->kind == LAYOUT_RAW)
		ui_detail(ui, "layout %s: %" PRIu64 " bytes from the first sector on", layout->name,
		          plan->image_size);
	else
		ui_detail(ui,
		          "layout %s: FAT%" PRIu64 " of %" PRIu64 " bytes at byte %" PRIu64
		          ", clusters of %" PRIu64 " bytes, volume id %08" PRIX32,
		          layout->name, layout->fat_bits, plan->partition_size,
		          plan->partition_start, plan->cluster_size, plan->volume_id);
	for (size_t i = 0; i < stick->layout.warning_count; i++)
		ui_warning(ui, "%s", stick->layout.warnings[i]);
	for (size_t i = 0; i < PLAN_WARNINGS; i++) {
		if (plan->warnings[i])
			ui_warning(ui, "%s", plan->warnings[i]);
	}
}

bool stick_plan_make(struct stick_plan *stick, struct order *order, struct ui *ui,
                     struct failure *why)
{
	const struct request_target *target = &order->request.target;
	const char *asked = target->layout ? target->layout : order->lock.layout;
	struct plan_request request = { .label = target->label ? target->label : "RESCUE" };
	const struct layout *layout;

	if (!layout_choose(&stick->layout, &order->knowledge, order->recipe, asked, why))
		return false;
	layout = stick->layout.layout;
	if (!order_prepare_files(order, layout->kind == LAYOUT_RAW, &ui->progress, why) ||
	    !find_medium_size(order, layout, &request.medium_size, why))
		return false;
	contents_plan(&stick->contents, &order->inputs);
	request.layout = layout;
	request.files = stick->contents.planned;
	request.file_count = order->inputs.count;
	request.cluster_max = stick->layout.cluster_max;
	return plan_make(&stick->plan, &request, why);
}

static bool check_output(const struct order *order, struct failure *why)
{
	const struct request_target *target = &order->request.target;

	return order_spares_files(order, target->output, why) &&
	       newfile_check(target->output, target->replace, why);
}

static bool check_sticks(struct stick_plan *stick, const struct order *order, struct ui *ui,
                         struct failure *why)
{
	AUTO_FREE const char **paths = mem_zalloc(order->inputs.count + 1, sizeof(*paths));
	const struct strings sources = { paths, order->inputs.count };
	const struct sticks_rules rules = {
		.request = &order->request,
		.named = &order->request.target.devices,
		.terms = {
			.size_min = stick->plan.device_size_min,
			.layout = stick->plan.layout->name,
			.smaller = stick->plan.layout->smaller,
		},
		.sources = &sources,
		.source_name = "the firmware",
	};

	for (size_t i = 0; i < sources.count; i++)
		paths[i] = order->inputs.items[i].firmware.path;
	return sticks_choose(&stick->sticks, &rules, ui, why);
}

bool stick_plan_check_target(struct stick_plan *stick, const struct order *order, struct ui *ui,
                             struct failure *why)
{
	return order->request.target.output ? check_output(order, why)
	                                    : check_sticks(stick, order, ui, why);
}

bool stick_plan_promise(struct stick_plan *stick, struct order *order, struct ui *ui,
                        struct failure *why)
{
	if (!order_check_files(order, ui, why))
		return false;
	contents_promise(&stick->contents, &order->inputs, stick->plan.layout);
	return !order->request.firmware.locked ||
	       locked_agrees(order, &stick->contents.manifest, why);
}

void stick_plan_done(struct stick_plan *stick)
{
	sticks_done(&stick->sticks);
	contents_done(&stick->contents);
	layout_choice_done(&stick->layout);
}
