/*
 * ftp-eva: AVM's boot loader (EVA) has an FTP server for a few seconds after power-on; the file is
 * stored in the partition that the recipe names, or in the memory, from where it is started.
 *
 * Whatever happens before the file is asked for leaves the router as it was, and is tried again
 * while somebody may still switch it on. After that nothing is repeated.
 */
#include "base/text/text.h"
#include "net/method.h"
#include "net/methods/shared/eva_command.h"
#include "net/methods/shared/finder.h"
#include "net/methods/shared/ftp_control.h"
#include "net/methods/shared/presence.h"

#include <stdio.h>

enum {
	ASK_ARP_MS = 200, /* the server is there for five seconds */
	AGAIN_MS = 200,
	CONNECT_MS = 3000,
	REPLY_MS = 5000,
	ERASE_MS = 130 * 1000, /* before the file is taken */
	WRITE_MS = 5 * 60 * 1000,
	REASON_MS = 2000, /* for a reply that says why the file was not taken */
	REBOOT_MS = 3000,
	CLOSE_MS = 1000,
	FIRST_PORT = 50100,
	PORTS = 8000,
	REFUSALS = 3, /* of the second connection */
	TRANSIENT = 400,
	PERMANENT = 500,
	COMPLETED = 200,
	INTERMEDIATE = 300,
};

enum phase { FINDING, SPEAKING, CLOSING };

struct ftp_eva {
	enum phase phase;
	enum eva_step step;
	struct presence presence;
	struct finder finder;
	struct ftp_control control;
	struct tcp_client data;
	struct packet peer;
	uint16_t data_port;
	bool has_asked;       /* the file may be stored: from now on the router is changed */
	bool is_cut;          /* the second connection, before it had everything */
	bool says_sending;    /* that was told */
	unsigned refusals;    /* of the second connection */
	unsigned connections; /* each from a port of its own */
	uint64_t until;       /* when this step is over, whatever comes */
};

static struct net_event event_about(const struct ftp_eva *self, const struct net_run *run,
                                    enum net_state state)
{
	const struct net_file *file = &run->job->files[0];
	struct net_event event = {
		.kind = NET_STATE,
		.state = state,
		.address = self->peer.to,
		.mac = self->peer.to_mac,
		.done = self->data.acked,
		.total = file->content.size,
	};

	text_clean(event.text, sizeof(event.text), file->names[0]);
	return event;
}

static void tell(const struct ftp_eva *self, struct net_run *run, enum net_state state)
{
	const struct net_event event = event_about(self, run, state);

	net_tell(run, &event);
}

static void end_with(const struct ftp_eva *self, struct net_run *run, enum net_end end)
{
	struct net_event ending = event_about(self, run, NET_SENT);

	ending.end = end;
	net_end(run, &ending);
}

static void close_both(struct ftp_eva *self, const struct net_run *run)
{
	tcp_close(&self->data, &run->station, run->now);
	tcp_close(&self->control.tcp, &run->station, run->now);
}

static void refuse(struct ftp_eva *self, struct net_run *run, const char *words)
{
	struct net_event ending = event_about(self, run, NET_SENT);

	close_both(self, run);
	ending.end = NET_END_REFUSED;
	text_clean(ending.text, sizeof(ending.text), words[0] ? words : "nothing");
	text_clean(ending.detail, sizeof(ending.detail), eva_step_name(self->step));
	net_end(run, &ending);
}

static void stop(struct ftp_eva *self, struct net_run *run)
{
	close_both(self, run);
	tell(self, run, NET_STOPPED);
	end_with(self, run, NET_END_STOPPED);
}

static void end_sent(struct ftp_eva *self, struct net_run *run, enum net_end end)
{
	tell(self, run, NET_SENT);
	end_with(self, run, end);
}

static void start(void *state, struct net_run *run)
{
	struct ftp_eva *self = state;

	self->peer.to = run->job->devices[0];
	finder_start(&self->finder, run, ASK_ARP_MS);
	presence_start(&self->presence, run);
	run->deadline = run->now;
}

static void find_again(struct ftp_eva *self, const struct net_run *run)
{
	close_both(self, run);
	self->phase = FINDING;
	finder_again(&self->finder, run, AGAIN_MS);
}

static struct packet peer_at(struct ftp_eva *self, const struct net_run *run, uint16_t port)
{
	struct packet peer = self->peer;

