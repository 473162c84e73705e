/* unstated - files that do not say which model they are for, accepted by the user. */
#ifndef UNSTATED_H
#define UNSTATED_H

#include "app/order/order.h"

/*
 * After files_check(). A person is asked once for all of them; without one, the request says it:
 * else FAIL_FIRMWARE, with what to type. FAIL_REFUSED: the person did not say so.
 */
bool unstated_accept(const struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
