/* where_to - the question where a medium goes: onto a stick that is here, or into an image file. */
#ifndef WHERE_TO_H
#define WHERE_TO_H

#include "app/order/order.h"

/*
 * Completes request.target. Only sticks that are clearly safe to erase have numbers; one that is
 * plugged in meanwhile appears. *kept is the answer before this one, or NULL. Fails as ui_ask(),
 * and with FAIL_IO when disks cannot be listed.
 */
bool where_to(struct order *order, const char **kept, struct ui *ui,
              struct failure *why) MUST_CHECK;

#endif
