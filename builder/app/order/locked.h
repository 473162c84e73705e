/* locked - an order and a lock file: one written from the other, or compared with it. */
#ifndef ORDER_LOCKED_H
#define ORDER_LOCKED_H

#include "app/order/order.h"
#include "stick/image/manifest.h"

/* The lock file of --locked, before anything else is decided. FAIL_USAGE, and when the options
 * name another vendor or model than it. */
bool locked_read(struct order *order, struct failure *why) MUST_CHECK;

/* After files_assign(): the lock authenticates its files, in its own words. */
void locked_adopt(struct order *order);

/* After the contents are known: FAIL_VERIFY names the first difference. */
bool locked_agrees(const struct order *order, const struct manifest *manifest,
                   struct failure *why) MUST_CHECK;

/* The lock file for an order whose files are checked, as lock_json() says. */
json_t *locked_json(const struct order *order, const struct manifest *manifest);

#endif
