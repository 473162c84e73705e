#include "cli/prompt/emphasis.h"

#include "base/mem.h"
#include "cli/screen/escapes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOLD "\033[1m"
#define BOLD_RED "\033[1;31m"
#define PLAIN "\033[0m"

/* Names of terminals begin like that; what is not among them gets no escape sequence. */
static const char *const with_colours[] = { "xterm", "screen",  "tmux",  "linux",     "rxvt",
	                                    "vte",   "konsole", "gnome", "alacritty", "foot",
	                                    "kitty", "st-",     "ansi",  "cygwin" };
static const char *const without_colours[] = { "vt100", "vt102", "vt220", "vt320", "vt420" };

static bool is_among(const char *const *starts, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strncmp(name, starts[i], strlen(starts[i])) == 0)
			return true;
	}
	return false;
}

static const char *strong(void)
{
	const char *name = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");

	if (!name || (no_color && no_color[0]) || !escapes_are_understood())
		return NULL;
	if (is_among(with_colours, ARRAY_LEN(with_colours), name))
		return BOLD_RED;
	return is_among(without_colours, ARRAY_LEN(without_colours), name) ? BOLD : NULL;
}

void emphasis_show(const char *sentence)
{
	const char *start = strong();

	fprintf(stderr, "%s%s%s\n", start ? start : "", sentence, start ? PLAIN : "");
}
