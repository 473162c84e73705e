/*
 * toggle_report - a router that starts its other system: the countdown for a person who looks at
 * a plug, in large digits and beats, and what was planned and came of it.
 */
#ifndef TOGGLE_REPORT_H
#define TOGGLE_REPORT_H

#include "app/event.h"
#include "cli/output/report.h"

void toggle_show(struct report *report, const struct event_toggle *event);

/* Of a plan that sends no files. */
void toggle_show_plan(struct report *report, const struct rescue_plan *plan);
void toggle_show_result(struct report *report, const struct event_rescue *event);

#endif
