/* step_report - what the person at the router does, and the line below it that changes. */
#ifndef STEP_REPORT_H
#define STEP_REPORT_H

#include "app/event.h"
#include "cli/output/report.h"

void step_show(struct report *report, const struct event_step *step);
void step_show_wait(struct report *report, const struct event_wait *wait);

#endif
