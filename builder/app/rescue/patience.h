/* patience - how long a router may take, as the user types it. */
#ifndef PATIENCE_H
#define PATIENCE_H

#include "base/fail.h"

#include <stdint.h>

/* `text` is what was typed for `option`; NULL: the usual ten minutes. FAIL_USAGE. */
bool patience_read(const char *text, const char *option, uint64_t *milliseconds,
                   struct failure *why) MUST_CHECK;

#endif
