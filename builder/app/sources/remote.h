/*
 * remote - what may stand behind --firmware in place of a file: an address, a release of
 * OpenWrt's, or a channel of a maker's list; and behind --sha256.
 */
#ifndef REMOTE_H
#define REMOTE_H

#include "app/sources/supply.h"

/* Whether it is to be fetched, unless a file is called so. */
bool remote_is(const char *text);

/* Whether only a recipe says which file it is. */
bool remote_needs_recipe(const char *text);

/* The digits of --sha256; FAIL_USAGE when they are none. */
bool remote_digest(const char *digits, struct digest *out, struct failure *why) MUST_CHECK;

/* Of a remote word, with the recipe where it needs one. Fails as the sources do. */
bool remote_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                  struct failure *why) MUST_CHECK;

#endif
