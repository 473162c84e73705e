/* page_report - what happens with a rescue page, in words. */
#ifndef PAGE_REPORT_H
#define PAGE_REPORT_H

#include "cli/output/report.h"
#include "net/net_event.h"
#include "net/net_job.h"

/* NET_PAGE, NET_NO_PAGE, NET_CONFIRMED */
void page_say(struct report *report, const struct net_event *net);

/* How far everything was sent, without a full stop: over a page or not. Owned. */
char *page_sent(const struct net_event *net, const struct net_job *job);

#endif
