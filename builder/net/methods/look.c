/*
 * look: after everything was sent the router writes; then its new system is looked for.
 *
 * A router to which the file was pushed may say meanwhile what it made of it.
 * An answer to ARP alone may be the boot loader's. A system has services: the web pages or the
 * shell, by TCP.
 */
#include "base/mem.h"
#include "net/method.h"
#include "net/protocols/tftp.h"

enum { ASK_MS = 1000, PORT = 50069, HOST_BITS = 0xff, HOST = 253 };

static const uint16_t services[] = { 80, 443, 22 };

struct look {
	uint64_t look_at;
	uint64_t ends_at;
	uint64_t ask_at;
	uint32_t here; /* this computer's address, beside the one that is looked for */
	bool is_looking;
	bool said_again;
};

static uint32_t address_beside(uint32_t address)
{
	const uint32_t net = address & ~(uint32_t)HOST_BITS;

	return (address & HOST_BITS) == HOST ? net | (HOST - 1) : net | HOST;
}

static void start(void *state, struct net_run *run)
{
	struct look *self = state;
	const struct net_job *job = run->job;

	self->look_at = run->now + job->write_ms;
	self->ends_at = self->look_at + (job->next_address ? job->look_ms : 0);
	self->here = address_beside(job->next_address);
	run->station.has_any = false;
	run->station.addresses[0] = self->here;
	run->station.address_count = job->next_address ? 1 : 0;
	/* It may ask where to send its verdict to; it fetches nothing. */
	for (size_t i = 0; job->push.is_wanted && i < job->address_count && i < NET_ADDRESSES - 1;
	     i++)
		run->station.addresses[run->station.address_count++] = job->addresses[i];
	run->deadline = self->look_at;
	if (!job->write_ms) /* it has said that it has written */
		return;
	net_tell(run, &(struct net_event){
	                      .kind = NET_STATE, .state = NET_WRITING, .total = job->write_ms });
}

static void knock(const struct look *self, const struct net_run *run, const struct mac *at)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		struct packet packet = {
			.kind = PACKET_TCP,
			.to_mac = *at,
			.from = self->here,
			.to = run->job->next_address,
			.from_port = PORT,
			.to_port = services[i],
			.flags = PACKET_SYN,
			.sequence = (uint32_t)run->now,
		};

		station_send(&run->station, &packet);
	}
}

/* Again and again: a boot loader's hardware address need not be the system's. */
static void ask(struct look *self, struct net_run *run)
{
	station_ask_arp(&run->station, self->here, run->job->next_address);
	self->ask_at = run->now + ASK_MS;
}

static void begin_looking(struct look *self, struct net_run *run)
{
	self->is_looking = true;
	net_tell(run, &(struct net_event){ .kind = NET_STATE,
	                                   .state = NET_LOOKING,
	                                   .address = run->job->next_address,
	                                   .total = run->job->look_ms });
}

static void tick(void *state, struct net_run *run)
{
	struct look *self = state;

	if (run->now >= self->ends_at) {
		net_end(run, &(struct net_event){ .end = NET_END_SENT });
		return;
	}
	if (run->now >= self->look_at && !self->is_looking)
		begin_looking(self, run);
	if (self->is_looking && run->now >= self->ask_at)
		ask(self, run);
	run->deadline = self->is_looking ? self->ask_at : self->look_at;
	if (run->deadline > self->ends_at)
		run->deadline = self->ends_at;
}

/* The connection is not wanted: it is given up at once. */
static void answer_service(const struct look *self, struct net_run *run,
                           const struct packet *packet)
{
	struct packet reset = {
		.kind = PACKET_TCP,
		.to_mac = packet->from_mac,
		.from = self->here,
		.to = packet->from,
		.from_port = PORT,
		.to_port = packet->from_port,
		.flags = PACKET_RST,
		.sequence = packet->acknowledged,
	};

	station_send(&run->station, &reset);
	net_end(run, &(struct net_event){ .end = NET_END_ANSWERS,
	                                  .address = packet->from,
	                                  .mac = packet->from_mac });
}

/* It has written before the time was over. */
static void stop_waiting(struct look *self, struct net_run *run)
{
	if (self->look_at <= run->now)
		return;
	net_tell_state(run, NET_WRITTEN);
	self->ends_at -= self->look_at - run->now;
	self->look_at = run->now;
	run->deadline = run->now;
}

/* What it made of a file that was pushed to it. */
static void hear_verdict(struct look *self, struct net_run *run, const struct packet *packet)
{
	struct net_event ending = { .end = NET_END_REFUSED, .address = packet->from };
	char words[TFTP_TEXT_MAX];

	switch (tftp_read_verdict(packet->payload, words)) {
	case TFTP_NO_VERDICT: return;
	case TFTP_WRITTEN: stop_waiting(self, run); return;
	case TFTP_REFUSED: break;
	}
	memcpy(ending.text, words, sizeof(words));
	net_end(run, &ending);
}

static bool is_verdict(const struct net_run *run, const struct packet *packet)
{
	return run->job->push.is_wanted && packet->kind == PACKET_UDP &&
	       net_job_has_device(run->job, packet->from) && station_has(&run->station, packet->to);
}

static bool asks_again(const struct net_run *run, const struct packet *packet)
{
	for (size_t i = 0; !run->job->push.is_wanted && i < run->job->address_count; i++) {
		if (run->job->addresses[i] == packet->to)
			return packet->kind == PACKET_ARP_REQUEST ||
			       (packet->kind == PACKET_UDP && packet->to_port == TFTP_PORT);
	}
	return false;
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	struct look *self = state;

	if (asks_again(run, packet) && !self->said_again) {
		self->said_again = true;
		net_tell(run, &(struct net_event){ .kind = NET_STATE,
		                                   .state = NET_ASKED_AGAIN,
		                                   .address = packet->to,
		                                   .mac = packet->from_mac });
	}
	if (packet->kind == PACKET_ARP_REQUEST)
		station_answer_arp(&run->station, packet);
	if (is_verdict(run, packet))
		hear_verdict(self, run, packet);
	if (!self->is_looking || packet->from != run->job->next_address)
		return;
	if (packet->kind == PACKET_ARP_REPLY) {
		knock(self, run, &packet->from_mac);
	} else if (packet->kind == PACKET_TCP && packet->to == self->here &&
	           packet->flags == (PACKET_SYN | PACKET_ACK)) {
		answer_service(self, run, packet);
	}
}

extern const struct net_method net_method_look;
const struct net_method net_method_look = {
	.name = "look",
	.state_size = sizeof(struct look),
	.start = start,
	.receive = receive,
	.tick = tick,
};
