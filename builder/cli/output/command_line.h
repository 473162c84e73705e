/* command_line - what was typed, as a shell takes it. */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "app/event.h"
#include "base/text/strings.h"

/*
 * With `remedy` behind it, or in front of it when it is no option ("sudo"). To be freed. NULL when
 * it cannot be shown: it is too long, holds characters that a terminal obeys, or a password.
 */
char *command_line(const struct strings *typed, const char *remedy);

/* With what was answered behind it, and as it was called with sudo. As command_line(). */
char *command_line_again(const struct strings *typed, const struct event_again *again);

#endif
