/* From what was typed, or is asked for now, to vendor, model, firmware and target. */
#include "base/mem.h"
#include "cli/ask.h"
#include "cli/order.h"
#include "cli/order/locked.h"
#include "cli/order/method.h"
#include "cli/order/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* "r1cm (Model: R1CM), r3 (...)": those a stick can help. */
static void list_models(FILE *to, const struct vendor *vendor)
{
	const char *before = "";

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (!recipe_is_built(recipe))
			continue;
		fprintf(to, "%s%s (%s)", before, recipe->model, recipe->label);
		before = ", ";
	}
}

static bool has_target(const struct options *options)
{
	return options->verb == VERB_lock || sticks_wanted(options) || options->output ||
	       options->output_dir;
}

/* Without a firmware the model says which one is fetched; without a model the firmware does. */
static bool has_firmware(const struct order *order)
{
	return order->model_name || order->options->firmware.count;
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
	if (!order->vendor_name) {
		fputs("--vendor NAME ('mkrescue-usb list' lists all vendors)", to);
		comma = "; ";
	}
	if (!has_firmware(order)) {
		const struct vendor *vendor =
		        options->vendor ? catalog_vendor(&order->knowledge.catalog, options->vendor)
		                        : NULL;

		fprintf(to, "%s--model NAME%s", comma, vendor ? ", one of: " : "");
		if (vendor)
			list_models(to, vendor);
		fputs("; or --firmware FILE, which tells the model", to);
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
	char answer[ANSWER];

	if (!order->vendor_name) {
		if (!ask_vendor(report, &order->knowledge.catalog, answer, why))
			return false;
		order->vendor_name = keep_answer(order, answer);
	}
	return knowledge_vendor(&order->knowledge, order->vendor_name, &order->vendor, why);
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
	const struct recipe *recipe = order->recipe;

	if (recipe->file_count == 1)
		return ask_file(order, report, NULL, why);
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].optional && !ask_file(order, report, &recipe->files[i], why))
			return false;
	}
	return true;
}

/* Nobody is asked for a file that can be fetched, or where nobody is. */
static bool ask_for_files(struct order *order, struct report *report, struct failure *why)
{
	if (order->options->firmware.count || order->options->locked ||
	    sources_known(order->recipe, order->options->accept_developer) || !ask_possible())
		return true;
	if (!ask_files(order, report, why))
		return false;
	files_done(&order->files);
	files_start(&order->files, order->asked_files, order->asked_file_count);
	return files_add_digests(&order->files, &order->options->sha256, why);
}

static bool ask_for_model(struct order *order, struct report *report, struct failure *why)
{
	char answer[ANSWER];

	if (!ask_model(report, order->vendor, answer, why))
		return false;
	order->model_name = keep_answer(order, answer);
	return true;
}

static bool find_named_recipe(struct order *order, struct failure *why)
{
	return knowledge_recipe(&order->knowledge, order->vendor, order->model_name, &order->recipe,
	                        why) &&
	       method_helps(order->recipe, order->options, why);
}

/* Before anything is fetched: what is wanted must be known, and must help. */
static bool find_recipe_first(struct order *order, struct report *report, struct failure *why)
{
	if (!order->model_name && !files_want_recipe(&order->files))
		return true;
	if (!order->model_name && !ask_possible())
		return tell_missing(order, why);
	return (order->model_name || ask_for_model(order, report, why)) &&
	       find_named_recipe(order, why) && ask_for_files(order, report, why);
}

/* By the firmware. */
static bool find_recipe(struct order *order, struct report *report, struct failure *why)
{
	if (order->recipe)
		return true;
	order->recipe = model_of_files(order->vendor, &order->files);
	if (order->recipe)
		return method_helps(order->recipe, order->options, why);
	if (!order->options->output_dir && !model_may_be_any(order->vendor, &order->files, why))
		return false;
	if (!ask_possible())
		return fail(why, FAIL_USAGE, "'%s' does not tell its model; --model NAME is wanted",
		            order->files.given[0].firmware.name);
	return ask_for_model(order, report, why) && find_named_recipe(order, why);
}

