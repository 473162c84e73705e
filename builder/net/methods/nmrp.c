/*
 * nmrp: a Netgear boot loader is called while it starts, given an address, and then takes the file
 * by TFTP.
 *
 * Facts: nmrpflash (jclehner/nmrpflash@17cacef nmrp.c). The loader asks for the file again when it
 * refuses it, or says so in bare text, and may close the conversation afterwards as if all was
 * well; it may be silent for half an hour while it writes. What it repeats late changes nothing.
 */
#include "net/protocols/nmrp_packet.h"

#include "net/methods/shared/presence.h"
#include "net/methods/shared/putting.h"

#include <stdio.h>

enum {
	CALL_MS = 60,
	GREETED_MS = 10 * 1000,  /* until it should take the file */
	AGAIN_MS = 130 * 1000,   /* a router that began must be back by then */
	STALLED_MS = 5 * 1000,   /* a transfer that its request may begin anew */
	TAKES_MS = 10 * 1000,    /* a request for one more transfer may be a late one */
	WRITES_MS = 1800 * 1000, /* nmrpflash waits as long */
	OFF_MS = 60 * 1000,      /* without a link it has closed the conversation without a word */
	LEAVE_MS = 3000,
	BLOCK = 1456,
	TRANSFERS_MAX = 3,
	BREAKS_MAX = 3,
};

static const uint32_t mask = 0xffffff00;
static const char usual_name[] = "firmware";
static const char closed_early[] = "it closed the conversation before it had the file";

enum stage {
	CALLING,
	GREETED, /* it has an address */
	PUTTING,
	WRITING,
	LEAVING, /* it has refused the file */
};

struct nmrp_rescue {
	struct putting putting;
	struct presence presence;
	enum stage stage;
	uint64_t until;      /* of the stage */
	uint64_t give_up_at; /* unless it begins */
	uint64_t call_at;
	uint32_t transfers; /* whole ones */
	uint32_t breaks;
	bool is_acknowledged;
	char file[NMRP_FILE_MAX];
};

static void send_bytes(const struct net_run *run, const struct mac *to, struct bytes bytes)
{
	struct packet packet = { .kind = PACKET_NMRP, .to_mac = *to, .payload = bytes };

	station_send(&run->station, &packet);
}

static void say(const struct nmrp_rescue *self, const struct net_run *run, enum nmrp_code code)
{
	const struct mac *to =
	        code == NMRP_ADVERTISE ? &packet_broadcast : &self->putting.peer.to_mac;
	uint8_t bytes[NMRP_PACKET_MAX];

	send_bytes(run, to, (struct bytes){ bytes, nmrp_write(bytes, code) });
}

static void configure(const struct nmrp_rescue *self, const struct net_run *run)
{
	const struct net_job *job = run->job;
	uint8_t bytes[NMRP_PACKET_MAX];
	const size_t size = nmrp_write_configured(bytes, job->devices[0], mask, job->push.region);

	send_bytes(run, &self->putting.peer.to_mac, (struct bytes){ bytes, size });
}

static void call_again(struct nmrp_rescue *self, const struct net_run *run)
{
	self->stage = CALLING;
	self->call_at = run->now;
}

static void start(void *state, struct net_run *run)
{
	struct nmrp_rescue *self = state;
	const char *name = run->job->files[0].names[0];

	snprintf(self->file, sizeof(self->file), "%s", name ? name : usual_name);
	putting_start(&self->putting, run, self->file, BLOCK);
	self->give_up_at = run->now + run->job->patience_ms;
	call_again(self, run);
	presence_start(&self->presence, run);
	run->deadline = run->now;
}

/* What it refuses it may still want to close, or be asked to. */
static void leave(struct nmrp_rescue *self, struct net_run *run)
{
	self->stage = LEAVING;
	self->until = run->now + LEAVE_MS;
}

static void refuse(struct nmrp_rescue *self, struct net_run *run, const char *words)
{
	snprintf(self->putting.pushing.refusal, sizeof(self->putting.pushing.refusal), "%s", words);
	leave(self, run);
}

static void await_writing(struct nmrp_rescue *self, struct net_run *run)
{
	self->stage = WRITING;
	self->until = run->now + (run->has_carrier ? WRITES_MS : OFF_MS);
	net_tell_state(run, NET_WRITING);
}

static void count_transfer(struct nmrp_rescue *self, struct net_run *run, bool is_acknowledged)
{
	self->transfers++;
	self->is_acknowledged = is_acknowledged;
	putting_tell_sent(&self->putting, run);
	await_writing(self, run);
}

/* All that can be known arrived; the last acknowledgement may be on its way. */
static bool has_whole_file(const struct nmrp_rescue *self)
{
	const struct tftp_pushing *pushing = &self->putting.pushing;

	return self->transfers || pushing->state == TFTP_PUSHING_JUDGED ||
	       (pushing->state == TFTP_PUSHING_ON && tftp_sending_is_last(&pushing->sending));
}

