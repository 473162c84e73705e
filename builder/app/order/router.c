/* From what was typed, or is asked for now, to vendor, model and files. */
#include "app/knowledge/choose.h"
#include "app/knowledge/find.h"
#include "app/order/locked.h"
#include "app/order/method.h"
#include "app/order/model.h"
#include "app/order/order.h"
#include "app/sources/catalog_source.h"
#include "base/mem.h"
#include "catalog/ability.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was typed for a model may be a phrase, without a vendor. */
static bool find_typed(struct order *order, const struct vendor *vendor, struct ui *ui,
                       struct failure *why)
{
	struct request_router *router = &order->request.router;
	const struct find_request request = { &order->knowledge, vendor, ui };
	const struct recipe *recipe = NULL;

	if (!find_router(&request, router->model, &recipe, why))
		return false;
	router->vendor = recipe->vendor;
	router->model = recipe->model;
	return true;
}

/* A vendor, or what is on the box. */
static bool take_answer(struct order *order, const char *answer, struct ui *ui, struct failure *why)
{
	struct request_router *router = &order->request.router;
	const char *typed = order_keep(order, mem_strdup(answer));

	router->vendor = typed;
	if (catalog_vendor(&order->knowledge.catalog, typed))
		return true;
	router->model = typed;
	return find_typed(order, NULL, ui, why);
}

static bool find_vendor(struct order *order, struct ui *ui, struct failure *why)
{
	struct request_router *router = &order->request.router;
	char answer[UI_ANSWER];

	if (!router->vendor) {
		if (!choose_vendor(ui, &order->knowledge.catalog, answer, why))
			return false;
		if (!take_answer(order, answer, ui, why))
			return false;
	}
	return knowledge_vendor(&order->knowledge, router->vendor, &order->vendor, why);
}

static const char *question_of(const struct recipe *recipe)
{
	return recipe && recipe_takes_openwrt(recipe)
	               ? "The vendor's firmware file, or openwrt:latest for OpenWrt's image?"
	               : "The vendor's firmware file?";
}

/* What a shell makes of "~/firmware.bin"; owned. */
static char *expand_home(const char *answer)
{
	const char *home = getenv("HOME");

	return strncmp(answer, "~/", 2) == 0 && home && *home ? mem_printf("%s%s", home, answer + 1)
	                                                      : mem_strdup(answer);
}

/* An address or a source is tried later; a file must be there. */
static bool is_file_or_source(const void *context, const char *answer, struct failure *why)
{
	AUTO_FREE char *path = expand_home(answer);

	(void)context;
	if (!*answer)
		return fail(why, FAIL_USAGE, "Type the name of a file.");
	return strchr(answer, ':') || access(path, R_OK) == 0 ||
	       fail(why, FAIL_USAGE, "'%.512s' cannot be read: %s.", path, strerror(errno));
}

/* NAME=FILE for each of several; just FILE where only one is needed, or the number is unknown. */
static bool ask_file(struct order *order, struct ui *ui, const struct slot *slot,
                     struct failure *why)
{
	const bool named = slot && slot->name;
	AUTO_FREE char *text = named ? mem_printf("The file for '%s' (%s)?", slot->name, slot->what)
	                             : mem_strdup(slot ? slot->what : question_of(order->recipe));
	const struct ui_question question = { .kind = UI_TEXT,
		                              .text = text,
		                              .accepts = is_file_or_source };
	AUTO_FREE char *path = NULL;
	struct strings *files = &order->asked_files;
	char answer[UI_ANSWER];

	if (!ui_ask(ui, &question, answer, why))
		return false;
	files->items = mem_grow(files->items, files->count, sizeof(*files->items));
	path = expand_home(answer);
	files->items[files->count++] =
	        order_keep(order, named ? mem_printf("%s=%s", slot->name, path) : mem_strdup(path));
	return true;
}

static bool ask_files(struct order *order, struct ui *ui, struct failure *why)
{
	const struct recipe *recipe = order->recipe;

	if (recipe->file_count == 1)
		return ask_file(order, ui, NULL, why);
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].optional && !ask_file(order, ui, &recipe->files[i], why))
			return false;
	}
	return true;
}

/* No question for a file that can be fetched, or is not sent, or without a terminal. */
static bool ask_for_files(struct order *order, struct ui *ui, struct failure *why)
{
	struct request_firmware *firmware = &order->request.firmware;

	if (order->request.rescue.is_wanted && recipe_is_guided(order->recipe))
		return true;
	if (firmware->files.count || firmware->locked || !ui->can_ask ||
	    catalog_source_knows(order->recipe, firmware->accept_developer))
		return true;
	if (!ask_files(order, ui, why))
		return false;
	firmware->files = order->asked_files;
	inputs_done(&order->inputs);
	inputs_start(&order->inputs, firmware->files.items, firmware->files.count);
	return inputs_add_digests(&order->inputs, &firmware->sha256, why);
}

