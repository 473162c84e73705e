/*
 * sumlist - lists of the SHA-256 of other files.
 *
 * Only reading: the caller checks the list's signature. The list is untrusted;
 * any irregularity is refused.
 */
#ifndef FETCH_SUMLIST_H
#define FETCH_SUMLIST_H

#include "base/digest.h"

enum { SUMLIST_NAME_MAX = 255 };

/*
 * Lines of "HASH *NAME" or "HASH  NAME", as sha256sum writes them; a name has no
 * character that is special to anybody, and may have folders ("kmods/x/y.ipk"). Fails
 * with FAIL_FIRMWARE, naming the line. `name` is the document's, for messages.
 */
bool sumlist_check(struct bytes text, const char *name, struct failure *why) MUST_CHECK;

/* In a text that sumlist_check() accepts. False: not listed, or with two different digests. */
bool sumlist_find(struct bytes text, const char *file, struct digest *out);

#endif
