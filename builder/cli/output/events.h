/* events - the events of the use cases in words or as JSON: what ui_event() does here. */
#ifndef EVENTS_H
#define EVENTS_H

#include "app/event.h"
#include "cli/output/report.h"

void events_show(struct ui *ui, const struct ui_event *event);

#endif