	peer.from_port = (uint16_t)(FIRST_PORT + (run->now + self->connections++) % PORTS);
	peer.to_port = port;
	return peer;
}

static void connect_control(struct ftp_eva *self, const struct net_run *run)
{
	const uint16_t port = run->job->eva.port;
	const struct packet peer = peer_at(self, run, port ? port : FTP_PORT);

	self->phase = SPEAKING;
	self->step = EVA_GREETING;
	self->until = run->now + CONNECT_MS;
	self->data = (struct tcp_client){ .state = TCP_CLOSED };
	ftp_control_open(&self->control, run, &peer);
}

static void connect_data(struct ftp_eva *self, const struct net_run *run)
{
	const struct packet peer = peer_at(self, run, self->data_port);

	self->step = EVA_STORE;
	self->until = run->now + CONNECT_MS;
	tcp_connect(&self->data, &run->station, &peer, run->now);
}

/* Whoever has nothing to say in a step goes on to the next. */
static void speak(struct ftp_eva *self, const struct net_run *run, enum eva_step step)
{
	char command[FTP_COMMAND_MAX];

	while (!eva_command(run->job, step, command))
		step++;
	self->step = step;
	self->until = run->now + REPLY_MS;
	ftp_control_send(&self->control, run, command);
}

static void send_file(struct ftp_eva *self, const struct net_run *run)
{
	const struct tcp_part part = { .bytes = run->job->files[0].content };

	self->step = EVA_DATA;
	self->until = UINT64_MAX; /* tcp_client gives up by itself */
	tcp_send(&self->data, &run->station, &part, 1, run->now);
}

static void begin_closing(struct ftp_eva *self, const struct net_run *run)
{
	self->phase = CLOSING;
	self->until = run->now + CLOSE_MS;
	close_both(self, run);
}

/* Everything has arrived, and the router says so. */
static void restart(struct ftp_eva *self, struct net_run *run)
{
	char command[FTP_COMMAND_MAX];

	if (!self->data.closes) {
		stop(self, run);
		return;
	}
	if (!eva_command(run->job, EVA_REBOOT, command)) {
		begin_closing(self, run);
		return;
	}
	tell(self, run, NET_WRITTEN);
	self->step = EVA_REBOOT;
	self->until = run->now + REBOOT_MS;
	ftp_control_send(&self->control, run, command);
}

static void go_on(struct ftp_eva *self, struct net_run *run, const struct ftp_reply *reply)
{
	switch (self->step) {
	case EVA_USER:
		speak(self, run, reply->code < INTERMEDIATE ? EVA_BINARY : EVA_PASSWORD);
		return;
	case EVA_PASSIVE:
		if (ftp_read_passive(reply, &self->data_port))
			connect_data(self, run);
		else
			refuse(self, run, reply->words);
		return;
	case EVA_STORE: send_file(self, run); return;
	case EVA_DATA: restart(self, run); return;
	case EVA_REBOOT: begin_closing(self, run); return;
	default: speak(self, run, self->step + 1); return;
	}
}

static void take_reply(struct ftp_eva *self, struct net_run *run, const struct ftp_reply *reply)
{
	const bool is_awaited = self->step != EVA_STORE || self->has_asked;

	presence_go_on(&self->presence);
	if (is_awaited && eva_accepts(self->step, reply->code))
		go_on(self, run, reply);
	else if (self->step == EVA_REBOOT)
		begin_closing(self, run);
	else if (reply->code && reply->code < COMPLETED)
		return; /* it only tells how far it is */
	else if (!self->has_asked && reply->code >= TRANSIENT && reply->code < PERMANENT)
		find_again(self, run);
	else
		refuse(self, run, reply->words);
}

static bool has_everything(const struct ftp_eva *self)
{
	return self->data.closes;
}

/* What that means depends on how far it was. */
static void lose_control(struct ftp_eva *self, struct net_run *run)
{
	if (self->phase == CLOSING || self->step == EVA_REBOOT)
		end_sent(self, run, NET_END_SENT);
	else if (!self->has_asked)
		find_again(self, run);
	else if (has_everything(self))
		end_sent(self, run, NET_END_UNACKED);
	else
		stop(self, run);
}

