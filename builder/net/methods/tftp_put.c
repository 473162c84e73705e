/*
 * tftp-put: the file is pushed to the router, whose boot loader listens at an address that the
 * catalogue knows.
 *
 * Nothing is sent to it before ARP shows that it is there, unless it is known to answer none.
 * Whoever agrees first, from whatever port, is the router.
 */
#include "base/text/text.h"
#include "net/methods/shared/presence.h"
#include "net/protocols/tftp_pushing.h"

#include <stdio.h>

enum {
	FIRST_PORT = 50690,
	ASK_ARP_MS = 1000, /* the system of a router may have another MAC than its loader */
	AGAIN_MS = 130 * 1000,
	TELL_MS = 200,
};

struct tftp_put {
	struct tftp_pushing pushing;
	struct presence presence;
	struct packet peer; /* where it goes */
	bool is_reachable;  /* its MAC is known */
	bool is_pinned;     /* its port is, too */
	bool said_second;
	uint32_t begins; /* that were told */
	uint32_t breaks;
	uint32_t asks;
	uint64_t asked_arp_at;
	uint64_t give_up_at; /* unless the router agrees */
	uint64_t told_at;    /* of progress */
};

static bool has_neighbour(const struct net_job *job)
{
	static const struct mac none;

	return !packet_same_mac(&job->push.neighbour, &none);
}

static struct net_event event_about(const struct tftp_put *self, enum net_state state)
{
	struct net_event event = {
		.kind = NET_STATE,
		.state = state,
		.address = self->peer.to,
		.mac = self->peer.to_mac,
		.block = self->pushing.sending.block,
		.count = self->pushing.begins,
		.done = tftp_sending_done(&self->pushing.sending),
		.total = self->pushing.push.content.size,
	};

	text_clean(event.text, sizeof(event.text), self->pushing.push.file);
	return event;
}

static void tell(const struct tftp_put *self, struct net_run *run, enum net_state state)
{
	const struct net_event event = event_about(self, state);

	net_tell(run, &event);
}

/* Every attempt has a port of its own: what is left of the last one does not count. */
static void aim(struct tftp_put *self, const struct net_run *run)
{
	const uint16_t port = run->job->push.port;

	self->is_pinned = false;
	self->peer.to_port = port ? port : TFTP_PORT;
	self->peer.from_port = (uint16_t)(FIRST_PORT + 2 * self->pushing.begins);
}

static void forget_router(struct tftp_put *self, const struct net_run *run)
{
	self->is_reachable = has_neighbour(run->job);
	self->peer.to_mac = run->job->push.neighbour;
	aim(self, run);
}

static void start(void *state, struct net_run *run)
{
	struct tftp_put *self = state;
	const struct net_job *job = run->job;
	const struct tftp_push push = {
		.file = job->files[0].names[0],
		.content = job->files[0].content,
		.period_ms = job->push.period_ms,
	};

	tftp_pushing_start(&self->pushing, &push);
	self->peer = (struct packet){
		.kind = PACKET_UDP,
		.from = job->addresses[0],
		.to = job->devices[0],
	};
	self->give_up_at = run->now + job->patience_ms;
	forget_router(self, run);
	presence_start(&self->presence, run);
	run->deadline = run->now;
}

static void send_bytes(struct tftp_put *self, const struct net_run *run, struct bytes bytes)
{
	struct packet packet = self->peer;

	packet.payload = bytes;
	station_send(&run->station, &packet);
}

static void send_on(struct tftp_put *self, const struct net_run *run)
{
	uint8_t bytes[TFTP_PACKET_MAX];

	send_bytes(self, run, (struct bytes){ bytes, tftp_pushing_packet(&self->pushing, bytes) });
}

/* The name, then the address from its last byte on; its answer goes to a port of its own. */
static void set_address(struct tftp_put *self, const struct net_run *run)
{
	const uint32_t address = self->peer.to;
	char name[TFTP_NAME_MAX];
	uint8_t bytes[TFTP_PACKET_MAX];
	struct packet packet = self->peer;

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
		station_ask_arp(&run->station, self->peer.from, job->devices[i]);
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
		send_on(self, run);
}

static void advance(struct tftp_put *self, struct net_run *run)
{
	if (!tftp_pushing_tick(&self->pushing, run->now) || !run->has_carrier)
		return;
	if (self->pushing.state == TFTP_PUSHING_ASKING)
		ask(self, run);
	else
		send_on(self, run);
}

static void tell_progress(struct tftp_put *self, struct net_run *run)
{
	struct net_event event = event_about(self, NET_SENDING);

	if (self->pushing.state == TFTP_PUSHING_ON && run->now - self->told_at < TELL_MS)
		return;
	self->told_at = run->now;
	event.kind = NET_PROGRESS;
	net_tell(run, &event);
}

static void tell_broken(struct tftp_put *self, struct net_run *run)
{
	struct net_event event = event_about(self, NET_ABORTED);

	self->breaks = self->pushing.breaks;
	memcpy(event.text, self->pushing.refusal, sizeof(self->pushing.refusal));
	net_tell(run, &event);
	self->give_up_at = run->now + AGAIN_MS;
	aim(self, run);
}

