/* What is missing in a request, told at once. */
#include "app/order/order.h"
#include "base/mem.h"
#include "stick/device/device.h"

#include <stdio.h>
#include <stdlib.h>

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

/* Without a firmware the model says which one is fetched; without a model the firmware does. */
static bool has_firmware(const struct request *request)
{
	return request->router.model || request->firmware.files.count;
}

/* Everything that is missing at once, with what there is to choose from. */
bool order_fail_missing(const struct order *order, bool needs_target, struct failure *why)
{
	const struct request *request = &order->request;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	const char *comma = "";

	if (!to)
		return fail(why, FAIL_USAGE, "vendor, firmware and target are wanted");
	if (!request->router.vendor) {
		fputs("--vendor NAME ('mkrescue-usb list' lists all vendors)", to);
		comma = "; ";
	}
	if (!has_firmware(request)) {
		const struct vendor *vendor =
		        request->router.vendor
		                ? catalog_vendor(&order->knowledge.catalog, request->router.vendor)
		                : NULL;

		fprintf(to, "%s--model NAME%s", comma, vendor ? ", one of: " : "");
		if (vendor)
			list_models(to, vendor);
		fputs("; or --firmware FILE, which tells the model", to);
		comma = "; ";
	}
	if (needs_target && !request_has_target(request)) {
		fprintf(to, "%s--device DEV", comma);
		list_sticks(to, request->consent.allow_fixed);
		fputs(" or --output FILE or, for a rescue over the network, --output-dir DIR", to);
	}
	fclose(to);
	fail(why, FAIL_USAGE, "missing: %s", text);
	free(text);
	return false;
}
