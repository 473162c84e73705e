#include "net/method.h"

#include <stdio.h>

enum { TELL_MS = 200 };

const struct net_method *net_method_named(const char *name)
{
	for (size_t i = 0; net_methods[i]; i++) {
		if (strcmp(net_methods[i]->name, name) == 0)
			return net_methods[i];
	}
	return NULL;
}

uint64_t net_earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void net_tell(struct net_run *run, const struct net_event *event)
{
	run->sink->event(run->sink, event);
}

void net_tell_progress(struct net_run *run, struct net_event *event, bool is_end)
{
	if (!is_end && run->now - run->told_at < TELL_MS)
		return;
	run->told_at = run->now;
	event->kind = NET_PROGRESS;
	net_tell(run, event);
}

void net_tell_state(struct net_run *run, enum net_state state)
{
	net_tell(run, &(struct net_event){ .kind = NET_STATE, .state = state });
}

void net_end(struct net_run *run, const struct net_event *ending)
{
	if (run->has_ended)
		return;
	run->has_ended = true;
	run->ending = *ending;
	run->ending.kind = NET_ENDED;
}

void net_end_others(struct net_run *run, const struct packet *packet, const char *what)
{
	struct net_event ending = {
		.end = NET_END_OTHERS,
		.address = packet->from,
		.sought = packet->kind == PACKET_ARP_REQUEST ? packet->to : 0,
		.mac = packet->from_mac,
	};

	snprintf(ending.text, sizeof(ending.text), "%s", what);
	net_end(run, &ending);
}
