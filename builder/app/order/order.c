#include "app/order/order.h"

#include "app/order/locked.h"
#include "base/mem.h"
#include "base/newfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool check_loader(const struct order *order, struct failure *why)
{
	const struct loader_limits *loader = &order->recipe->loader;

	if (!loader->one_file || order->files.given_count == 1)
		return true;
	return fail(why, FAIL_USAGE, "the boot loader of '%s' takes one file only%s%s",
	            order->recipe->title, loader->why ? ": " : "", loader->why ? loader->why : "");
}

static bool goes_to_sticks(const struct order *order)
{
	return order->devices.count || order->options->all_usb;
}

/* Only a layout that fills the stick depends on it; other rules are asked later. */
static bool find_medium_size(const struct order *order, uint64_t *size, struct failure *why)
{
	const struct sticks_rules rules = { .options = order->options, .named = &order->devices };

	*size = 0;
	if (order->layout.layout->kind != LAYOUT_MBR_FAT_FULL || !goes_to_sticks(order))
		return true;
	return sticks_smallest(&rules, size, why);
}

bool order_plan(struct order *order, struct report *report, struct failure *why)
{
	const struct options *options = order->options;
	const struct layout *layout;
	struct plan_request request = { .label = options->label ? options->label : "RESCUE" };

	const char *layout_asked = options->layout ? options->layout : order->lock.layout;

	if (!layout_choose(&order->layout, &order->knowledge, order->recipe, layout_asked, why))
		return false;
	layout = order->layout.layout;
	if (!files_assign(&order->files, order->recipe, layout->kind == LAYOUT_RAW, why) ||
	    !check_loader(order, why))
		return false;
	if (options->locked)
		locked_adopt(order);
	if (!find_medium_size(order, &request.medium_size, why) ||
	    !files_transform(&order->files, &report->progress, why))
		return false;
	contents_plan(&order->contents, &order->files);
	request.layout = layout;
	request.files = order->contents.planned;
	request.file_count = order->files.given_count;
	request.cluster_max = order->layout.cluster_max;
	return plan_make(&order->plan, &request, why);
}

static bool same_file(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

bool order_spares_files(const struct order *order, const char *path, struct failure *why)
{
	for (size_t i = 0; i < order->files.given_count; i++) {
		if (same_file(path, order->files.given[i].firmware.path))
			return fail(why, FAIL_REFUSED, "'%s' is the firmware file itself", path);
	}
	return true;
}

static bool check_output(const struct order *order, struct failure *why)
{
	return order_spares_files(order, order->output, why) &&
	       newfile_check(order->output, order->options->force, why);
}

static bool check_sticks(struct order *order, struct report *report, struct failure *why)
{
	AUTO_FREE const char **paths = mem_zalloc(order->files.given_count + 1, sizeof(*paths));
	const struct option_list sources = { paths, order->files.given_count };
	const struct sticks_rules rules = {
		.options = order->options,
		.named = &order->devices,
		.terms = {
			.size_min = order->plan.device_size_min,
			.layout = order->plan.layout->name,
			.smaller = order->plan.layout->smaller,
		},
		.sources = &sources,
	};

	for (size_t i = 0; i < sources.count; i++)
		paths[i] = order->files.given[i].firmware.path;
	return sticks_choose(&order->sticks, &rules, report, why);
}

bool order_check_target(struct order *order, struct report *report, struct failure *why)
{
	return order->output ? check_output(order, why) : check_sticks(order, report, why);
}

bool order_check_firmware(struct order *order, struct failure *why)
{
	if (!files_check(&order->files, why))
		return false;
	contents_promise(&order->contents, &order->files, order->plan.layout);
	return !order->options->locked || locked_agrees(order, why);
}

void order_done(struct order *order)
{
	for (size_t i = 0; i < order->answer_count; i++)
		free(order->answers[i]);
	free(order->answers);
	free(order->asked_files);
	free(order->locked_vendor);
	sticks_done(&order->sticks);
	image_start_done(&order->start);
	contents_done(&order->contents);
	layout_choice_done(&order->layout);
	files_done(&order->files);
	supply_done(&order->supply);
	lock_done(&order->lock);
	knowledge_done(&order->knowledge);
}
