/*
 * rescue_folder - what a rescue over the network wants, as a folder: each checked file under the
 * name the router asks for, SHA256SUMS, and the card as guide.html and guide.txt.
 *
 * No code here talks to a router.
 */
#ifndef RESCUE_FOLDER_H
#define RESCUE_FOLDER_H

#include "app/order/order.h"

/*
 * After order_check_target(), for request.target.output_dir: checks the files as for a stick,
 * writes the folder beside its name, reads it back and gives it its name. With consent.dry_run it
 * only checks. FAIL_REFUSED for an existing folder that may not be replaced.
 */
bool rescue_folder_make(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