static void end_with(const struct tftp_put *self, struct net_run *run, enum net_end end)
{
	struct net_event ending = event_about(self, NET_SENT);

	ending.end = end;
	if (end == NET_END_REFUSED)
		memcpy(ending.text, self->pushing.refusal, sizeof(self->pushing.refusal));
	net_end(run, &ending);
}

static void end_sent(const struct tftp_put *self, struct net_run *run, enum net_end end)
{
	tell(self, run, NET_SENT);
	if (self->pushing.was_written)
		tell(self, run, NET_WRITTEN);
	end_with(self, run, end);
}

/* The router was there, or it was not. */
static void lose_patience(const struct tftp_put *self, struct net_run *run)
{
	if (self->pushing.refusal[0])
		end_with(self, run, NET_END_REFUSED);
	else
		end_with(self, run, self->pushing.begins ? NET_END_STOPPED : NET_END_SILENT);
}

static void look(struct tftp_put *self, struct net_run *run)
{
	const uint64_t silence = presence_deadline(&self->presence);

	switch (self->pushing.state) {
	case TFTP_PUSHING_ASKING:
		if (run->now >= self->give_up_at)
			lose_patience(self, run);
		break;
	case TFTP_PUSHING_ON:
	case TFTP_PUSHING_JUDGED: break;
	case TFTP_PUSHING_DONE: end_sent(self, run, NET_END_SENT); break;
	case TFTP_PUSHING_UNACKED: end_sent(self, run, NET_END_UNACKED); break;
	case TFTP_PUSHING_REFUSED: end_with(self, run, NET_END_REFUSED); break;
	case TFTP_PUSHING_STOPPED:
		tell(self, run, NET_STOPPED);
		end_with(self, run, NET_END_STOPPED);
		break;
	}
	run->deadline = tftp_pushing_deadline(&self->pushing);
	if (silence < run->deadline)
		run->deadline = silence;
}

/* By its answer, or by its own question. */
static void meet(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	if (self->pushing.state != TFTP_PUSHING_ASKING || has_neighbour(run->job) ||
	    !net_job_has_device(run->job, packet->from))
		return;
	presence_answered(&self->presence, run);
	if (self->is_reachable && packet_same_mac(&self->peer.to_mac, &packet->from_mac))
		return;
	self->is_reachable = true;
	self->peer.to = packet->from;
	self->peer.to_mac = packet->from_mac;
	ask(self, run);
}

static void receive_arp(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	if (packet->kind == PACKET_ARP_REQUEST)
		(void)station_answer_arp(&run->station, packet);
	if (packet->kind == PACKET_ARP_REQUEST || packet->kind == PACKET_ARP_REPLY)
		meet(self, run, packet);
}

static void tell_second(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	if (self->said_second || packet_same_mac(&packet->from_mac, &self->peer.to_mac))
		return;
	self->said_second = true;
	net_tell(run, &(struct net_event){
	                      .kind = NET_STATE, .state = NET_SECOND, .mac = packet->from_mac });
}

static bool is_for_us(const struct tftp_put *self, const struct packet *packet)
{
	return packet->kind == PACKET_UDP && packet->from == self->peer.to &&
	       packet->to == self->peer.from && packet->to_port == self->peer.from_port;
}

static void pin(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	self->is_pinned = true;
	self->peer.to_mac = packet->from_mac;
	self->peer.to_port = packet->from_port;
	self->begins = self->pushing.begins;
	presence_go_on(&self->presence);
	tell(self, run, self->begins > 1 ? NET_RESTARTED : NET_SENDING);
}

static void receive_answer(struct tftp_put *self, struct net_run *run, const struct packet *packet)
{
	const enum tftp_pushing_state before = self->pushing.state;
	bool sends;

	if (self->is_pinned && (!packet_same_mac(&packet->from_mac, &self->peer.to_mac) ||
	                        packet->from_port != self->peer.to_port)) {
		tell_second(self, run, packet);
		return;
	}
	sends = tftp_pushing_receive(&self->pushing, packet->payload, run->now);
	if (self->pushing.begins != self->begins)
		pin(self, run, packet);
	if (sends)
		send_on(self, run);
	if (self->pushing.breaks != self->breaks)
		tell_broken(self, run);
	else if (before == TFTP_PUSHING_ON)
		tell_progress(self, run);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct tftp_put *self = state;

	presence_hear(&self->presence, run, packet);
	receive_arp(self, run, packet);
	if (is_for_us(self, packet))
		receive_answer(self, run, packet);
	look(self, run);
}

/* Who loses the link in the middle was switched off, or starts again. */
static void follow_link(struct tftp_put *self, struct net_run *run)
{
	if (run->has_carrier || tftp_sending_is_last(&self->pushing.sending))
		return;
	if (self->pushing.state == TFTP_PUSHING_ON) {
		tell(self, run, NET_STOPPED);
		self->give_up_at = run->now + AGAIN_MS;
		tftp_pushing_ask_again(&self->pushing);
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
