/* command_line - what was typed, as a shell takes it. */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "base/text/strings.h"

/*
 * With `remedy` behind it, or in front of it when it is no option ("sudo"). To be freed. NULL when
 * it cannot be shown: it is too long, holds characters that a terminal obeys, or a password.
 */
char *command_line(const struct strings *typed, const char *remedy);

#endif
