/* over_network - carries a rescue out over a network cable, from checked files to the verdict. */
#ifndef OVER_NETWORK_H
#define OVER_NETWORK_H

#include "app/order/order.h"

/* The recipe is known; its files need not be open yet. */
bool rescue_over_network(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
