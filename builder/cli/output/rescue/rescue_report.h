/* rescue_report - a rescue over the network, in words and in JSON. */
#ifndef RESCUE_REPORT_H
#define RESCUE_REPORT_H

#include "app/event.h"
#include "cli/output/report.h"

void rescue_show_plan(struct report *report, const struct rescue_plan *plan);
void rescue_show(struct report *report, const struct event_rescue *event);
void rescue_show_result(struct report *report, const struct event_rescue *event);

#endif
