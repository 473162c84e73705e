/*
 * bootp-tftp-serve: the router asks for an address by BOOTP or DHCP, then fetches its files from
 * this computer.
 *
 * There is one address for one router: everybody else meets silence. A second server on the link
 * would answer in this one's place, and its own clients are in danger: that ends it.
 */
#include "net/methods/shared/serving.h"
#include "net/protocols/dhcp.h"

#include <strings.h>

enum { FREE_MS = 30 * 1000 };

struct bootp_tftp_serve {
	struct serving serving; /* first */
	struct mac client;      /* who has the address */
	uint64_t heard_at;      /* when it was heard last; 0: nobody has it */
};

static void start(void *state, struct net_run *run)
{
	serving_start(state, run);
}

/*
 * The first that asks. Whoever has asked and fetched nothing may have been the router's old system,
 * or another computer: later the address is free again.
 */
static bool is_client(const struct bootp_tftp_serve *self, const struct net_run *run,
                      const struct dhcp *request)
{
	const char *vendor_class = run->job->lease.vendor_class;

	if (vendor_class &&
	    strncasecmp(request->vendor_class, vendor_class, strlen(vendor_class)) != 0)
		return false;
	return !self->heard_at || packet_same_mac(&self->client, &request->client) ||
	       (!self->serving.server.was_asked && run->now >= self->heard_at + FREE_MS);
}

/* What it asks for, if it is anything that can be given. */
static bool is_granted(const struct net_run *run, const struct dhcp *request)
{
	const struct net_lease *lease = &run->job->lease;

	if (request->is_relayed)
		return false;
	switch (request->type) {
	case DHCP_BOOTP:
	case DHCP_DISCOVER: return true;
	case DHCP_REQUEST:
		return request->address == lease->address &&
		       (!request->server || request->server == run->job->addresses[0]);
	case DHCP_OFFER:
	case DHCP_ACK: break;
	}
	return false;
}

static void grant(const struct net_run *run, const struct dhcp *request)
{
	const struct net_lease *lease = &run->job->lease;
	const struct dhcp_grant terms = {
		.address = lease->address,
		.server = run->job->addresses[0],
		.file = lease->file,
	};
	uint8_t message[DHCP_MESSAGE];
	struct packet reply = {
		.kind = PACKET_UDP,
		.to_mac = request->wants_broadcast ? packet_broadcast : request->client,
		.from = terms.server,
		.to = request->wants_broadcast ? UINT32_MAX : terms.address,
		.from_port = DHCP_SERVER_PORT,
		.to_port = DHCP_CLIENT_PORT,
		.payload = { message, sizeof(message) },
	};

	dhcp_write_reply(message, request, &terms);
	station_send(&run->station, &reply);
}

static void tell_given(struct net_run *run, const struct dhcp *request)
{
	net_tell(run, &(struct net_event){ .kind = NET_STATE,
	                                   .state = NET_LEASED,
	                                   .address = run->job->lease.address,
	                                   .mac = request->client });
}

static void receive_dhcp(struct bootp_tftp_serve *self, struct net_run *run,
                         const struct packet *packet)
{
	struct dhcp message;

	if (packet->kind != PACKET_UDP || !dhcp_read(packet->payload, &message))
		return;
	if (message.is_reply && packet->from_port == DHCP_SERVER_PORT) {
		net_end_others(run, packet, "is a DHCP server, too");
		return;
	}
	if (message.is_reply || packet->to_port != DHCP_SERVER_PORT ||
	    self->serving.server.is_closed || !is_client(self, run, &message) ||
	    !is_granted(run, &message))
		return;
	if (!self->heard_at || !packet_same_mac(&self->client, &message.client))
		tell_given(run, &message);
	self->client = message.client;
	self->heard_at = run->now;
	presence_answered(&self->serving.presence, run);
	grant(run, &message);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct bootp_tftp_serve *self = state;

	receive_dhcp(self, run, packet);
	serving_receive(&self->serving, run, packet);
}

static void tick(void *state, struct net_run *run)
{
	serving_tick(state, run);
}

extern const struct net_method net_method_bootp_tftp_serve;
const struct net_method net_method_bootp_tftp_serve = {
	.name = "bootp-tftp-serve",
	.state_size = sizeof(struct bootp_tftp_serve),
	.start = start,
	.receive = receive,
	.tick = tick,
};
