#include "cli/output/page_report.h"

#include "base/mem.h"

void page_say(struct report *report, const struct net_event *net)
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

char *page_sent(const struct net_event *net, const struct net_job *job)
{
	const bool is_page = job->page.is_wanted;

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
