/* card - the card of --guide, which comes with what is built or not at all. */
#ifndef ORDER_CARD_H
#define ORDER_CARD_H

#include "app/order/order.h"
#include "base/files/newfile.h"

/*
 * Writes the card beside its name, so that what can fail fails before anything else is
 * written; with --dry-run it is only checked. Without --guide both do nothing.
 */
bool order_card_begin(struct newfile *out, const struct order *order,
                      struct failure *why) MUST_CHECK;
bool order_card_publish(struct newfile *card, const struct order *order, struct ui *ui,
                        struct failure *why) MUST_CHECK;

#endif
