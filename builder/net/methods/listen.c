/*
 * listen: which router is at the other end? Every address is answered for, so that it goes on to
 * say what it wants; nothing is sent to it but that.
 *
 * Some boot loaders write their model where the wanted hardware address stands in an ARP request
 * (Open-Mesh and kin, seen in ap51-flash's source); others state a vendor class in DHCP.
 */
#include "base/text/text.h"
#include "net/method.h"
#include "net/protocols/dhcp.h"
#include "net/protocols/tftp.h"

#include <stdio.h>

enum { HEARD_MAX = 64 };

struct listen {
	struct net_event heard[HEARD_MAX];
	size_t heard_count;
	uint64_t ends_at;
	bool had_carrier;
};

static void tell_link(struct listen *self, struct net_run *run)
{
	self->had_carrier = run->has_carrier;
	net_tell_state(run, run->has_carrier ? NET_QUIET : NET_NO_CARRIER);
}

static void start(void *state, struct net_run *run)
{
	struct listen *self = state;

	run->station.has_any = true;
	self->ends_at = run->now + run->job->patience_ms;
	run->deadline = self->ends_at;
	tell_link(self, run);
}

/* Each thing once: a boot loader repeats itself for minutes. */
static void tell(struct listen *self, struct net_run *run, const struct net_event *event)
{
	for (size_t i = 0; i < self->heard_count; i++) {
		if (net_event_same(&self->heard[i], event))
			return;
	}
	if (self->heard_count == HEARD_MAX)
		return;
	self->heard[self->heard_count++] = *event;
	net_tell(run, event);
}

static struct net_event asked(const struct packet *packet)
{
	return (struct net_event){
		.kind = NET_ASKED,
		.address = packet->to,
		.mac = packet->from_mac,
	};
}

static bool is_text(const struct mac *mac)
{
	for (size_t i = 0; i < sizeof(mac->bytes) && (i == 0 || mac->bytes[i]); i++) {
		if (mac->bytes[i] < ' ' || mac->bytes[i] > '~')
			return false;
	}
	return true;
}

static void receive_arp(struct listen *self, struct net_run *run, const struct packet *packet)
{
	struct net_event event = asked(packet);

	if (!station_answer_arp(&run->station, packet))
		return;
	if (is_text(&packet->arp_target))
		text_clean_bytes(event.detail, sizeof(event.detail), packet->arp_target.bytes,
		                 sizeof(packet->arp_target.bytes));
	tell(self, run, &event);
}

static void receive_udp(struct listen *self, struct net_run *run, const struct packet *packet)
{
	struct net_event event = asked(packet);
	struct tftp_request request;
	struct dhcp message;

	if (packet->to_port == TFTP_PORT && tftp_operation(packet->payload) == TFTP_READ &&
	    tftp_read_request(packet->payload, &request)) {
		text_clean(event.text, sizeof(event.text), request.file);
		tell(self, run, &event);
	} else if (packet->to_port == DHCP_SERVER_PORT && dhcp_read(packet->payload, &message) &&
	           !message.is_reply) {
		event.address = 0;
		event.asks_address = true;
		snprintf(event.detail, sizeof(event.detail), "%s", message.vendor_class);
		tell(self, run, &event);
	}
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct listen *self = state;

	switch (packet->kind) {
	case PACKET_ARP_REQUEST: receive_arp(self, run, packet); break;
	case PACKET_UDP: receive_udp(self, run, packet); break;
	case PACKET_ARP_REPLY:
	case PACKET_TCP:
	case PACKET_NMRP:
	case PACKET_OTHER: break;
	}
}

static void tick(void *state, struct net_run *run)
{
	struct listen *self = state;

	if (run->has_carrier != self->had_carrier)
		tell_link(self, run);
	if (run->now >= self->ends_at)
		net_end(run, &(struct net_event){ .end = self->heard_count ? NET_END_HEARD
		                                                           : NET_END_SILENT });
}

extern const struct net_method net_method_listen;
const struct net_method net_method_listen = {
	.name = "listen",
	.state_size = sizeof(struct listen),
	.start = start,
	.receive = receive,
	.tick = tick,
};
