#include "cli/order.h"

#include "base/mem.h"
#include "cli/ask.h"
#include "cli/confirm.h"
#include "cli/order/method.h"
#include "cli/order/model.h"
#include "stick/imagefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *keep_answer(struct order *order, const char *answer)
{
	order->answers = mem_grow(order->answers, order->answer_count, sizeof(char *));
	return order->answers[order->answer_count++] = mem_strdup(answer);
}

static void list_sticks(FILE *to, bool allow_fixed)
{
	const struct device_terms terms = { .allow_fixed = allow_fixed, .unmount_allowed = true };
	AUTO_FREE struct disk *disks = NULL;
	struct failure ignored;
	struct reasons reasons;
	size_t count = 0;
	size_t shown = 0;

	if (!device_survey(&device_world_here, false, &disks, &count, &ignored))
		return;
	for (size_t i = 0; i < count; i++) {
		device_refusals(&disks[i], &terms, &reasons);
		if (!reasons.count)
			fprintf(to, "%s%s %s", shown++ ? ", " : " (found: ", disks[i].path,
			        disks[i].model);
	}
	fputs(shown ? ")" : " (no stick found)", to);
}

/* Those a stick can help. */
static void list_models(FILE *to, const struct vendor *vendor)
{
	const char *before = "";

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		if (vendor->recipes[i].method != METHOD_USB_STICK)
			continue;
		fprintf(to, "%s%s", before, vendor->recipes[i].model);
		before = ", ";
	}
}

static bool has_target(const struct options *options)
{
	return options->device || options->output || options->output_dir;
}

/* Everything that is missing at once, with what there is to choose from. */
static bool tell_missing(const struct order *order, struct failure *why)
{
	const struct options *options = order->options;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	const char *comma = "";

	if (!to)
		return fail(why, FAIL_USAGE, "vendor, firmware and target are wanted");
	if (!options->vendor) {
		fputs("--vendor NAME ('mkrescue-usb list' lists all vendors)", to);
		comma = "; ";
	}
	if (!options->firmware.count) {
		const struct vendor *vendor =
		        options->vendor ? catalog_vendor(&order->knowledge.catalog, options->vendor)
		                        : NULL;

		fprintf(to, "%s--firmware FILE (the vendor's own file for this model", comma);
		if (vendor && !options->model) {
			fputs("; it tells which of these it is for: ", to);
			list_models(to, vendor);
		}
		fputc(')', to);
		comma = "; ";
	}
	if (!has_target(options)) {
		fprintf(to, "%s--device DEV", comma);
		list_sticks(to, options->allow_fixed);
		fputs(" or --output FILE or, for a rescue over the network, --output-dir DIR", to);
	}
	fclose(to);
	fail(why, FAIL_USAGE, "missing: %s", text);
	free(text);
	return false;
}

static bool find_vendor(struct order *order, struct report *report, struct failure *why)
{
	const char *name = order->options->vendor;
	char answer[ANSWER];

	if (!name) {
		if (!ask_vendor(report, &order->knowledge.catalog, answer, why))
			return false;
		name = keep_answer(order, answer);
	}
	return knowledge_vendor(&order->knowledge, name, &order->vendor, why);
}

/* NAME=FILE for each of several; just FILE where only one is wanted, or nobody knows yet. */
static bool ask_file(struct order *order, struct report *report, const struct wanted_file *wanted,
                     struct failure *why)
{
	const bool named = wanted && wanted->name;
	AUTO_FREE char *question =
	        named ? mem_printf("The file for '%s' (%s)?", wanted->name, wanted->what)
	              : mem_strdup(wanted ? wanted->what : "The vendor's firmware file?");
	AUTO_FREE char *text = NULL;
	char answer[ANSWER];

	if (!ask_line(report, question, answer, why))
		return false;
	text = named ? mem_printf("%s=%s", wanted->name, answer) : mem_strdup(answer);
	order->asked_files = mem_grow(order->asked_files, order->asked_file_count, sizeof(char *));
	order->asked_files[order->asked_file_count++] = keep_answer(order, text);
	return true;
}

static bool ask_files(struct order *order, struct report *report, struct failure *why)
{
	const char *model = order->options->model;
	const struct recipe *recipe = model ? catalog_recipe(order->vendor, model) : NULL;

	if (!recipe || recipe->file_count == 1)
		return ask_file(order, report, NULL, why);
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].optional && !ask_file(order, report, &recipe->files[i], why))
			return false;
	}
	return true;
}

static bool open_files(struct order *order, struct report *report, struct failure *why)
{
	if (!order->options->firmware.count) {
		if (!ask_files(order, report, why))
			return false;
		files_start(&order->files, order->asked_files, order->asked_file_count);
	}
	return files_open(&order->files, &order->knowledge, order->options, why);
}

static bool find_recipe(struct order *order, struct report *report, struct failure *why)
{
	const char *model = order->options->model;
	char answer[ANSWER];

	if (!model)
		order->recipe = model_of_files(order->vendor, &order->files);
	if (order->recipe)
		return true;
	if (!model && !order->options->output_dir &&
	    !model_may_be_any(order->vendor, &order->files, why))
		return false;
	if (!model && !ask_possible())
		return fail(why, FAIL_USAGE, "'%s' does not tell its model; --model NAME is wanted",
		            order->files.given[0].firmware.name);
	if (!model) {
		if (!ask_model(report, order->vendor, answer, why))
			return false;
		model = keep_answer(order, answer);
	}
	return knowledge_recipe(&order->knowledge, order->vendor, model, &order->recipe, why);
}

