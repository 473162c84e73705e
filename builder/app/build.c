#include "app/build.h"

#include "app/dialogue/dialogue.h"
#include "app/event.h"
#include "app/folder/rescue_folder.h"
#include "app/order/card.h"
#include "app/sticks/confirm.h"
#include "app/sticks/deliver.h"
#include "app/sticks/stick_plan.h"
#include "base/interrupt.h"

/* What becomes of an order. */
struct making {
	struct image_start *start; /* the layout that is likely, under way; borrowed */
	struct stick_plan stick;
};

static struct summary summary_of(const struct order *order, const struct stick_plan *stick)
{
	return (struct summary){
		.manifest = &stick->contents.manifest,
		.recipe = order->recipe,
		.inputs = &order->inputs,
		.disks = stick->sticks.disks,
		.disk_count = stick->sticks.count,
		.output = order->request.target.output,
		.image_size = stick->plan.image_size,
		.target = &order->request.target,
	};
}

static void report(enum ui_event_kind kind, const struct order *order,
                   const struct stick_plan *stick, struct ui *ui)
{
	const struct summary summary = summary_of(order, stick);

	ui_event(ui, &(struct ui_event){ .kind = kind, .job = { .summary = &summary } });
}

/* The image grows while the firmware's checksums are computed; the firmware's word comes first. */
static bool build_image(struct order *order, struct making *making, struct image *image,
                        struct ui *ui, struct failure *why)
{
	struct stick_plan *stick = &making->stick;
	struct failure build_failure;
	bool built = order->request.consent.dry_run ||
	             image_build(image, &stick->plan, making->start, &build_failure);

	if (!stick_plan_promise(stick, order, ui, why))
		return false;
	if (!built)
		*why = build_failure;
	return built;
}

/* The last moment at which nothing has been written. */
static bool may_begin(const struct order *order, const struct stick_plan *stick, struct ui *ui,
                      struct failure *why)
{
	stick_plan_tell(stick, ui);
	report(EVENT_PLAN, order, stick, ui);
	return !stick->sticks.count || confirm(&stick->sticks, &order->request, ui, why);
}

static bool deliver_image(struct order *order, struct stick_plan *stick, struct image *image,
                          struct ui *ui, struct failure *why)
{
	const struct summary summary = summary_of(order, stick);
	const struct deliverable what = {
		.image = &image->target,
		.unsealed = image,
		.manifest = &stick->contents.manifest,
		.inputs = &order->inputs,
		.contents = stick->contents.planned,
		.raw = !plan_has_manifest(&stick->plan),
		.sticks = &stick->sticks,
	};

	if (!order->request.consent.dry_run)
		return deliver(&what, &order->request.target, &summary, ui, why);
	if (!inputs_are_unchanged(&order->inputs, why))
		return false;
	report(EVENT_DRY_RUN, order, stick, ui);
	return true;
}

static bool make_stick(struct order *order, struct making *making, struct ui *ui,
                       struct failure *why)
{
	struct stick_plan *stick = &making->stick;
	struct image image = { .content_fd = -1 };
	bool ready = stick_plan_make(stick, order, ui, why) &&
	             stick_plan_check_target(stick, order, ui, why) &&
	             build_image(order, making, &image, ui, why) &&
	             may_begin(order, stick, ui, why);
	bool good = ready ? deliver_image(order, stick, &image, ui, why)
	                  : interrupt_nothing_changed(why);

	image_done(&image);
	return good;
}

static bool make(struct order *order, struct making *making, struct ui *ui, struct failure *why)
{
	if (!order->request.target.output_dir)
		return make_stick(order, making, ui, why);
	return rescue_folder_make(order, ui, why) || interrupt_nothing_changed(why);
}

/* Which files, which target; and the card, so that what can fail fails first. */
static bool get_ready(struct order *order, struct making *making, struct newfile *card,
                      struct ui *ui, struct failure *why)
{
	stick_plan_start(making->start, order);
	return order_open_files(order, ui, why) && order_check_target(order, why) &&
	       order_card_begin(card, order, why);
}

static bool build_started(struct order *order, struct image_start *start, struct ui *ui,
                          struct failure *why)
{
	struct making making = { .start = start };
	struct newfile card = { 0 };
	bool ready = get_ready(order, &making, &card, ui, why);
	bool good = ready ? make(order, &making, ui, why) &&
	                            order_card_publish(&card, order,
	                                               &making.stick.contents.manifest, ui, why)
	                  : interrupt_nothing_changed(why);

	newfile_done(&card);
	stick_plan_done(&making.stick);
	image_start_done(start);
	return good;
}

bool build_order(struct order *order, struct ui *ui, struct failure *why)
{
	struct image_start start = { .fd = -1 };

	return build_started(order, &start, ui, why);
}

static void foresee(void *context, const struct order *order)
{
	stick_plan_start(context, order);
}

static bool act(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	return build_started(order, context, ui, why);
}

bool build(const struct request *request, struct ui *ui, struct failure *why)
{
	struct image_start start = { .fd = -1 };
	const struct dialogue_job job = { DIALOGUE_MEDIUM, act, foresee, &start };
	bool good = dialogue(&job, request, ui, why);

	image_start_done(&start);
	return good;
}
