#include "app/order/order.h"

#include "app/order/locked.h"
#include "app/order/unstated.h"
#include "base/files/file.h"
#include "base/mem.h"

#include <stdlib.h>

const char *order_keep(struct order *order, char *text)
{
	order->texts = mem_grow(order->texts, order->text_count, sizeof(char *));
	return order->texts[order->text_count++] = text;
}

static bool check_loader(const struct order *order, struct failure *why)
{
	const struct loader_limits *loader = &order->recipe->loader;

	if (!loader->one_file || order->inputs.count == 1)
		return true;
	return fail(why, FAIL_USAGE, "the boot loader of '%s' takes one file only%s%s",
	            order->recipe->title, loader->why ? ": " : "", loader->why ? loader->why : "");
}

bool order_prepare_files(struct order *order, bool raw, struct progress *progress,
                         struct failure *why)
{
	if (order->is_prepared)
		return true;
	if (!inputs_assign(&order->inputs, order->recipe, raw, why) || !check_loader(order, why))
		return false;
	if (order->request.firmware.locked)
		locked_adopt(order);
	order->is_prepared = inputs_transform(&order->inputs, progress, why);
	return order->is_prepared;
}

bool order_check_files(struct order *order, struct ui *ui, struct failure *why)
{
	if (!order->is_checked)
		order->is_checked =
		        inputs_check(&order->inputs, why) && unstated_accept(order, ui, why);
	return order->is_checked;
}

bool order_spares_files(const struct order *order, const char *path, struct failure *why)
{
	for (size_t i = 0; i < order->inputs.count; i++) {
		if (file_is_same(path, order->inputs.items[i].firmware.path))
			return fail(why, FAIL_REFUSED, "'%s' is the firmware file itself", path);
	}
	return true;
}

void order_done(struct order *order)
{
	inputs_done(&order->inputs);
	supply_done(&order->supply);
	lock_done(&order->lock);
	knowledge_done(&order->knowledge);
	for (size_t i = 0; i < order->text_count; i++)
		free(order->texts[i]);
	free(order->texts);
}
