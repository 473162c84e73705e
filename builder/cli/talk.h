/* talk - the ui of the use cases, on a terminal or in JSON. */
#ifndef TALK_H
#define TALK_H

#include "cli/output/report.h"

void talk_begin(struct report *report, const struct options *options);

#endif
