/*
 * tftp-serve: the router fetches its files from an address that its boot loader knows.
 *
 * It asks by ARP for that address, then by TFTP for a file. What it asks for names the model:
 * a request for something else is reported, and never answered.
 */
#include "base/text/text.h"
#include "net/methods/shared/file_server.h"

enum { ARP_ONLY_MS = 12 * 1000, NEXT_FILE_MS = 130 * 1000 };

struct tftp_serve {
	struct file_server server;
	uint64_t give_up_at;
	uint64_t arp_at; /* when it was answered first, without a request since; 0: never */
	bool was_heard;  /* anybody, by any packet */
	bool had_carrier;
	bool said_arp_only;
	bool asked_elsewhere; /* for an address that is not ours */
};

static void schedule(const struct tftp_serve *self, struct net_run *run)
{
	uint64_t next = file_server_deadline(&self->server);

	if (!file_server_is_busy(&self->server) && self->give_up_at < next)
		next = self->give_up_at;
	if (self->arp_at && !self->said_arp_only && self->arp_at + ARP_ONLY_MS < next)
		next = self->arp_at + ARP_ONLY_MS;
	run->deadline = next;
}

static void tell_link(struct tftp_serve *self, struct net_run *run)
{
	self->was_heard = false;
	self->arp_at = 0;
	self->had_carrier = run->has_carrier;
	net_tell_state(run, run->has_carrier ? NET_QUIET : NET_NO_CARRIER);
}

static void start(void *state, struct net_run *run)
{
	struct tftp_serve *self = state;

	self->give_up_at = run->now + run->job->patience_ms;
	tell_link(self, run);
	schedule(self, run);
}

static void hear(struct tftp_serve *self, struct net_run *run, const struct packet *packet)
{
	if (self->was_heard || packet->kind == PACKET_OTHER)
		return;
	self->was_heard = true;
	net_tell(run, &(struct net_event){
	                      .kind = NET_STATE, .state = NET_SPEAKS, .mac = packet->from_mac });
}

/* Some routers say which model they are where the wanted hardware address stands. */
static void tell_elsewhere(struct net_run *run, const struct packet *packet)
{
	struct net_event event = {
		.kind = NET_ASKED,
		.address = packet->to,
		.mac = packet->from_mac,
	};

	net_tell(run, &event);
}

static void receive_arp(struct tftp_serve *self, struct net_run *run, const struct packet *packet)
{
	if (packet->kind != PACKET_ARP_REQUEST)
		return;
	if (station_answer_arp(&run->station, packet)) {
		if (!self->arp_at)
			self->arp_at = run->now;
	} else if (packet->from != packet->to && packet->from != 0) {
		self->asked_elsewhere = true;
		tell_elsewhere(run, packet);
	}
}

static void end(struct tftp_serve *self, struct net_run *run)
{
	const struct file_server *server = &self->server;
	struct net_event ending = {
		.end = NET_END_SILENT,
		.mac = server->peer.to_mac,
		.block = server->sending.block,
		.done = tftp_sending_done(&server->sending),
		.total = server->sending.content.size,
	};

	text_clean(ending.text, sizeof(ending.text), server->sending.request.file);
	if (server->is_closed)
		ending.end = server->lacks_last_word ? NET_END_UNACKED : NET_END_SENT;
	else if (server->refusal[0] && server->sending.state == TFTP_SENDING_IDLE) {
		ending.end = NET_END_REFUSED;
		memcpy(ending.text, server->refusal, sizeof(ending.text));
	} else if (server->was_asked)
		ending.end = NET_END_STOPPED;
	else if (server->was_asked_other || self->asked_elsewhere)
		ending.end = NET_END_OTHER;
	net_end(run, &ending);
}

static void look(struct tftp_serve *self, struct net_run *run)
{
	const struct file_server *server = &self->server;

	if (server->is_closed || server->sending.state == TFTP_SENDING_STOPPED)
		end(self, run);
	schedule(self, run);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct tftp_serve *self = state;
	const bool was_busy = file_server_is_busy(&self->server);

	hear(self, run, packet);
	receive_arp(self, run, packet);
	if (file_server_receive(&self->server, run, packet))
		self->arp_at = 0;
	/* After one of several files the next one is asked for soon, or never. */
	if (was_busy && !file_server_is_busy(&self->server))
		self->give_up_at = run->now + NEXT_FILE_MS;
	look(self, run);
}

static void tick(void *state, struct net_run *run)
{
	struct tftp_serve *self = state;

	if (run->has_carrier != self->had_carrier)
		tell_link(self, run);
	file_server_tick(&self->server, run);
	if (self->arp_at && !self->said_arp_only && run->now >= self->arp_at + ARP_ONLY_MS) {
		self->said_arp_only = true;
		net_tell_state(run, NET_ARP_ONLY);
	}
	if (!file_server_is_busy(&self->server) && run->now >= self->give_up_at)
		end(self, run);
	look(self, run);
}

extern const struct net_method net_method_tftp_serve;
const struct net_method net_method_tftp_serve = {
	.name = "tftp-serve",
	.state_size = sizeof(struct tftp_serve),
	.start = start,
	.receive = receive,
	.tick = tick,
};
