/* verb_find - which command a word names. */
#ifndef VERB_FIND_H
#define VERB_FIND_H

#include "cli/options/options.h"

/* FAIL_USAGE, with the nearest name, when there is no such command. */
bool verb_find(const char *word, enum verb *out, struct failure *why) MUST_CHECK;

#endif
