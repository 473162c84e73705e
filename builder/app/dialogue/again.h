/* again - the command line that does next time what was answered this time. */
#ifndef AGAIN_H
#define AGAIN_H

#include "app/order/order.h"

/*
 * EVENT_AGAIN: what the order has, and the request as it was typed has not, or has otherwise. The
 * order keeps the words.
 */
void again_tell(struct order *order, const struct request *typed, struct ui *ui);

#endif
