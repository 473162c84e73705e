/* transfer_report - in words: a page that is met, the writing, how far everything was sent. */
#ifndef TRANSFER_REPORT_H
#define TRANSFER_REPORT_H

#include "app/rescue/rescue_plan.h"
#include "cli/output/report.h"
#include "net/net_event.h"

/* NET_PAGE, NET_NO_PAGE, NET_CONFIRMED */
void transfer_say_page(struct report *report, const struct net_event *net);

/* NET_WRITING */
void transfer_say_writing(struct report *report, const struct net_event *net,
                          const struct rescue_plan *plan);

/* How far everything was sent, without a full stop: over a page or not. Owned. */
char *transfer_sent(const struct net_event *net, const struct net_job *job);

#endif
