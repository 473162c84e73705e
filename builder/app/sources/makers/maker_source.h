/*
 * maker_source - the newest build by the maker's own list: "xiaomi:stable",
 * "xiaomi:developer". Which codes the list has for a model is in the catalogue.
 */
#ifndef MAKER_SOURCE_H
#define MAKER_SOURCE_H

#include "app/sources/supply.h"

bool maker_source_is(const char *word);

/* Of which file the maker's list may have a stable build; NULL: of none. */
const struct slot *maker_source_slot(const struct recipe *recipe);

/*
 * The build that the word asks for. FAIL_USAGE when the list has no code for the recipe;
 * FAIL_FIRMWARE when it has no such build, or says what cannot be; else as supply_fetch().
 */
bool maker_source_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                        struct failure *why) MUST_CHECK;

/* The newest stable one, for maker_source_slot() of the recipe. */
bool maker_source_fetch_stable(struct supply *supply, const struct recipe *recipe,
                               const struct slot *slot, const struct digest *sha256,
                               struct supplies *out, struct failure *why) MUST_CHECK;

/* Version and date of that one when the list was read last; owned. NULL: never, on this computer.
 */
char *maker_source_recall(struct supply *supply, const struct recipe *recipe);

#endif
