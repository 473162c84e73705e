#include "cli/output/rescue/rescue_report.h"

#include "app/knowledge/askers.h"
#include "app/rescue/rescue_plan.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"
#include "cli/output/rescue/transfer_report.h"
#include "cli/screen/message.h"
#include "net/net_event.h"

#include <stdio.h>

enum { SECOND_MS = 1000 };

static json_t *address_json(uint32_t address)
{
	char text[IPV4_TEXT];

	ipv4_text(text, address);
	return address ? json_string(text) : json_null();
}

static bool has_mac(const struct net_event *event)
{
	static const struct mac none;

	return memcmp(&event->mac, &none, sizeof(none)) != 0;
}

static json_t *mac_json(const struct net_event *event)
{
	char text[MAC_TEXT];

	mac_text(text, &event->mac);
	return has_mac(event) ? json_string(text) : json_null();
}

static json_t *addresses_json(const uint32_t *addresses, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, address_json(addresses[i]));
	return list;
}

static json_t *names_json(const struct net_file *file)
{
	json_t *list = json_array();

	for (size_t i = 0; i < file->name_count; i++)
		json_array_append_new(list, json_string(file->names[i]));
	return list;
}

/* Of the file itself, not of the image that it is a part of. */
static void file_sha256(const struct rescue_plan *plan, size_t i, char hex[DIGEST_HEX])
{
	struct digest digest = *input_sha256(plan->inputs[i]);

	if (plan->order->recipe->network.fetches_parts)
		digest = digest_of(DIGEST_SHA256, plan->job.files[i].content);
	digest_to_hex(&digest, hex);
}

static json_t *files_json(const struct rescue_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->job.file_count; i++) {
		const struct input *input = plan->inputs[i];
		AUTO_FREE char *authenticated_by = input_authenticated_by(input);
		char hex[DIGEST_HEX];

		file_sha256(plan, i, hex);
		json_array_append_new(list, json_pack("{s:o, s:I, s:s, s:s, s:s}", "names",
		                                      names_json(&plan->job.files[i]), "size",
		                                      (json_int_t)plan->job.files[i].content.size,
		                                      "sha256", hex, "vouched", authenticated_by,
		                                      "model", input_model(input)));
	}
	return list;
}

static void show_plan_json(struct report *report, const struct rescue_plan *plan)
{
	const struct recipe *recipe = plan->order->recipe;
	const struct net_job *job = &plan->job;
	AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);

	report_event(report, "plan",
	             json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I}", "recipe", name,
	                       "method", job->method, "interface", plan->interface->name,
	                       "addresses", addresses_json(job->addresses, job->address_count),
	                       "device_addresses", addresses_json(job->devices, job->device_count),
	                       "lease", address_json(job->lease.address), "files", files_json(plan),
	                       "next_address", address_json(job->next_address), "write_seconds",
	                       (json_int_t)(job->write_ms / SECOND_MS)));
}

/* "'recovery.bin' (3.5 MiB)", or what there is in its place */
static void say_file(struct report *report, const struct rescue_plan *plan, size_t i)
{
	const struct net_file *file = &plan->job.files[i];
	const struct input *input = plan->inputs[i];
	AUTO_FREE char *authenticated_by = input_authenticated_by(input);
	AUTO_FREE char *list = NULL;
	struct joined names = { 0 };
	char size[TEXT_SIZE];

	for (size_t k = 0; k < file->name_count; k++)
		joined_add(&names, ", ", "'%s'", file->names[k]);
	list = joined_take(&names);
	text_size(size, file->content.size);
	report_note(report, "  sends: %s (%s) as %s", input->firmware.name, size,
	            list[0] ? list : "any file that the router asks for");
	report_note(report, "    authenticated by: %s; model: %s", authenticated_by,
	            input_model(input));
}

static char *list_addresses(const uint32_t *addresses, size_t count)
{
	struct joined list = { 0 };

	for (size_t i = 0; i < count; i++) {
		char text[IPV4_TEXT];

		ipv4_text(text, addresses[i]);
		joined_add(&list, ", ", "%s", text);
	}
	return joined_take(&list);
}

/* Who has which address, as far as it is known. */
static void say_addresses(struct report *report, const struct net_job *job)
{
	AUTO_FREE char *here = list_addresses(job->addresses, job->address_count);
	AUTO_FREE char *there = list_addresses(job->devices, job->device_count);
	char lease[IPV4_TEXT];

	ipv4_text(lease, job->lease.address);
	if (job->push.is_wanted) {
		report_note(report, "  to the router at: %s; from: %s", there, here);
		return;
	}
	report_note(report, "  answers as: %s",
	            here[0] ? here : "any address that the router asks for");
	if (job->lease.address)
		report_note(report, "  gives the router the address: %s, and no other device any",
		            lease);
}

