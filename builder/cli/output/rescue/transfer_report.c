#include "cli/output/rescue/transfer_report.h"

#include "base/mem.h"

enum { SECOND_MS = 1000 };

void transfer_say_page(struct report *report, const struct net_event *net)
{
	if (net->state == NET_PAGE)
		report_note(report, "The router's rescue page takes the firmware as '%s' at %s.",
		            net->detail, net->text);
	else if (net->state == NET_NO_PAGE)
		report_note(report,
		            "What answers is not a rescue page: '%s'. Repeat the steps with the "
		            "router's button and power.",
		            net->text);
	else if (net->state == NET_CONFIRMED)
		report_note(report, "The router has received the file whole: size and MD5 match.");
}

void transfer_say_writing(struct report *report, const struct net_event *net,
                          const struct rescue_plan *plan)
{
	const struct net_eva *eva = &plan->job.eva;

	if (!net->total)
		report_subject(report, "The router is writing now: DO NOT switch it off. It says "
		                       "when it has finished, within half an hour.");
	else if (eva->is_wanted && !eva->target)
		report_subject(report, "Everything was sent. The router starts it from its memory "
		                       "now; nothing is written yet: DO NOT switch it off.");
	else
		report_subject(report,
		               "Everything was sent. The router is writing now: DO NOT switch it "
		               "off%s %llu seconds.",
		               plan->writes_for_unknown ? "; no source says how long; wait at least"
		                                        : " for",
		               (unsigned long long)(net->total / SECOND_MS));
}

char *transfer_sent(const struct net_event *net, const struct net_job *job)
{
	const bool is_page = job->page.is_wanted;

	if (net->end == NET_END_UNACKED && job->eva.is_wanted)
		return mem_strdup("Everything was sent; only the boot loader's reply is missing");
	if (net->end == NET_END_UNACKED)
		return mem_strdup(is_page ? "Everything was sent; only the page's answer is "
		                            "missing, which many boot loaders do not send"
		                          : "Everything was sent; only the last acknowledgement "
		                            "is missing, which most boot loaders send once or "
		                            "not at all");
	if (is_page && net->end == NET_END_SENT)
		return mem_printf("Everything was sent and acknowledged; the page said: '%s'",
		                  net->text);
	return mem_strdup("Everything was sent and acknowledged");
}
