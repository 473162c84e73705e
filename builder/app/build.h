/* build - the main job: firmware in, proven sticks, image or folder out. */
#ifndef BUILD_H
#define BUILD_H

#include "app/order/order.h"
#include "app/request.h"
#include "app/ui.h"

/*
 * Fails with the kind of what went wrong, before the first byte is written wherever that can
 * be known. EVENT_RESULT or EVENT_RESULTS reported what was proven.
 */
bool build(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

/* The same, for an order that order_begin() has begun. */
bool build_order(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
