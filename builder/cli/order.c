#include "cli/order.h"

#include "base/mem.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/confirm.h"
#include "stick/imagefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *keep_answer(struct order *order, const char *answer)
{
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

static void list_vendors(FILE *to, const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->vendor_count; i++)
		fprintf(to, "%s%s", i ? ", " : " (there is: ", catalog->vendors[i].name);
	fputs(catalog->vendor_count ? ")" : "", to);
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
		fputs("--vendor NAME", to);
		list_vendors(to, &order->knowledge.catalog);
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
	if (!options->device && !options->output) {
		fprintf(to, "%s--device DEV", comma);
		list_sticks(to, options->allow_fixed);
		fputs(" or --output FILE", to);
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

/* The model the firmware is for, when the catalogue knows its code. */
static const struct recipe *recipe_of_firmware(const struct order *order)
{
	const struct findings *findings = &order->firmware.findings;

	for (size_t i = 0; findings->format && i < findings->board_count; i++) {
		const char *code = findings->boards[i].code;
		const struct recipe *recipe =
		        catalog_recipe_for(order->vendor, findings->format, code);
		const char *model = catalog_code_model(order->vendor, findings->format, code);

		if (!recipe && model)
			recipe = catalog_recipe(order->vendor, model);
		if (recipe)
			return recipe;
	}
	return NULL;
}

static bool open_firmware(struct order *order, struct report *report, struct failure *why)
{
	const struct option_list *files = &order->options->firmware;
	const char *path = files->count ? files->items[0] : NULL;
	char answer[ANSWER];

	if (files->count > 1)
		return fail(why, FAIL_USAGE, "'%s' is one file too many: one is wanted",
		            files->items[1]);
	if (!path) {
		if (!ask_line(report, "The vendor's firmware file?", answer, why))
			return false;
		path = keep_answer(order, answer);
	}
	return firmware_open(&order->firmware, path, FIRMWARE_TO_WRITE, &order->knowledge.keys,
	                     why);
}

/* What this vendor's stick rescues take all together: for firmware that tells no model. */
static bool fits_any(const struct order *order, struct failure *why)
{
	const struct vendor *vendor = order->vendor;
	AUTO_FREE struct firmware_accept *accepts =
	        mem_zalloc(vendor->recipe_count + 1, sizeof(*accepts));
	AUTO_FREE char *model = mem_printf("any %s router that a stick rescues", vendor->title);
	struct firmware_demand demand = {
		.model = model,
		.accepts = accepts,
		.code_model = knowledge_code_model,
		.context = &order->knowledge,
	};

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (recipe->file_count && recipe->files[0].accept_count)
			accepts[demand.accept_count++] = (struct firmware_accept){
				.format = recipe->files[0].accepts[0].format,
				.codes = recipe->files[0].accepts[0].codes,
				.code_count = recipe->files[0].accepts[0].code_count,
			};
	}
	return firmware_fits(&order->firmware, &demand, why);
}

static bool find_recipe(struct order *order, struct report *report, struct failure *why)
{
	const char *model = order->options->model;
	char answer[ANSWER];

	if (!model)
		order->recipe = recipe_of_firmware(order);
	if (order->recipe)
		return true;
	if (!model && !fits_any(order, why))
		return false;
	if (!model && !ask_possible())
		return fail(why, FAIL_USAGE, "'%s' does not tell its model; --model NAME is wanted",
		            order->firmware.name);
	if (!model) {
		if (!ask_model(report, order->vendor, answer, why))
			return false;
		model = keep_answer(order, answer);
	}
	return knowledge_recipe(order->vendor, model, &order->recipe, why);
}

static bool find_target(struct order *order, struct report *report, struct failure *why)
{
	char answer[ANSWER];
	bool is_device = false;

	order->device = order->options->device;
	order->output = order->options->output;
	if (order->device && order->output)
		return fail(why, FAIL_USAGE, "--device and --output exclude each other");
	if (order->device || order->output)
		return true;
	if (!ask_target(report, order->options->allow_fixed, answer, &is_device, why))
		return false;
	*(is_device ? &order->device : &order->output) = keep_answer(order, answer);
	return true;
}

/* A model that no stick helps is told what it needs, before anything is asked for. */
static bool stick_helps(const struct recipe *recipe, struct failure *why)
{
	if (recipe->method == METHOD_USB_STICK)
		return true;
	return fail(why, FAIL_USAGE, "no stick rescues '%s' (method: %s; how sure: %s, %s): %s",
	            recipe->title, method_name(recipe->method), confidence_name(recipe->confidence),
	            recipe->confidence_basis,
	            recipe->instead ? recipe->instead : "no way is known");
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
	return knowledge_recipe(vendor, options->model, &recipe, why) && stick_helps(recipe, why);
}

/* Most likely it is the layout of this vendor's sticks, and mkfs.fat may begin. */
static void start_image(struct order *order)
{
	const struct catalog *catalog = &order->knowledge.catalog;
	const char *name = order->options->layout;
	const struct layout *layout;

	for (size_t i = 0; !name && i < order->vendor->recipe_count; i++)
		name = order->vendor->recipes[i].layout;
	layout = name && !order->options->dry_run ? catalog_layout(catalog, name) : NULL;
	if (layout)
		image_start(&order->start, layout);
}

static bool open_and_start(struct order *order, struct report *report, struct failure *why)
{
	if (order->options->firmware.count)
		start_image(order); /* nobody is asked now: it is worth it */
	return open_firmware(order, report, why);
}

bool order_complete(struct order *order, const struct options *options, struct report *report,
                    struct failure *why)
{
	bool complete =
	        options->vendor && options->firmware.count && (options->device || options->output);

	order->options = options;
	if (!knowledge_load(&order->knowledge, options, why) || !refuse_early(order, why))
		return false;
	if (!complete && !ask_possible())
		return tell_missing(order, why);
	return find_vendor(order, report, why) && open_and_start(order, report, why) &&
	       find_recipe(order, report, why) && stick_helps(order->recipe, why) &&
	       find_target(order, report, why);
}

/* The recipe's demands on a file in the firmware layer's words; free ->accepts. */
static struct firmware_demand demand_of(const struct order *order)
{
	const struct wanted_file *wanted = &order->recipe->files[0];
	struct firmware_accept *accepts = mem_zalloc(wanted->accept_count, sizeof(*accepts));

	for (size_t i = 0; i < wanted->accept_count; i++)
		accepts[i] = (struct firmware_accept){
			.format = wanted->accepts[i].format,
			.codes = wanted->accepts[i].codes,
			.code_count = wanted->accepts[i].code_count,
		};
	return (struct firmware_demand){
		.model = order->recipe->title,
		.accepts = accepts,
		.accept_count = wanted->accept_count,
		.size_max = wanted->size_max,
		.accept_unsigned = order->options->accept_unsigned,
		.code_model = knowledge_code_model,
		.context = &order->knowledge,
	};
}

bool order_plan(struct order *order, struct failure *why)
{
	const struct wanted_file *wanted = &order->recipe->files[0];
	const char *chosen = order->options->layout;
	struct firmware_demand demand = demand_of(order);
	bool fits = firmware_fits(&order->firmware, &demand, why);
	struct plan_request request = {
		.label = order->options->label ? order->options->label : "RESCUE",
		.files = &order->file,
		.file_count = 1,
	};

	mem_auto_free(&demand.accepts);
	if (!fits || !knowledge_layout(&order->knowledge, chosen ? chosen : order->recipe->layout,
	                               &request.layout, why))
		return false;
	order->file = (struct plan_file){
		.name = wanted->name,
		.directory = wanted->directory,
		.size = order->firmware.size,
		.fd = order->firmware.fd,
	};
	return plan_make(&order->plan, &request, why);
}

static bool same_file(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

bool order_check_target(struct order *order, struct failure *why)
{
	const struct options *options = order->options;
	const struct device_terms terms = {
		.size_min = order->plan.device_size_min,
		.layout = order->plan.layout->name,
		.smaller = order->plan.layout->smaller,
	};

	if (order->output) {
		if (same_file(order->output, order->firmware.path))
			return fail(why, FAIL_REFUSED, "'%s' is the firmware file itself",
			            order->output);
		return imagefile_check(order->output, options->force, why);
	}
	return confirm_rules(options, order->device, terms, order->firmware.path, &order->disk,
	                     why);
}

static char *vouched_text(const struct order *order)
{
	const struct findings *findings = &order->firmware.findings;

	if (findings->signature == SIGNATURE_VALID) {
		char signer[sizeof(findings->signer)];

		text_clean(signer, sizeof(signer), findings->signer);
		return mem_printf("signature by %s", signer);
	}
	return mem_strdup("nothing: accepted unsigned");
}

static void fill_manifest(struct order *order)
{
	const struct wanted_file *wanted = &order->recipe->files[0];
	bool top = strcmp(wanted->directory, "/") == 0;
	char **texts = order->manifest_texts;

	texts[0] = mem_printf("%s/%s", top ? "" : wanted->directory, wanted->name);
	texts[1] = mem_printf("%s/%s", order->recipe->vendor, order->recipe->model);
	texts[2] = vouched_text(order);
	order->manifest_file = (struct manifest_file){
		.path = texts[0],
		.size = order->firmware.size,
		.sha256 = order->firmware.sha256,
		.origin = origin_name(order->firmware.findings.origin),
		.vouched = texts[2],
	};
	if (wanted->only_candidate)
		order->manifest_file.only =
		        wanted->candidate_suffix ? wanted->candidate_suffix : "";
	order->manifest = (struct manifest){
		.program = "mkrescue-usb " MKRESCUE_VERSION,
		.recipe = texts[1],
		.layout = order->plan.layout->name,
		.files = &order->manifest_file,
		.file_count = 1,
	};
}

bool order_check_firmware(struct order *order, struct failure *why)
{
	struct firmware_demand demand = demand_of(order);
	bool suits = firmware_suits(&order->firmware, &demand, &order->unsigned_accepted, why);

	mem_auto_free(&demand.accepts);
	if (suits)
		fill_manifest(order);
	return suits;
}

void order_done(struct order *order)
{
	for (size_t i = 0; i < ARRAY_LEN(order->manifest_texts); i++)
		free(order->manifest_texts[i]);
	for (size_t i = 0; i < order->answer_count; i++)
		free(order->answers[i]);
	image_start_done(&order->start);
	firmware_done(&order->firmware);
	knowledge_done(&order->knowledge);
}
