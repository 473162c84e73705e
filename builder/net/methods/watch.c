/*
 * watch: whether other computers are on the link, before anything is answered there.
 *
 * A DHCP server is asked for, and each address that this computer is going to have: a network
 * in use betrays itself by an answer, or by hosts that look for one another. A router in its boot
 * loader asks for one address only, or answers as one only, which the catalogue knows; but a home
 * network's gateway may have the very same address, so that a DHCP server is given more time.
 */
#include "net/method.h"
#include "net/protocols/dhcp.h"
#include "net/protocols/tftp.h"

enum {
	WATCH_MS = 3000,
	SERVER_MS = 4500, /* many servers make sure for three seconds that an address is free */
	ROUTER_MS = 1000,
	ASK_MS = 900,
	TRANSACTION = 0x6d6b7275,
};

struct watch {
	uint64_t began_at;
	uint64_t ends_at;
	uint64_t ask_at;
	struct packet unknown; /* the first request for an address that no known router asks for */
};

static void ask(struct watch *self, struct net_run *run)
{
	const struct station *station = &run->station;
	uint8_t message[DHCP_MESSAGE];
	struct packet discover = {
		.kind = PACKET_UDP,
		.to_mac = packet_broadcast,
		.to = UINT32_MAX,
		.from_port = DHCP_CLIENT_PORT,
		.to_port = DHCP_SERVER_PORT,
		.payload = { message, sizeof(message) },
	};

	dhcp_write_discover(message, TRANSACTION, &station->mac);
	station_send(station, &discover);
	for (size_t i = 0; i < station->address_count; i++)
		station_ask_arp(station, 0, station->addresses[i]);
	if (run->job->gateway)
		station_ask_arp(station, 0, run->job->gateway);
	self->ask_at = run->now + ASK_MS;
}

static void schedule(const struct watch *self, struct net_run *run)
{
	run->deadline = net_earlier(self->ask_at, self->ends_at);
}

/* Without a link there is nobody, and nothing can be asked. */
static void start(void *state, struct net_run *run)
{
	struct watch *self = state;

	if (!run->has_carrier) {
		net_end(run, &(struct net_event){ .end = NET_END_CLEAR });
		return;
	}
	self->began_at = run->now;
	self->ends_at = run->now + WATCH_MS;
	ask(self, run);
	schedule(self, run);
}

static bool is_target(const struct net_job *job, uint32_t address)
{
	for (size_t i = 0; i < job->target_count; i++) {
		if (job->targets[i] == address)
			return true;
	}
	return false;
}

/* It is asked whether a server is about to answer, too: a second is left for that. */
static void hear_router(struct watch *self, const struct net_run *run)
{
	const uint64_t soon = run->now + ROUTER_MS;

	if (soon < self->ends_at)
		self->ends_at = soon;
}

static void receive_arp_reply(struct watch *self, struct net_run *run, const struct packet *packet)
{
	if (net_job_has_device(run->job, packet->from))
		self->ends_at = self->began_at + SERVER_MS;
	else
		net_end_others(run, packet,
		               !run->station.has_any && station_has(&run->station, packet->from)
		                       ? "has the address that this computer would need"
		                       : "answers other hosts there");
}

/* Where any address will be answered: a router that is not known repeats one request. */
static bool is_lone(struct watch *self, const struct packet *packet)
{
	if (self->unknown.kind == PACKET_OTHER)
		self->unknown = *packet;
	return packet->from != packet->to && packet->to == self->unknown.to &&
	       packet_same_mac(&packet->from_mac, &self->unknown.from_mac);
}

static void receive_arp_request(struct watch *self, struct net_run *run,
                                const struct packet *packet)
{
	const struct station *station = &run->station;

	if ((!station->has_any && station_has(station, packet->to)) ||
	    is_target(run->job, packet->to))
		hear_router(self, run);
	else if (!station->has_any || !is_lone(self, packet))
		net_end_others(run, packet, "looks for other hosts there");
}

static bool asks_for_address(const struct packet *packet, const struct dhcp *message)
{
	return packet->to_port == DHCP_SERVER_PORT && !message->is_reply;
}

static void receive_udp(struct watch *self, struct net_run *run, const struct packet *packet)
{
	struct dhcp message;
	const bool is_dhcp = dhcp_read(packet->payload, &message);

	if (is_dhcp && packet->from_port == DHCP_SERVER_PORT && message.is_reply)
		net_end_others(run, packet, "is a DHCP server");
	else if (packet->to_port == TFTP_PORT ||
	         (is_dhcp && run->job->lease.address && asks_for_address(packet, &message)))
		hear_router(self, run);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct watch *self = state;

	switch (packet->kind) {
	case PACKET_ARP_REQUEST: receive_arp_request(self, run, packet); break;
	case PACKET_ARP_REPLY: receive_arp_reply(self, run, packet); break;
	case PACKET_UDP: receive_udp(self, run, packet); break;
	case PACKET_TCP:
	case PACKET_NMRP:
	case PACKET_OTHER: break;
	}
	schedule(self, run);
}

static void tick(void *state, struct net_run *run)
{
	struct watch *self = state;

	if (run->now >= self->ends_at || !run->has_carrier)
		net_end(run, &(struct net_event){ .end = NET_END_CLEAR });
	else if (run->now >= self->ask_at)
		ask(self, run);
	schedule(self, run);
}

extern const struct net_method net_method_watch;
const struct net_method net_method_watch = {
	.name = "watch",
	.state_size = sizeof(struct watch),
	.start = start,
	.receive = receive,
	.tick = tick,
};