static bool ask_for_model(struct order *order, struct ui *ui, struct failure *why)
{
	char answer[UI_ANSWER];

	if (!choose_model(ui, &order->knowledge.catalog, order->vendor, answer, why))
		return false;
	order->request.router.model = order_keep(order, mem_strdup(answer));
	return true;
}

static bool find_named_recipe(struct order *order, struct ui *ui, struct failure *why)
{
	if (!find_typed(order, order->vendor, ui, why))
		return false;
	order->recipe = catalog_recipe(order->vendor, order->request.router.model);
	return method_helps(order->recipe, &order->request, ui, why);
}

/* Before anything is fetched: what is wanted must be known, and must help. */
static bool find_recipe_first(struct order *order, bool needs_target, struct ui *ui,
                              struct failure *why)
{
	const char *const *model = &order->request.router.model;

	if (!*model && !inputs_need_recipe(&order->inputs))
		return true;
	if (!*model && !ui->can_ask)
		return order_fail_missing(order, needs_target, why);
	return (*model || ask_for_model(order, ui, why)) && find_named_recipe(order, ui, why) &&
	       ask_for_files(order, ui, why);
}

/* By the firmware. */
static bool find_recipe(struct order *order, struct ui *ui, struct failure *why)
{
	if (order->recipe)
		return true;
	order->recipe = model_of_files(order->vendor, &order->inputs);
	if (order->recipe)
		return method_helps(order->recipe, &order->request, ui, why);
	if (!order->request.target.output_dir &&
	    !model_may_be_any(order->vendor, &order->inputs, why))
		return false;
	if (firmware_is_archive(&order->inputs.items[0].firmware) &&
	    !firmware_is_sound(&order->inputs.items[0].firmware, why))
		return false;
	if (!ui->can_ask)
		return fail(why, FAIL_NO_MODEL,
		            "cannot tell which model '%s' is for; give --model NAME",
		            order->inputs.items[0].firmware.name);
	return ask_for_model(order, ui, why) && find_named_recipe(order, ui, why);
}

/* What is wrong with the names, before anybody is asked for more. */
static bool refuse_early(struct order *order, struct ui *ui, struct failure *why)
{
	const struct request_router *router = &order->request.router;
	const struct vendor *vendor = NULL;

	if (router->vendor && !knowledge_vendor(&order->knowledge, router->vendor, &vendor, why))
		return false;
	if (!router->model)
		return true;
	if (!find_typed(order, vendor, ui, why))
		return false;
	vendor = catalog_vendor(&order->knowledge.catalog, router->vendor);
	return method_helps(catalog_recipe(vendor, router->model), &order->request, ui, why);
}

/* What the lock file names need not be typed; what is typed must be the same. */
static bool take_names(struct order *order, struct failure *why)
{
	struct request_router *router = &order->request.router;
	const char *slash;

	if (!order->request.firmware.locked)
		return true;
	if (!locked_read(order, why))
		return false;
	slash = strchr(order->lock.recipe, '/');
	if (!router->vendor)
		router->vendor =
		        order_keep(order, mem_printf("%.*s", (int)strcspn(order->lock.recipe, "/"),
		                                     order->lock.recipe));
	if (!router->model)
		router->model = slash ? slash + 1 : "";
	return true;
}

static bool is_complete(const struct order *order, bool needs_target)
{
	const struct request *request = &order->request;

	return request->router.vendor && (request->router.model || request->firmware.files.count) &&
	       (!needs_target || request_has_target(request));
}

bool order_begin(struct order *order, const struct request *request, bool needs_target,
                 struct ui *ui, struct failure *why)
{
	const struct request_firmware *firmware = &request->firmware;

	order->request = *request;
	if (!request_check_file(request, why))
		return false;
	inputs_start(&order->inputs, firmware->files.items, firmware->files.count);
	if (!inputs_add_digests(&order->inputs, &firmware->sha256, why) ||
	    !take_names(order, why) || !knowledge_load(&order->knowledge, &order->request, why))
		return false;
	knowledge_warn(&order->knowledge, ui);
	if (!refuse_early(order, ui, why))
		return false;
	if (!is_complete(order, needs_target) && !ui->can_ask)
		return order_fail_missing(order, needs_target, why);
	return find_vendor(order, ui, why) && find_recipe_first(order, needs_target, ui, why);
}

bool order_open_files(struct order *order, struct ui *ui, struct failure *why)
{
	const struct lock *lock = order->request.firmware.locked ? &order->lock : NULL;

	if (order->inputs.knowledge)
		return true;
	order->supply = supply_for(&order->request, &order->knowledge, ui);
	if (inputs_need_network(&order->inputs) &&
	    !inputs_fetch(&order->inputs, &order->supply, order->recipe, lock, why))
		return false;
	return inputs_open(&order->inputs, &order->knowledge, &order->request, why) &&
	       find_recipe(order, ui, why);
}
