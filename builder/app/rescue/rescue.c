#include "app/rescue/rescue.h"

#include "app/build.h"
#include "app/dialogue/dialogue.h"
#include "app/rescue/dual_boot.h"
#include "app/rescue/over_network.h"
#include "catalog/ability.h"

static bool carry_out(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	(void)context;
	if (recipe_is_guided(order->recipe))
		return rescue_dual_boot(order, ui, why);
	if (!recipe_is_built(order->recipe))
		return rescue_over_network(order, ui, why);
	if (order->recipe->port)
		ui_subject(ui, "'%s' starts from this %s. Where it goes: %s.", order->recipe->title,
		           recipe_ability(order->recipe) == ABILITY_CARD ? "card or disk" : "stick",
		           order->recipe->port);
	return build_order(order, ui, why);
}

bool rescue(const struct request *request, struct ui *ui, struct failure *why)
{
	const struct dialogue_job job = { .target = DIALOGUE_ROUTER, .act = carry_out };

	return dialogue(&job, request, ui, why);
}