static void put(struct nmrp_rescue *self, struct net_run *run)
{
	self->stage = PUTTING;
	self->until = run->now + TAKES_MS;
	if (!self->transfers)
		self->give_up_at = run->now + AGAIN_MS;
	tftp_pushing_start_again(&self->putting.pushing);
	putting_aim(&self->putting, run);
	run->deadline = run->now;
}

static void put_once_more(struct nmrp_rescue *self, struct net_run *run)
{
	if (self->transfers < TRANSFERS_MAX) {
		put(self, run);
		return;
	}
	say(self, run, NMRP_CLOSE);
	refuse(self, run, "it asks for the file again and again");
}

static void hear_upload(struct nmrp_rescue *self, struct net_run *run,
                        const struct nmrp_message *message)
{
	const struct tftp_pushing *pushing = &self->putting.pushing;

	switch (self->stage) {
	case GREETED:
		if (message->file[0])
			memcpy(self->file, message->file, sizeof(self->file));
		put(self, run);
		break;
	case PUTTING:
		if (pushing->state == TFTP_PUSHING_ON &&
		    run->now > pushing->sending.heard_at + STALLED_MS)
			put(self, run);
		if (pushing->state != TFTP_PUSHING_JUDGED)
			break;
		count_transfer(self, run, true);
		put_once_more(self, run);
		break;
	case WRITING: put_once_more(self, run); break;
	case CALLING:
	case LEAVING: break;
	}
}

/* A router that repeats itself has not heard the answer. */
static void hear_configure(struct nmrp_rescue *self, struct net_run *run,
                           const struct packet *packet)
{
	struct net_event event;

	if (self->stage > GREETED)
		return;
	self->putting.peer.to_mac = packet->from_mac;
	configure(self, run);
	self->until = run->now + GREETED_MS;
	if (self->stage == GREETED)
		return;
	self->stage = GREETED;
	event = putting_event(&self->putting, NET_LEASED);
	event.text[0] = '\0';
	net_tell(run, &event);
}

/* It may have been the conversation before, which it had not closed. */
static void break_off(struct nmrp_rescue *self, struct net_run *run)
{
	struct net_event event = putting_event(&self->putting, NET_ABORTED);

	snprintf(event.text, sizeof(event.text), "%s", closed_early);
	net_tell(run, &event);
	if (++self->breaks == BREAKS_MAX)
		refuse(self, run, closed_early);
	else
		call_again(self, run);
}

static void hear_close(struct nmrp_rescue *self, struct net_run *run)
{
	say(self, run, NMRP_CLOSED);
	if (self->stage == LEAVING) {
		putting_end(&self->putting, run, NET_END_REFUSED);
	} else if (has_whole_file(self)) {
		if (self->putting.pushing.state != TFTP_PUSHING_ASKING && self->stage == PUTTING)
			putting_tell_sent(&self->putting, run);
		putting_tell(&self->putting, run, NET_CLOSED);
		putting_end(&self->putting, run, NET_END_SENT);
	} else {
		break_off(self, run);
	}
}

/* It is busy with the file: that it asked for it once more was late. */
static void hear_alive(struct nmrp_rescue *self, struct net_run *run)
{
	const enum tftp_pushing_state state = self->putting.pushing.state;

	say(self, run, NMRP_ALIVE);
	if (self->stage == WRITING)
		self->until = run->now + WRITES_MS;
	else if (self->stage == PUTTING && state == TFTP_PUSHING_JUDGED)
		count_transfer(self, run, true);
	else if (self->stage == PUTTING && state == TFTP_PUSHING_ASKING && self->transfers)
		await_writing(self, run);
}

static void hear_router(struct nmrp_rescue *self, struct net_run *run, const struct packet *packet,
                        const struct nmrp_message *message)
{
	switch (message->code) {
	case NMRP_CONFIGURE: hear_configure(self, run, packet); break;
	case NMRP_UPLOAD: hear_upload(self, run, message); break;
	case NMRP_KEEP_ALIVE: hear_alive(self, run); break;
	case NMRP_CLOSE: hear_close(self, run); break;
	case NMRP_CLOSED:
		if (self->stage == LEAVING)
			putting_end(&self->putting, run, NET_END_REFUSED);
		break;
	case NMRP_ADVERTISE:
	case NMRP_CONFIGURED:
	case NMRP_ALIVE:
	case NMRP_OTHER: break;
	}
}

static void receive_nmrp(struct nmrp_rescue *self, struct net_run *run, const struct packet *packet)
{
	struct nmrp_message message;

	if (!nmrp_read(packet->payload, &message))
		return;
	if (message.code == NMRP_ADVERTISE)
		net_end_others(run, packet, "calls Netgear's routers there, too");
	else if (!packet_same_mac(&packet->to_mac, &run->station.mac) ||
	         (self->stage == CALLING && message.code != NMRP_CONFIGURE))
		return;
	else if (self->stage != CALLING &&
	         !packet_same_mac(&packet->from_mac, &self->putting.peer.to_mac))
		putting_tell_second(&self->putting, run, packet);
	else
		hear_router(self, run, packet, &message);
}