static void lose_data(struct ftp_eva *self, struct net_run *run)
{
	if (has_everything(self) || self->is_cut)
		return;
	if (self->has_asked) {
		self->is_cut = true;
		self->until = run->now + REASON_MS;
	} else if (++self->refusals < REFUSALS) {
		find_again(self, run);
	} else {
		self->step = EVA_PASSIVE;
		refuse(self, run, "its second connection is refused");
	}
}

static void follow_data(struct ftp_eva *self, struct net_run *run)
{
	struct tcp_client *data = &self->data;

	if (self->step != EVA_STORE && self->step != EVA_DATA)
		return;
	if (data->state == TCP_RESET || data->state == TCP_LOST ||
	    (data->peer_has_closed && !data->closes)) {
		lose_data(self, run);
	} else if (self->step == EVA_STORE && !self->has_asked && data->state == TCP_OPEN) {
		self->has_asked = true;
		speak(self, run, EVA_STORE);
		self->until = run->now + ERASE_MS;
	} else if (self->step == EVA_DATA && data->size && tcp_is_idle(data)) {
		tcp_close(data, &run->station, run->now);
		self->until = run->now + WRITE_MS;
	}
}

static void tell_progress(struct ftp_eva *self, struct net_run *run)
{
	struct net_event event = event_about(self, run, NET_SENDING);

	if (self->step != EVA_DATA || !event.done)
		return;
	if (!self->says_sending)
		net_tell(run, &event);
	self->says_sending = true;
	net_tell_progress(run, &event, event.done >= event.total);
}

static bool is_gone(const struct tcp_client *tcp)
{
	return tcp->state == TCP_RESET || tcp->state == TCP_LOST || tcp->peer_has_closed;
}

static void follow(struct ftp_eva *self, struct net_run *run)
{
	struct ftp_reply reply;

	follow_data(self, run);
	if (self->phase == SPEAKING)
		tell_progress(self, run);
	while (self->phase == SPEAKING && !run->has_ended &&
	       ftp_control_take(&self->control, &reply))
		take_reply(self, run, &reply);
	if (self->phase != FINDING && !run->has_ended && is_gone(&self->control.tcp))
		lose_control(self, run);
}

/* The step's time is over. */
static void give_up_step(struct ftp_eva *self, struct net_run *run)
{
	if (self->step == EVA_STORE && !self->has_asked)
		lose_data(self, run);
	else
		lose_control(self, run);
}

static void schedule(const struct ftp_eva *self, struct net_run *run)
{
	run->deadline = presence_deadline(&self->presence);
	if (self->phase == FINDING) {
		run->deadline = net_earlier(run->deadline, finder_deadline(&self->finder));
		return;
	}
	run->deadline = net_earlier(run->deadline, self->until);
	run->deadline = net_earlier(run->deadline, tcp_deadline(&self->control.tcp));
	run->deadline = net_earlier(run->deadline, tcp_deadline(&self->data));
}

static void meet(struct ftp_eva *self, struct net_run *run, const struct packet *packet)
{
	if (self->phase != FINDING || !finder_meets(&self->finder, run, packet, &self->peer))
		return;
	presence_answered(&self->presence, run);
	connect_control(self, run);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct ftp_eva *self = state;

	(void)presence_hear(&self->presence, run, packet);
	meet(self, run, packet);
	if (packet->kind == PACKET_TCP && self->phase != FINDING) {
		ftp_control_receive(&self->control, run, packet);
		(void)tcp_receive(&self->data, &run->station, packet, run->now);
		follow(self, run);
	}
	schedule(self, run);
}

static void tick(void *state, struct net_run *run)
{
	struct ftp_eva *self = state;
	const bool has_changed = presence_tick(&self->presence, run);

	if (self->phase == FINDING) {
		if (finder_gives_up(&self->finder, run))
			end_with(self, run, NET_END_SILENT);
		else
			finder_tick(&self->finder, run);
	} else {
		tcp_tick(&self->control.tcp, &run->station, run->now);
		tcp_tick(&self->data, &run->station, run->now);
		follow(self, run);
		if (self->phase != FINDING && !run->has_ended &&
		    (run->now >= self->until || (has_changed && !run->has_carrier)))
			give_up_step(self, run);
	}
	schedule(self, run);
}

extern const struct net_method net_method_ftp_eva;
const struct net_method net_method_ftp_eva = {
	.name = "ftp-eva",
	.state_size = sizeof(struct ftp_eva),
	.start = start,
	.receive = receive,
	.tick = tick,
};
