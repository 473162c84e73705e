/* card - the card of --guide, which comes with what is built or not at all. */
#ifndef ORDER_CARD_H
#define ORDER_CARD_H

#include "app/order/order.h"
#include "base/files/newfile.h"
#include "guide/guide.h"
#include "stick/image/manifest.h"

/*
 * Writes the card beside its name, so that what can fail fails before anything else is
 * written; with --dry-run it is only checked. Without --guide both do nothing.
 */
bool order_card_begin(struct newfile *out, const struct order *order,
                      struct failure *why) MUST_CHECK;

/* What was made, for a card; owned. */
struct guide_file *order_card_files(const struct manifest *made);

/* With what was made: its files' names, sizes and digests are on the card. */
bool order_card_publish(struct newfile *card, const struct order *order,
                        const struct manifest *made, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
