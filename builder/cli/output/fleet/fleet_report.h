/* fleet_report - how it went with the routers of a fleet: events as they end, a table of all. */
#ifndef FLEET_REPORT_H
#define FLEET_REPORT_H

#include "app/event.h"
#include "cli/output/report.h"

/* The one outcome of a router that has ended. */
void fleet_show_router(struct report *report, const struct event_fleet *fleet);

/* All of them, and their sum. */
void fleet_show(struct report *report, const struct event_fleet *fleet);

#endif
