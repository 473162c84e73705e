#include "app/rescue/rescue.h"

#include "app/build.h"
#include "app/rescue/dual_boot.h"
#include "app/rescue/over_network.h"
#include "base/interrupt.h"
#include "catalog/ability.h"

/* The model may be in the firmware's header only. */
static bool begin(struct order *order, const struct request *request, struct ui *ui,
                  struct failure *why)
{
	return (order_begin(order, request, false, ui, why) &&
	        (order->recipe || order_open_files(order, ui, why))) ||
	       interrupt_nothing_changed(why);
}

static bool carry_out(struct order *order, struct ui *ui, struct failure *why)
{
	if (recipe_is_guided(order->recipe))
		return rescue_dual_boot(order, ui, why);
	if (!recipe_is_built(order->recipe))
		return rescue_over_network(order, ui, why);
	if (order->recipe->port)
		ui_subject(ui, "'%s' starts from this %s. Where it goes: %s.", order->recipe->title,
		           recipe_ability(order->recipe) == ABILITY_CARD ? "card or disk" : "stick",
		           order->recipe->port);
	if (!request_has_target(&order->request) && !ui->can_ask)
		return order_fail_missing(order, true, why);
	return build_order(order, ui, why);
}

bool rescue(const struct request *request, struct ui *ui, struct failure *why)
{
	struct order order = { 0 };
	bool good = begin(&order, request, ui, why) && carry_out(&order, ui, why);

	order_done(&order);
	return good;
}