static void show_plan_words(struct report *report, const struct rescue_plan *plan)
{
	report_note(report, "Plan: rescue '%s' over '%s'", plan->order->recipe->title,
	            plan->interface->name);
	for (size_t i = 0; i < plan->job.file_count; i++)
		say_file(report, plan, i);
	say_addresses(report, &plan->job);
	if (plan->job.eva.is_wanted)
		report_note(report, "  puts it into: %s%s",
		            plan->job.eva.target ? plan->job.eva.target : "the router's memory",
		            plan->job.eva.target ? " of the router's flash, and nothing else" : "");
	report_note(report, "  this computer's own network settings stay as they are%s",
	            plan->interface->is_up ? "" : "; the interface is switched on meanwhile");
}

void rescue_show_plan(struct report *report, const struct rescue_plan *plan)
{
	report_end_line(report);
	if (report_has_events(report))
		show_plan_json(report, plan);
	if (!report->json)
		show_plan_words(report, plan);
}

static const char *interface_of(const struct event_rescue *event)
{
	return event->plan ? event->plan->interface->name : event->interface;
}

static bool is_pushed(const struct event_rescue *event)
{
	return event->plan && event->plan->job.push.is_wanted;
}

/* It was met, but does not do what it should. */
static void say_arp_only(struct report *report, const struct event_rescue *event)
{
	if (is_pushed(event))
		report_note(report, "The router answers at its address, but it does not take a "
		                    "file yet.");
	else if (event->plan && event->plan->job.lease.address)
		report_note(report, "The router was given an address, but it does not ask for a "
		                    "file yet.");
	else
		report_note(report, "The router looked for this computer and was answered, but it "
		                    "does not ask for a file yet.");
}

/* Once it is there. */
static void say_transfer(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;
	const char *gets = is_pushed(event) ? "takes" : "fetches";

	switch (net->state) {
	case NET_REPEATS:
		report_note(report, "The router repeats its request: our answers do not arrive, or "
		                    "it does not like them.");
		break;
	case NET_SENDING: report_note(report, "The router %s '%s'.", gets, net->text); break;
	case NET_STOPPED:
		if (event->plan && !net_job_counts_blocks(&event->plan->job))
			break; /* the failure says it */
		report_note(report, "The router stopped at block %u of '%s'.", net->block,
		            net->text);
		break;
	case NET_RESTARTED:
		report_note(report, "The router %s '%s' again (attempt %u).", gets, net->text,
		            net->count);
		break;
	case NET_SENT: report_note(report, "'%s' was sent whole.", net->text); break;
	case NET_ABORTED: report_note(report, "The router broke off: '%s'.", net->text); break;
	case NET_PAGE:
	case NET_NO_PAGE:
	case NET_CONFIRMED: transfer_say_page(report, net); break;
	case NET_WRITTEN:
		report_note(report, "The router reports that the firmware is written.");
		break;
	case NET_CLOSED: report_note(report, "It has finished: switch it off and on."); break;
	case NET_WRITING: transfer_say_writing(report, net, event->plan); break;
	case NET_ASKED_AGAIN:
		report_note(report, "The router asks again; it is not answered, or it would write "
		                    "again.");
		break;
	default: break;
	}
}

static void say_state(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;
	const char *interface = interface_of(event);
	char address[IPV4_TEXT];
	char mac[MAC_TEXT];

	ipv4_text(address, net->address);
	mac_text(mac, &net->mac);
	switch (net->state) {
	case NET_NO_CARRIER:
		report_note(report, "%s: no link. Connect the cable, then switch the router on.",
		            interface);
		break;
	case NET_QUIET:
		report_note(report, "%s: the cable is connected; nothing is heard yet.", interface);
		break;
	case NET_SPEAKS: report_note(report, "%s: a device speaks (%s).", interface, mac); break;
	case NET_ARP_ONLY: say_arp_only(report, event); break;
	case NET_LEASED:
		report_note(report, "The router (%s) was given the address %s.", mac, address);
		break;
	case NET_LOOKING:
		report_note(report, "Looking for the new system at %s ...", address);
		break;
	case NET_SECOND:
		report_warning(report, "another router (%s) is there, too; only one is served",
		               mac);
		break;
	default: say_transfer(report, event); break;
	}
}

static void show_state(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;

	report_end_line(report);
	report_event(report, "state",
	             json_pack("{s:s, s:s, s:o, s:o, s:s?, s:i}", "state",
	                       net_state_name(net->state), "interface", interface_of(event),
	                       "address", address_json(net->address), "mac", mac_json(net), "file",
	                       net->text[0] ? net->text : NULL, "count", (int)net->count));
	if (!report->json)
		say_state(report, event);
}

static json_t *models_json(const struct event_rescue *event)
{
	json_t *list = json_array();

	for (size_t i = 0; i < event->model_count; i++)
		json_array_append_new(list, json_string(event->models[i]));
	return list;
}

