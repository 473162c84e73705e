/* From what was typed to vendor, model and files. */
#include "app/knowledge/find.h"
#include "app/order/locked.h"
#include "app/order/method.h"
#include "app/order/model.h"
#include "app/order/order.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

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

bool order_is_complete(const struct order *order, bool needs_target)
{
	const struct request *request = &order->request;

	return request->router.vendor && (request->router.model || request->firmware.files.count) &&
	       (!needs_target || request_has_target(request));
}

static bool start_inputs(struct order *order, const struct strings *words, struct failure *why)
{
	order->request.firmware.files = *words;
	order->is_prepared = false;
	order->is_checked = false;
	free(order->supply.chosen);
	order->supply.chosen = NULL;
	inputs_done(&order->inputs);
	inputs_start(&order->inputs, words->items, words->count,
	             order->request.target.output != NULL);
	return inputs_add_digests(&order->inputs, &order->request.firmware.sha256, why);
}

bool order_take_files(struct order *order, const struct strings *words, struct failure *why)
{
	const bool good = start_inputs(order, words, why);

	inputs_await_digests(&order->inputs);
	return good;
}

bool order_begin(struct order *order, const struct request *request, struct ui *ui,
                 struct failure *why)
{
	const struct request_router *router = &order->request.router;

	order->request = *request;
	if (!request_check_file(request, why) ||
	    !start_inputs(order, &request->firmware.files, why) || !take_names(order, why) ||
	    !knowledge_load_recipes(&order->knowledge, &order->request, why))
		return false;
	knowledge_warn(&order->knowledge, ui);
	if (!refuse_early(order, ui, why))
		return false;
	if (router->vendor &&
	    !knowledge_vendor(&order->knowledge, router->vendor, &order->vendor, why))
		return false;
	order->recipe = router->model ? catalog_recipe(order->vendor, router->model) : NULL;
	return true;
}

bool order_add_keys(struct order *order, struct ui *ui, struct failure *why)
{
	if (!knowledge_add_keys(&order->knowledge, &order->request, why))
		return false;
	inputs_await_digests(&order->inputs);
	if (ui->can_ask) /* elsewhere a line more would be in a script's way */
		order->knowledge.keys.progress = &ui->progress;
	knowledge_warn(&order->knowledge, ui);
	return true;
}

bool order_take_recipe(struct order *order, const struct recipe *recipe, struct ui *ui,
                       struct failure *why)
{
	if (!method_helps(recipe, &order->request, ui, why))
		return false;
	order->request.router.vendor = recipe->vendor;
	order->request.router.model = recipe->model;
	order->recipe = recipe;
	return knowledge_vendor(&order->knowledge, recipe->vendor, &order->vendor, why);
}

bool order_find_recipe(struct order *order, struct ui *ui, struct failure *why)
{
	if (order->recipe)
		return true;
	order->recipe = model_of_files(order->vendor, &order->inputs);
	if (order->recipe)
		return method_helps(order->recipe, &order->request, ui, why);
	if (!order->request.target.output_dir &&
	    !model_may_be_any(order->vendor, &order->inputs, why))
		return false;
	return !firmware_is_archive(&order->inputs.items[0].firmware) ||
	       firmware_is_sound(&order->inputs.items[0].firmware, why);
}

bool order_open_files(struct order *order, struct ui *ui, struct failure *why)
{
	const struct lock *lock = order->request.firmware.locked ? &order->lock : NULL;

	if (order->inputs.knowledge)
		return true;
	if (!order->supply.request)
		order->supply = supply_for(&order->request, &order->knowledge, ui);
	if (inputs_need_network(&order->inputs) &&
	    !inputs_fetch(&order->inputs, &order->supply, order->recipe, lock, why))
		return false;
	return inputs_open(&order->inputs, &order->knowledge, &order->request, why);
}
