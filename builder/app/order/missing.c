/* Everything that is missing in a request, in one message. */
#include "app/disks/disk_users.h"
#include "app/order/order.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "catalog/ability.h"
#include "stick/device/device.h"

#include <stdlib.h>

enum { MODELS_SHOWN = 12 };

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

bool order_fail_missing(const struct order *order, bool needs_target, struct failure *why)
{
	const struct request *request = &order->request;
	const char *name = request->router.vendor;
	const struct vendor *vendor = name ? catalog_vendor(&order->knowledge.catalog, name) : NULL;
	AUTO_FREE char *models = models_of(vendor, request);
	AUTO_FREE char *sticks = NULL;
	AUTO_FREE char *text = NULL;
	struct joined missing = { 0 };

	if (!name)
		joined_add(&missing, "; ", "--vendor NAME ('mkrescue-usb list' lists all vendors)");
	if (!has_firmware(request))
		joined_add(&missing, "; ",
		           "--model NAME%s; or --firmware FILE, which may name the model", models);
	if (needs_target && !request_has_target(request)) {
		sticks = sticks_here(request);
		joined_add(&missing, "; ", "--device DEV%s%s", sticks,
		           request->rescue.is_wanted
		                   ? ""
		                   : " or --output FILE or, for a rescue over the network, "
		                     "--output-dir DIR");
	}
	text = joined_take(&missing);
	return fail(why, FAIL_INCOMPLETE, "missing: %s", text);
}
