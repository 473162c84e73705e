/* page_report - in words what happens with a rescue page, and once everything was sent. */
#ifndef PAGE_REPORT_H
#define PAGE_REPORT_H

#include "app/rescue/rescue_plan.h"
#include "cli/output/report.h"
#include "net/net_event.h"

/* NET_PAGE, NET_NO_PAGE, NET_CONFIRMED */
void page_say(struct report *report, const struct net_event *net);

/* NET_WRITING */
void page_say_writing(struct report *report, const struct net_event *net,
                      const struct rescue_plan *plan);

/* How far everything was sent, without a full stop: over a page or not. Owned. */
char *page_sent(const struct net_event *net, const struct net_job *job);

#endif
