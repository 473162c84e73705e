#include "net/methods/shared/presence.h"

enum { ARP_ONLY_MS = 12 * 1000 };

void presence_start(struct presence *presence, struct net_run *run)
{
	presence->was_heard = false;
	presence->arp_at = 0;
	presence->has_gone_on = false;
	presence->had_carrier = run->has_carrier;
	net_tell_state(run, run->has_carrier ? NET_QUIET : NET_NO_CARRIER);
}

static void tell_first(struct presence *presence, struct net_run *run, const struct packet *packet)
{
	if (presence->was_heard || packet->kind == PACKET_OTHER)
		return;
	presence->was_heard = true;
	net_tell(run, &(struct net_event){
	                      .kind = NET_STATE, .state = NET_SPEAKS, .mac = packet->from_mac });
}

bool presence_hear(struct presence *presence, struct net_run *run, const struct packet *packet)
{
	tell_first(presence, run, packet);
	return packet->kind == PACKET_ARP_REQUEST && station_answer_arp(&run->station, packet);
}

void presence_answered(struct presence *presence, const struct net_run *run)
{
	if (!presence->arp_at && !presence->has_gone_on)
		presence->arp_at = run->now;
}

void presence_go_on(struct presence *presence)
{
	presence->arp_at = 0;
	presence->has_gone_on = true;
}

bool presence_tick(struct presence *presence, struct net_run *run)
{
	const bool has_changed = run->has_carrier != presence->had_carrier;

	if (has_changed)
		presence_start(presence, run);
	if (run->now >= presence_deadline(presence)) {
		presence->said_arp_only = true;
		net_tell_state(run, NET_ARP_ONLY);
	}
	return has_changed;
}

uint64_t presence_deadline(const struct presence *presence)
{
	if (!presence->arp_at || presence->said_arp_only)
		return UINT64_MAX;
	return presence->arp_at + ARP_ONLY_MS;
}
