/* run - dispatch: each command by its name. */
#ifndef RUN_H
#define RUN_H

#include "cli/output/report.h"

bool run(const struct options *options, struct report *report, struct failure *why) MUST_CHECK;

#endif
