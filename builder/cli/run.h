/* run - the whole program on one page: every command, in the order its steps happen. */
#ifndef RUN_H
#define RUN_H

#include "cli/output/report.h"

bool run(const struct options *options, struct report *report, struct failure *why) MUST_CHECK;

#endif
