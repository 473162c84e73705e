/*
 * log - what --log FILE keeps: everything that the use cases said, asked and reported, whatever
 * is shown. A line each, with the time in UTC; events and results are JSON, as with --json.
 *
 * One thread writes at a time; reports see to that.
 */
#ifndef LOG_H
#define LOG_H

#include "base/fail.h"
#include "cli/options/options.h"

#include <stdio.h>

/*
 * Appends to the file of --log, which is made if it is missing, and begins with the version and
 * the command line. Anything but a regular file is refused, a file that is no such log, and one
 * that the command uses for something else.
 */
bool log_open(FILE **out, const struct options *options, struct failure *why) MUST_CHECK;

/* `kind` is a word such as "warning"; the text is cleaned. `log` may be NULL. */
void log_line(FILE *log, const char *kind, const char *text);

/* False when something could not be written; the file is closed in any case. */
bool log_close(FILE *log, struct failure *why) MUST_CHECK;

#endif
