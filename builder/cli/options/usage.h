/* usage - what --help shows: one screen for the program, all options of a command. */
#ifndef USAGE_H
#define USAGE_H

#include "cli/options/options.h"

#include <stdio.h>

/* At most 24 lines of 80 columns. */
void help_program(FILE *to);

void help_command(enum verb verb, FILE *to);

#endif
