#include "cli/screen/escapes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool escapes_are_understood(void)
{
	const char *name = getenv("TERM");

	return isatty(STDERR_FILENO) && name && name[0] && strcmp(name, "dumb") != 0 &&
	       strcmp(name, "unknown") != 0;
}
