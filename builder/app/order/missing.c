/* Everything that is missing in a request, in one message. */
#include "app/disks/disk_users.h"
#include "app/knowledge/file_routers.h"
#include "app/order/order.h"
#include "app/sources/remote.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "catalog/ability.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>

enum { MODELS_SHOWN = 12, REMEDY = sizeof(((struct failure *)0)->remedy) };

/* " (found: /dev/sdb ..., /dev/sdc ...)" */
static char *sticks_here(const struct request *request)
{
	const struct device_terms terms = { .allow_fixed = request->consent.allow_fixed,
		                            .unmount_allowed = true };
	const struct disk_users_query query = { .request = request };
	AUTO_FREE struct disk *disks = NULL;
	AUTO_FREE char *list = NULL;
	struct joined found = { 0 };
	struct failure ignored;
	struct reasons reasons;
	size_t count = 0;

	if (!device_survey(&device_world_here, &disks, &count, &ignored) ||
	    !disk_users_find(disks, count, &query, NULL, &ignored))
		return mem_strdup("");
	for (size_t i = 0; i < count; i++) {
		device_refusals(&disks[i], &terms, &reasons);
		if (!reasons.count)
			joined_add(&found, ", ", "%s %s", disks[i].path, disks[i].model);
	}
	list = joined_take(&found);
	return list[0] ? mem_printf(" (found: %s)", list) : mem_strdup(" (no stick found)");
}

static bool helps(const struct recipe *recipe, const struct request *request)
{
	return recipe_is_built(recipe) ||
	       (request->rescue.is_wanted && recipe_ability(recipe) == ABILITY_RESCUE);
}

/* ", one of: r1cm (Model: R1CM), r3 (...)": those that the command can help. */
static char *models_of(const struct vendor *vendor, const struct request *request)
{
	AUTO_FREE char *list = NULL;
	struct joined models = { 0 };
	size_t count = 0;

	for (size_t i = 0; vendor && i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (helps(recipe, request) && count++ < MODELS_SHOWN)
			joined_add(&models, ", ", "%s (%s)", recipe->model, recipe->label);
	}
	if (count > MODELS_SHOWN)
		joined_add(&models, " ", "and %zu more ('mkrescue-usb list %s')",
		           count - MODELS_SHOWN, vendor->name);
	list = joined_take(&models);
	return list[0] ? mem_printf(", one of: %s", list) : mem_strdup("");
}

/* Without a firmware the model says which one is fetched; without a model the firmware does. */
static bool has_firmware(const struct request *request)
{
	return request->router.model || request->firmware.files.count;
}

/* "xiaomi/r3g (Model: R3G), ..."; to be freed. */
static char *names_of(const struct file_routers *routers)
{
	struct joined list = { 0 };

	for (size_t i = 0; i < routers->count && i < MODELS_SHOWN; i++)
		joined_add(&list, ", ", "%s/%s (%s)", routers->items[i]->vendor,
		           routers->items[i]->model, routers->items[i]->label);
	if (routers->count > MODELS_SHOWN)
		joined_add(&list, " ", "and %zu more", routers->count - MODELS_SHOWN);
	return joined_take(&list);
}

/* What the firmware says of it, which is no answer: a person compares it with the label. */
static char *router_of(const struct order *order, char remedy[REMEDY])
{
	const struct strings *files = &order->request.firmware.files;
	struct file_routers routers = { .items = NULL };
	AUTO_FREE char *names = NULL;
	struct failure why;
	char *text;

	if (files->count != 1 || remote_is(files->items[0]))
		return mem_strdup("--vendor NAME ('mkrescue-usb list' lists all vendors)");
	if (!file_routers_by_content(&routers, &order->knowledge, files->items[0], &why))
		file_routers_by_name(&routers, &order->knowledge, file_name_in(files->items[0]));
	names = names_of(&routers);
	if (routers.count == 1)
		snprintf(remedy, REMEDY, "--vendor %s --model %s", routers.items[0]->vendor,
		         routers.items[0]->model);
	if (routers.count)
		text = mem_printf("the router, with --vendor and --model; '%s' is for %s",
		                  file_name_in(files->items[0]), names);
	else
		text = mem_printf("the router, with --vendor and --model, which '%s' does not name "
		                  "('mkrescue-usb list --search WORDS' finds it)",
		                  file_name_in(files->items[0]));
	free(routers.items);
	return text;
}

bool order_fail_missing(const struct order *order, bool needs_target, struct failure *why)
{
	const struct request *request = &order->request;
	const char *name = request->router.vendor;
	const struct vendor *vendor = name ? catalog_vendor(&order->knowledge.catalog, name) : NULL;
	AUTO_FREE char *models = models_of(vendor, request);
	AUTO_FREE char *router = NULL;
	AUTO_FREE char *sticks = NULL;
	AUTO_FREE char *text = NULL;
	struct joined missing = { 0 };
	char remedy[REMEDY] = "";

	if (!name) {
		router = router_of(order, remedy);
		joined_add(&missing, "; ", "%s", router);
	}
	if (!has_firmware(request))
		joined_add(&missing, "; ",
		           "--model NAME%s; or --firmware FILE, which may name the model", models);
	if (needs_target && !request_has_target(request)) {
		sticks = sticks_here(request);
		remedy[0] = '\0';
		joined_add(&missing, "; ", "--device DEV%s%s", sticks,
		           request->rescue.is_wanted
		                   ? ""
		                   : " or --output FILE or, for a rescue over the network, "
		                     "--output-dir DIR");
	}
	text = joined_take(&missing);
	return fail_unless(why, FAIL_INCOMPLETE, remedy, "missing: %s", text);
}
