#include "app/lock.h"

#include "app/event.h"
#include "app/order/locked.h"
#include "app/sticks/stick_plan.h"
#include "app/summary.h"
#include "base/interrupt.h"

static void report(const struct manifest *manifest, const struct request *request, struct ui *ui)
{
	const struct summary summary = { .manifest = manifest,
		                         .output = lock_file_path(&request->firmware) };

	ui_event(ui, &(struct ui_event){ .kind = EVENT_LOCKED, .job = { .summary = &summary } });
}

bool lock_recipe(const struct request *request, struct ui *ui, struct failure *why)
{
	struct order order = { 0 };
	struct stick_plan stick = { 0 };
	const struct manifest *manifest = &stick.contents.manifest;
	bool good = order_begin(&order, request, false, ui, why) &&
	            order_open_files(&order, ui, why) && stick_plan_make(&stick, &order, ui, why) &&
	            stick_plan_promise(&stick, &order, ui, why) &&
	            locked_write(&order, manifest, why);

	if (good)
		report(manifest, request, ui);
	stick_plan_done(&stick);
	order_done(&order);
	return good || interrupt_nothing_changed(why);
}
