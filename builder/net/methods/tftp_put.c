/*
 * tftp-put: the file is pushed to the router, whose boot loader listens at an address that the
 * catalogue knows.
 *
 * Nothing is sent to it before ARP shows that it is there, unless it is known to answer none.
 * Whoever agrees first, from whatever port, is the router.
 */
#include "net/methods/shared/presence.h"
#include "net/methods/shared/putting.h"

#include <stdio.h>

enum {
	ASK_ARP_MS = 1000, /* the system of a router may have another MAC than its loader */
	AGAIN_MS = 130 * 1000,
};

struct tftp_put {
	struct putting putting;
	struct presence presence;
	bool is_reachable; /* its MAC is known */
	uint32_t asks;
	uint64_t asked_arp_at;
	uint64_t give_up_at; /* unless the router agrees */
};

static bool has_neighbour(const struct net_job *job)
{
	static const struct mac none;

	return !packet_same_mac(&job->push.neighbour, &none);
}

static void forget_router(struct tftp_put *self, const struct net_run *run)
{
	self->is_reachable = has_neighbour(run->job);
	self->putting.peer.to_mac = run->job->push.neighbour;
	putting_aim(&self->putting, run);
}

static void start(void *state, struct net_run *run)
{
	struct tftp_put *self = state;

	putting_start(&self->putting, run, run->job->files[0].names[0], 0);
	self->give_up_at = run->now + run->job->patience_ms;
	forget_router(self, run);
	presence_start(&self->presence, run);
	run->deadline = run->now;
}

/* The name, then the address from its last byte on; its answer goes to a port of its own. */
static void set_address(struct tftp_put *self, const struct net_run *run)
{
	const uint32_t address = self->putting.peer.to;
	char name[TFTP_NAME_MAX];
	uint8_t bytes[TFTP_PACKET_MAX];
	struct packet packet = self->putting.peer;

	snprintf(name, sizeof(name), "%s%c%c%c%c", run->job->push.sets_address,
	         (int)(address & 0xff), (int)(address >> 8 & 0xff), (int)(address >> 16 & 0xff),
	         (int)(address >> 24));
	packet.from_port++;
	packet.payload = (struct bytes){ bytes, tftp_write_request(bytes, TFTP_READ, name) };
	station_send(&run->station, &packet);
}

static void ask_arp(struct tftp_put *self, struct net_run *run)
{
	const struct net_job *job = run->job;

	self->asked_arp_at = run->now;
	for (size_t i = 0; i < job->device_count; i++)
		station_ask_arp(&run->station, self->putting.peer.from, job->devices[i]);
}

static void ask(struct tftp_put *self, struct net_run *run)
{
	if (!has_neighbour(run->job) &&
	    (!self->is_reachable || run->now >= self->asked_arp_at + ASK_ARP_MS))
		ask_arp(self, run);
	if (!self->is_reachable)
		return;
	if (run->job->push.sets_address && self->asks++ % 2 == 0)
		set_address(self, run);
	else
		putting_send(&self->putting, run);
}

static void advance(struct tftp_put *self, struct net_run *run)
{
	struct tftp_pushing *pushing = &self->putting.pushing;

	if (!tftp_pushing_tick(pushing, run->now) || !run->has_carrier)
		return;
	if (pushing->state == TFTP_PUSHING_ASKING)
		ask(self, run);
	else
		putting_send(&self->putting, run);
}

static void end_sent(const struct tftp_put *self, struct net_run *run, enum net_end end)
{
	putting_tell_sent(&self->putting, run);
	putting_end(&self->putting, run, end);
}

static void look(struct tftp_put *self, struct net_run *run)
{
	const struct putting *putting = &self->putting;

	switch (putting->pushing.state) {
	case TFTP_PUSHING_ASKING:
		if (run->now >= self->give_up_at)
			putting_lose_patience(putting, run);
		break;
	case TFTP_PUSHING_ON:
	case TFTP_PUSHING_JUDGED: break;
	case TFTP_PUSHING_DONE: end_sent(self, run, NET_END_SENT); break;
	case TFTP_PUSHING_UNACKED: end_sent(self, run, NET_END_UNACKED); break;
	case TFTP_PUSHING_REFUSED: putting_end(putting, run, NET_END_REFUSED); break;
	case TFTP_PUSHING_STOPPED:
		putting_tell(putting, run, NET_STOPPED);
		putting_end(putting, run, NET_END_STOPPED);
		break;
	}
	run->deadline = net_earlier(tftp_pushing_deadline(&putting->pushing),
	                            presence_deadline(&self->presence));
}

/* By its answer, or by its own question. */
static void meet(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	struct packet *peer = &self->putting.peer;

	if ((packet->kind != PACKET_ARP_REQUEST && packet->kind != PACKET_ARP_REPLY) ||
	    self->putting.pushing.state != TFTP_PUSHING_ASKING || has_neighbour(run->job) ||
	    !net_job_has_device(run->job, packet->from))
		return;
	presence_answered(&self->presence, run);
	if (self->is_reachable && packet_same_mac(&peer->to_mac, &packet->from_mac))
		return;
	self->is_reachable = true;
	peer->to = packet->from;
	peer->to_mac = packet->from_mac;
	ask(self, run);
}

static void receive_answer(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	if (putting_receive(&self->putting, run, packet))
		self->give_up_at = run->now + AGAIN_MS;
	if (self->putting.is_pinned)
		presence_go_on(&self->presence);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct tftp_put *self = state;

	(void)presence_hear(&self->presence, run, packet);
	meet(self, run, packet);
	if (putting_is_for(&self->putting, packet))
		receive_answer(self, run, packet);
	look(self, run);
}

/* Who loses the link in the middle was switched off, or starts again. */
static void follow_link(struct tftp_put *self, struct net_run *run)
{
	struct tftp_pushing *pushing = &self->putting.pushing;

	if (run->has_carrier || tftp_sending_is_last(&pushing->sending))
		return;
	if (pushing->state == TFTP_PUSHING_ON) {
		putting_tell(&self->putting, run, NET_STOPPED);
		self->give_up_at = run->now + AGAIN_MS;
		tftp_pushing_ask_again(pushing);
	}
	forget_router(self, run);
}

static void tick(void *state, struct net_run *run)
{
	struct tftp_put *self = state;

	if (presence_tick(&self->presence, run))
		follow_link(self, run);
	advance(self, run);
	look(self, run);
}

extern const struct net_method net_method_tftp_put;
const struct net_method net_method_tftp_put = {
	.name = "tftp-put",
	.state_size = sizeof(struct tftp_put),
	.start = start,
	.receive = receive,
	.tick = tick,
};