static bool find_target(struct order *order, struct report *report, struct failure *why)
{
	char answer[ANSWER];
	bool is_device = false;

	order->device = order->options->device;
	order->output = order->options->output;
	if (!!order->device + !!order->output + !!order->options->output_dir > 1)
		return fail(why, FAIL_USAGE,
		            "--device, --output and --output-dir exclude one another");
	if (has_target(order->options))
		return true;
	if (!ask_target(report, order->options->allow_fixed, answer, &is_device, why))
		return false;
	*(is_device ? &order->device : &order->output) = keep_answer(order, answer);
	return true;
}

/* Only with --vendor and --model: everybody else learns it from the firmware's model. */
static bool refuse_early(const struct order *order, struct failure *why)
{
	const struct options *options = order->options;
	const struct vendor *vendor = NULL;
	const struct recipe *recipe = NULL;

	if (!options->vendor)
		return true;
	if (!knowledge_vendor(&order->knowledge, options->vendor, &vendor, why))
		return false;
	if (!options->model)
		return true;
	return knowledge_recipe(&order->knowledge, vendor, options->model, &recipe, why) &&
	       method_helps(recipe, options, why);
}

/* Most likely it is the layout of this model's or vendor's sticks, and mkfs.fat may begin. */
static void start_image(struct order *order)
{
	const struct catalog *catalog = &order->knowledge.catalog;
	const struct options *options = order->options;
	const struct recipe *recipe =
	        options->model ? catalog_recipe(order->vendor, options->model) : NULL;
	const char *name = options->layout;
	const struct layout *layout;

	if (!name && recipe)
		name = recipe->layout;
	for (size_t i = 0; !name && i < order->vendor->recipe_count; i++)
		name = order->vendor->recipes[i].layout;
	layout = name && !options->dry_run && !options->output_dir ? catalog_layout(catalog, name)
	                                                           : NULL;
	if (layout)
		image_start(&order->start, layout);
}

static bool open_and_start(struct order *order, struct report *report, struct failure *why)
{
	if (order->options->firmware.count)
		start_image(order); /* nobody is asked now: it is worth it */
	return open_files(order, report, why);
}

bool order_complete(struct order *order, const struct options *options, struct report *report,
                    struct failure *why)
{
	bool complete = options->vendor && options->firmware.count && has_target(options);

	order->options = options;
	if (options->firmware.count)
		files_start(&order->files, options->firmware.items, options->firmware.count);
	if (!knowledge_load(&order->knowledge, options, why) || !refuse_early(order, why))
		return false;
	if (!complete && !ask_possible())
		return tell_missing(order, why);
	return find_vendor(order, report, why) && open_and_start(order, report, why) &&
	       find_recipe(order, report, why) && method_helps(order->recipe, options, why) &&
	       find_target(order, report, why);
}

static bool check_loader(const struct order *order, struct failure *why)
{
	const struct loader_limits *loader = &order->recipe->loader;

	if (!loader->one_file || order->files.given_count == 1)
		return true;
	return fail(why, FAIL_USAGE, "the boot loader of '%s' takes one file only%s%s",
	            order->recipe->title, loader->why ? ": " : "", loader->why ? loader->why : "");
}

/* Only a layout that fills the stick depends on it; other rules are asked later. */
static bool find_medium_size(const struct order *order, uint64_t *size, struct failure *why)
{
	struct disk disk;

	*size = 0;
	if (order->layout.layout->kind != LAYOUT_MBR_FAT_FULL || !order->device)
		return true;
	if (!device_look(&device_world_here, order->device, &disk, why))
		return false;
	*size = disk.size;
	return true;
}

bool order_plan(struct order *order, struct report *report, struct failure *why)
{
	const struct options *options = order->options;
	const struct layout *layout;
	struct plan_request request = { .label = options->label ? options->label : "RESCUE" };

	if (!layout_choose(&order->layout, &order->knowledge, order->recipe, options->layout, why))
		return false;
	layout = order->layout.layout;
	if (!files_assign(&order->files, order->recipe, layout->kind == LAYOUT_RAW, why) ||
	    !check_loader(order, why) || !find_medium_size(order, &request.medium_size, why) ||
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
	       imagefile_check(order->output, order->options->force, why);
}

bool order_check_target(struct order *order, struct failure *why)
{
	const struct device_terms terms = {
		.size_min = order->plan.device_size_min,
		.layout = order->plan.layout->name,
		.smaller = order->plan.layout->smaller,
	};

	if (order->output)
		return check_output(order, why);
	for (size_t i = 0; i < order->files.given_count; i++) {
		if (!confirm_rules(order->options, order->device, terms,
		                   order->files.given[i].firmware.path, &order->disk, why))
			return false;
	}
	return true;
}

bool order_check_firmware(struct order *order, struct failure *why)
{
	if (!files_check(&order->files, why))
		return false;
	contents_promise(&order->contents, &order->files, order->plan.layout);
	return true;
}

void order_done(struct order *order)
{
	for (size_t i = 0; i < order->answer_count; i++)
		free(order->answers[i]);
	free(order->answers);
	free(order->asked_files);
	image_start_done(&order->start);
	contents_done(&order->contents);
	layout_choice_done(&order->layout);
	files_done(&order->files);
	knowledge_done(&order->knowledge);
}
