/*
 * remote - what may stand behind --firmware in place of a file: an address, or a release of
 * OpenWrt's; and behind --sha256.
 */
#ifndef REMOTE_H
#define REMOTE_H

#include "app/sources/supply.h"

/* Whether it is to be fetched, unless a file is called so. */
bool remote_is(const char *text);

/* The digits of --sha256; FAIL_USAGE when they are none. */
bool remote_digest(const char *digits, struct digest *out, struct failure *why) MUST_CHECK;

/* Of a remote word; an OpenWrt release wants the recipe. Fails as the sources do. */
bool remote_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                  struct failure *why) MUST_CHECK;

#endif
