#include "app/lock.h"

#include "app/dialogue/dialogue.h"
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

static bool lock_order(struct order *order, struct ui *ui, struct failure *why)
{
	struct stick_plan stick = { 0 };
	const struct manifest *manifest = &stick.contents.manifest;
	bool good = order_open_files(order, ui, why) && stick_plan_make(&stick, order, ui, why) &&
	            stick_plan_promise(&stick, order, ui, why) &&
	            locked_write(order, manifest, why);

	if (good)
		report(manifest, &order->request, ui);
	stick_plan_done(&stick);
	return good || interrupt_nothing_changed(why);
}

bool lock_recipe(const struct request *request, struct ui *ui, struct failure *why)
{
	const struct dialogue_job job = { DIALOGUE_NOWHERE, lock_order };

	return dialogue(&job, request, ui, why);
}
