/* firmware_offers - where firmware for a router can come from, to choose from. */
#ifndef FIRMWARE_OFFERS_H
#define FIRMWARE_OFFERS_H

#include "app/order/order.h"

/* The answer for the addresses in the catalogue, which have no word for --firmware. */
#define FIRMWARE_DOWNLOAD "download"

enum { FIRMWARE_OFFERS = 8 };

struct firmware_offers {
	struct ui_choice choices[FIRMWARE_OFFERS];
	size_t count;
	const char *safest; /* the name of what most likely will do; or NULL */
	char *texts[2 * FIRMWARE_OFFERS];
	size_t text_count;
};

/*
 * The recipe's own sources first, then what fits among the user's downloads. Nothing is fetched:
 * versions are those of the last time.
 */
void firmware_offers_find(struct firmware_offers *out, const struct order *order, struct ui *ui);
void firmware_offers_done(struct firmware_offers *offers);

/*
 * "2.25.124": what the name of a file, or an address, states as its version. Owned; NULL: nothing.
 * A number without a dot may be anything, and counts as none.
 */
char *firmware_version(const char *name);

/* Where people find it: the maker's page, what the file is usually called. Owned; NULL: unknown. */
char *firmware_advice(const struct recipe *recipe);

#endif
