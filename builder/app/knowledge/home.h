/* home - the cache of the user for whom the program works: for sudo, of the one who called it. */
#ifndef HOME_H
#define HOME_H

#include "fetch/store.h"

/* Where it is; owned, NULL when neither XDG_CACHE_HOME nor a home names a place. */
char *home_cache(struct owner *owner);

/*
 * Opens the store in XDG_CACHE_HOME or ~/.cache, and makes it where it is missing. FAIL_USAGE
 * when neither names a place, FAIL_IO. store_done() it.
 */
bool home_store(struct store *out, struct failure *why) MUST_CHECK;

#endif
