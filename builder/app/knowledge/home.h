/* home - of the user for whom the program works, and the cache there: for sudo, of its caller. */
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

/* What a shell makes of "~/firmware.bin" or of quotes around it all; else it stays as it is. Owned.
 */
char *home_expand(const char *typed);

/* The other way round, for people. Owned. */
char *home_shorten(const char *path);

/* Where browsers put what they download; it need not exist. Owned; NULL: there is no home. */
char *home_downloads(void);

#endif