/* What is done to a stick beside writing it makes no sense for a file. */
static bool check_target_options(const struct options *options, const char *path,
                                 struct failure *why)
{
	if (!path || !(options->check_capacity || options->wipe))
		return true;
	return fail(why, FAIL_USAGE, "--%s is for a stick: it wants --device, not '%s'",
	            options->check_capacity ? "check-capacity" : "wipe", path);
}

static bool find_target(struct order *order, struct report *report, struct failure *why)
{
	const struct options *options = order->options;
	char answer[ANSWER];
	bool is_device = false;

	order->devices = options->device;
	order->output = options->output;
	if (sticks_wanted(options) + !!order->output + !!options->output_dir > 1)
		return fail(why, FAIL_USAGE,
		            "--device, --output and --output-dir exclude one another");
	if (!sticks_usable(options, why))
		return false;
	if (has_target(options))
		return check_target_options(
		        options, order->output ? order->output : options->output_dir, why);
	if (!ask_target(report, options->allow_fixed, answer, &is_device, why))
		return false;
	*(is_device ? &order->asked_device : &order->output) = keep_answer(order, answer);
	if (is_device)
		order->devices = (struct option_list){ &order->asked_device, 1 };
	return check_target_options(options, order->output, why);
}

/* What is wrong with the names, before anybody is asked for more. */
static bool refuse_early(const struct order *order, struct failure *why)
{
	const struct vendor *vendor = NULL;
	const struct recipe *recipe = NULL;

	if (!order->vendor_name)
		return true;
	if (!knowledge_vendor(&order->knowledge, order->vendor_name, &vendor, why))
		return false;
	if (!order->model_name)
		return true;
	return knowledge_recipe(&order->knowledge, vendor, order->model_name, &recipe, why) &&
	       method_helps(recipe, order->options, why);
}

/* Most likely it is the layout of this model's or vendor's sticks, and mkfs.fat may begin. */
static void start_image(struct order *order)
{
	const struct catalog *catalog = &order->knowledge.catalog;
	const struct options *options = order->options;
	const struct recipe *recipe =
	        order->model_name ? catalog_recipe(order->vendor, order->model_name) : NULL;
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

static bool open_files(struct order *order, struct report *report, struct failure *why)
{
	const bool wants_network = files_want_network(&order->files);

	if (order->options->firmware.count || wants_network)
		start_image(order); /* nobody is asked now: it is worth it */
	order->supply = supply_for(order->options, &order->knowledge, report);
	if (wants_network && !files_fetch(&order->files, &order->supply, order->recipe,
	                                  order->options->locked ? &order->lock : NULL, why))
		return false;
	return files_open(&order->files, &order->knowledge, order->options, why);
}

/* What the lock file names need not be typed; what is typed must be the same. */
static bool take_names(struct order *order, struct failure *why)
{
	const struct options *options = order->options;
	const char *slash;

	order->vendor_name = options->vendor;
	order->model_name = options->model;
	if (!options->locked)
		return true;
	if (!locked_read(order, why))
		return false;
	slash = strchr(order->lock.recipe, '/');
	order->locked_vendor =
	        mem_printf("%.*s", (int)strcspn(order->lock.recipe, "/"), order->lock.recipe);
	if (!order->vendor_name)
		order->vendor_name = order->locked_vendor;
	if (!order->model_name)
		order->model_name = slash ? slash + 1 : "";
	return true;
}

bool order_complete(struct order *order, const struct options *options, struct report *report,
                    struct failure *why)
{
	order->options = options;
	if (!check_target_options(options, options->output ? options->output : options->output_dir,
	                          why))
		return false;
	files_start(&order->files, options->firmware.items, options->firmware.count);
	if (!files_add_digests(&order->files, &options->sha256, why) || !take_names(order, why) ||
	    !knowledge_load(&order->knowledge, options, why))
		return false;
	report_warnings(report, order->knowledge.catalog.warnings,
	                order->knowledge.catalog.warning_count);
	if (!refuse_early(order, why))
		return false;
	if (!(order->vendor_name && has_firmware(order) && has_target(options)) && !ask_possible())
		return tell_missing(order, why);
	return find_vendor(order, report, why) && find_recipe_first(order, report, why) &&
	       open_files(order, report, why) && find_recipe(order, report, why) &&
	       find_target(order, report, why);
}
