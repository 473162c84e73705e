#include "app/rescue/patience.h"

#include <stdlib.h>

enum { SECOND_MS = 1000, USUAL_S = 600, MOST_S = 24 * 60 * 60 };

bool patience_read(const char *text, const char *option, uint64_t *milliseconds,
                   struct failure *why)
{
	char *end = NULL;
	unsigned long seconds = text ? strtoul(text, &end, 10) : USUAL_S;

	if (text && (text[0] < '0' || text[0] > '9' || *end || seconds < 1 || seconds > MOST_S))
		return fail(why, FAIL_BAD_VALUE,
		            "%s '%.64s' must be a number of seconds from 1 to %d", option, text,
		            MOST_S);
	*milliseconds = (uint64_t)seconds * SECOND_MS;
	return true;
}
