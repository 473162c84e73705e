#include "app/lock.h"

#include "app/dialogue/dialogue.h"
#include "app/event.h"
#include "app/order/locked.h"
#include "app/sticks/stick_plan.h"
#include "app/summary.h"
#include "base/interrupt.h"

/* What is locked, once its document is made. */
struct locking {
	struct order *order; /* borrowed */
	struct stick_plan stick;
	json_t *document;
};

static bool begin(struct locking *out, struct order *order, struct ui *ui, struct failure *why)
{
	*out = (struct locking){ .order = order };
	if (!order_open_files(order, ui, why) || !stick_plan_make(&out->stick, order, ui, why) ||
	    !stick_plan_promise(&out->stick, order, ui, why))
		return interrupt_nothing_changed(why);
	out->document = locked_json(order, &out->stick.contents.manifest);
	return out->document ||
	       fail(why, FAIL_USAGE, "cannot lock '%s': a name in it is not valid UTF-8",
	            out->stick.contents.manifest.recipe);
}

static void done(struct locking *locking)
{
	json_decref(locking->document);
	stick_plan_done(&locking->stick);
}

static void report(const struct locking *locking, struct ui *ui)
{
	const struct summary summary = {
		.manifest = &locking->stick.contents.manifest,
		.output = lock_file_path(&locking->order->request.firmware),
	};

	ui_event(ui, &(struct ui_event){ .kind = EVENT_LOCKED, .job = { .summary = &summary } });
}

static bool save(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	struct locking locking;
	bool good = begin(&locking, order, ui, why) &&
	            (lock_save(json_incref(locking.document),
	                       lock_file_path(&order->request.firmware), why) ||
	             interrupt_nothing_changed(why));

	(void)context;
	if (good)
		report(&locking, ui);
	done(&locking);
	return good;
}

bool lock_recipe(const struct request *request, struct ui *ui, struct failure *why)
{
	const struct dialogue_job job = { .target = DIALOGUE_NOWHERE, .act = save };

	return dialogue(&job, request, ui, why);
}

static bool keep(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	json_t **out = context;
	struct locking locking;
	const bool good = begin(&locking, order, ui, why);

	*out = good ? json_incref(locking.document) : NULL;
	done(&locking);
	return good;
}

bool lock_make(const struct request *request, struct ui *ui, json_t **out, struct failure *why)
{
	const struct dialogue_job job = { .target = DIALOGUE_NOWHERE, .act = keep, .context = out };

	*out = NULL;
	return dialogue(&job, request, ui, why);
}
