/* url_source - an address that was typed in place of a file. */
#ifndef URL_SOURCE_H
#define URL_SOURCE_H

#include "app/sources/supply.h"

bool url_source_is(const char *word);

/* One file, and what is published beside it. Fails as supply_fetch(). */
bool url_source_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                      struct failure *why) MUST_CHECK;

#endif