/* Nothing goes on but what the router makes of the file. */
static bool is_judging(const struct nmrp_rescue *self, const struct packet *packet)
{
	return self->stage == WRITING || (self->stage == PUTTING && self->transfers &&
	                                  self->putting.pushing.state == TFTP_PUSHING_ASKING &&
	                                  !putting_is_for(&self->putting, packet));
}

static void hear_verdict(struct nmrp_rescue *self, struct net_run *run, const struct packet *packet)
{
	char words[TFTP_TEXT_MAX];

	if (packet->from == self->putting.peer.to && packet->to == self->putting.peer.from &&
	    tftp_read_verdict(packet->payload, words) == TFTP_REFUSED)
		refuse(self, run, words);
}

static void receive_udp(struct nmrp_rescue *self, struct net_run *run, const struct packet *packet)
{
	if (is_judging(self, packet))
		hear_verdict(self, run, packet);
	else if (self->stage == PUTTING && putting_is_for(&self->putting, packet) &&
	         putting_receive(&self->putting, run, packet))
		self->give_up_at = run->now + AGAIN_MS;
}

static void look_at_transfer(struct nmrp_rescue *self, struct net_run *run)
{
	switch (self->putting.pushing.state) {
	case TFTP_PUSHING_ASKING:
		if (self->transfers && run->now >= self->until)
			await_writing(self, run);
		else if (!self->transfers && run->now >= self->give_up_at)
			putting_lose_patience(&self->putting, run);
		break;
	case TFTP_PUSHING_ON:
	case TFTP_PUSHING_JUDGED: break;
	case TFTP_PUSHING_DONE: count_transfer(self, run, true); break;
	case TFTP_PUSHING_UNACKED: count_transfer(self, run, false); break;
	case TFTP_PUSHING_REFUSED: leave(self, run); break;
	case TFTP_PUSHING_STOPPED:
		putting_tell(&self->putting, run, NET_STOPPED);
		putting_end(&self->putting, run, NET_END_STOPPED);
		break;
	}
}

static uint64_t deadline_of(const struct nmrp_rescue *self)
{
	switch (self->stage) {
	case CALLING: return net_earlier(self->call_at, self->give_up_at);
	case PUTTING: return tftp_pushing_deadline(&self->putting.pushing);
	case GREETED:
	case WRITING:
	case LEAVING: break;
	}
	return self->until;
}

static void look(struct nmrp_rescue *self, struct net_run *run)
{
	if (self->stage == PUTTING)
		look_at_transfer(self, run);
	run->deadline = deadline_of(self);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct nmrp_rescue *self = state;

	(void)presence_hear(&self->presence, run, packet);
	switch (packet->kind) {
	case PACKET_NMRP: receive_nmrp(self, run, packet); break;
	case PACKET_UDP: receive_udp(self, run, packet); break;
	case PACKET_ARP_REQUEST:
	case PACKET_ARP_REPLY:
	case PACKET_TCP:
	case PACKET_OTHER: break;
	}
	look(self, run);
}

/* Whoever loses the link while it writes has restarted, or will not come back. */
static void follow_link(struct nmrp_rescue *self, struct net_run *run)
{
	if (run->has_carrier || self->stage == LEAVING)
		return;
	if (self->stage == WRITING) {
		self->until = net_earlier(self->until, run->now + OFF_MS);
		return;
	}
	if (has_whole_file(self))
		return;
	if (self->stage == PUTTING) {
		putting_tell(&self->putting, run, NET_STOPPED);
		self->give_up_at = run->now + AGAIN_MS;
	}
	call_again(self, run);
}

static void call(struct nmrp_rescue *self, struct net_run *run)
{
	if (run->now >= self->give_up_at) {
		putting_lose_patience(&self->putting, run);
		return;
	}
	self->call_at = run->now + CALL_MS;
	if (run->has_carrier)
		say(self, run, NMRP_ADVERTISE);
}

static void advance(struct nmrp_rescue *self, struct net_run *run)
{
	if (run->now < deadline_of(self))
		return;
	switch (self->stage) {
	case CALLING: call(self, run); break;
	case GREETED: call_again(self, run); break;
	case PUTTING:
		if (tftp_pushing_tick(&self->putting.pushing, run->now) && run->has_carrier)
			putting_send(&self->putting, run);
		break;
	case WRITING:
		putting_end(&self->putting, run,
		            self->is_acknowledged ? NET_END_SENT : NET_END_UNACKED);
		break;
	case LEAVING: putting_end(&self->putting, run, NET_END_REFUSED); break;
	}
}

static void tick(void *state, struct net_run *run)
{
	struct nmrp_rescue *self = state;

	if (presence_tick(&self->presence, run))
		follow_link(self, run);
	advance(self, run);
	look(self, run);
}

extern const struct net_method net_method_nmrp;
const struct net_method net_method_nmrp = {
	.name = "nmrp",
	.state_size = sizeof(struct nmrp_rescue),
	.start = start,
	.receive = receive,
	.tick = tick,
};
