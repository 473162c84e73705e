#include "app/rescue/rescue.h"

#include "app/build.h"
#include "app/rescue/over_network.h"
#include "base/interrupt.h"

/* The model may be in the firmware's header only. */
static bool begin(struct order *order, const struct request *request, struct ui *ui,
                  struct failure *why)
{
	return order_begin(order, request, false, ui, why) &&
	       (order->recipe || order_open_files(order, ui, why));
}

bool rescue(const struct request *request, struct ui *ui, struct failure *why)
{
	struct order order = { 0 };
	struct request stick = *request;
	bool is_stick = false;
	bool good = begin(&order, request, ui, why);

	if (good) {
		is_stick = recipe_is_built(order.recipe);
		stick = order.request;
		stick.router.vendor = order.recipe->vendor;
		stick.router.model = order.recipe->model;
	}
	/* Its questions that were answered already are not asked again. */
	if (good && is_stick)
		good = build(&stick, ui, why);
	else if (good)
		good = rescue_over_network(&order, ui, why);
	else
		interrupt_nothing_changed(why);
	order_done(&order);
	return good;
}