/* "the file 'a.bin' at 192.168.0.66" */
static char *wish_of(const struct net_event *net)
{
	AUTO_FREE char *detail =
	        net->detail[0] ? mem_printf(" as '%s'", net->detail) : mem_strdup("");
	char address[IPV4_TEXT];

	ipv4_text(address, net->address);
	if (net->asks_address)
		return mem_printf("asks for an address by DHCP or BOOTP%s", detail);
	if (net->text[0])
		return mem_printf("asks for the file '%s' at %s", net->text, address);
	return mem_printf("looks for a computer at %s%s", address, detail);
}

static void say_asked(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;
	AUTO_FREE char *wish = wish_of(net);
	AUTO_FREE char *list = NULL;
	char mac[MAC_TEXT];

	if (net->is_ours)
		return;
	list = askers_list(event->models, event->model_count);
	mac_text(mac, &net->mac);
	report_note(report, "%s %s%s%s%s.", mac, wish,
	            event->plan ? ", which this model does not do" : "",
	            list[0] ? "; these models do: " : "", list);
}

/* What to do next, where only one model does that. */
static void say_next(struct report *report, const struct event_rescue *event)
{
	const char *slash = event->model_count == 1 ? strchr(event->models[0], '/') : NULL;

	if (event->plan || !slash)
		return;
	report_note(report, "To rescue it, run:");
	report_note(report, "  sudo mkrescue-usb rescue --vendor %.*s --model %s",
	            (int)(slash - event->models[0]), event->models[0], slash + 1);
}

static void show_asked(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;

	report_event(report, "asked",
	             json_pack("{s:s?, s:o, s:o, s:s?, s:b, s:b, s:o}", "file",
	                       net->text[0] ? net->text : NULL, "address",
	                       address_json(net->address), "mac", mac_json(net), "states",
	                       net->detail[0] ? net->detail : NULL, "dhcp", net->asks_address,
	                       "expected", net->is_ours, "models", models_json(event)));
	if (report->json)
		return;
	say_asked(report, event);
	say_next(report, event);
}

static void show_progress(struct report *report, const struct event_rescue *event)
{
	const struct net_event *net = event->net;

	report_event(report, "block",
	             json_pack("{s:s, s:i}", "file", net->text, "block", (int)net->block));
	progress_report(&report->ui.progress, "sending to the router", net->done, net->total);
}

void rescue_show(struct report *report, const struct event_rescue *event)
{
	switch (event->net->kind) {
	case NET_STATE: show_state(report, event); break;
	case NET_ASKED: show_asked(report, event); break;
	case NET_PROGRESS: show_progress(report, event); break;
	case NET_FRAME:
	case NET_ENDED: break;
	}
}

static const char *verdict_of(const struct net_event *net)
{
	if (net->end == NET_END_ANSWERS)
		return "answers";
	return net->end == NET_END_UNACKED ? "unacknowledged" : "sent";
}

/* What is known, and nothing else. */
static char *sentence_of(const struct event_rescue *event)
{
	const struct net_event *net = event->net;
	const struct net_job *job = &event->plan->job;
	AUTO_FREE char *sent = transfer_sent(net, job);
	char address[IPV4_TEXT];

	ipv4_text(address, net->end == NET_END_ANSWERS ? net->address : job->next_address);
	if (net->end == NET_END_ANSWERS)
		return mem_printf("The new system answers at %s: the router is rescued.", address);
	if (!job->look_ms)
		return mem_printf("%s. The new system was not looked for.", sent);
	if (!job->next_address)
		return mem_printf("%s. No source says where the new system answers, so it was not "
		                  "looked for.",
		                  sent);
	return mem_printf("%s, but the new system was not seen at %s.", sent, address);
}

static void show_rescued(struct report *report, const struct event_rescue *event)
{
	const struct recipe *recipe = event->plan->order->recipe;
	AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);
	AUTO_FREE char *message = sentence_of(event);

	report_end_line(report);
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:s, s:o, s:s}", "recipe", name, "method",
	                       event->plan->job.method, "verdict", verdict_of(event->net),
	                       "address",
	                       address_json(event->net->end == NET_END_ANSWERS ? event->net->address
	                                                                       : 0),
	                       "message", message));
	if (report->json)
		return;
	message_text(stdout, "", message);
	for (size_t i = 0; i < recipe->after_count; i++)
		message_text(stdout, "- ", recipe->after[i]);
}

static void show_heard(struct report *report, const struct event_rescue *event)
{
	report_end_line(report);
	report_event(report, "result",
	             json_pack("{s:s, s:s}", "interface", event->interface, "verdict", "heard"));
}

void rescue_show_result(struct report *report, const struct event_rescue *event)
{
	if (event->plan)
		show_rescued(report, event);
	else
		show_heard(report, event);
}
