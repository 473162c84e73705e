#include "net/methods/shared/putting.h"

#include "base/text/text.h"

enum { FIRST_PORT = 50690 };

struct net_event putting_event(const struct putting *putting, enum net_state state)
{
	const struct tftp_pushing *pushing = &putting->pushing;
	struct net_event event = {
		.kind = NET_STATE,
		.state = state,
		.address = putting->peer.to,
		.mac = putting->peer.to_mac,
		.block = pushing->sending.block,
		.count = pushing->begins,
		.done = tftp_sending_done(&pushing->sending),
		.total = pushing->push.content.size,
	};

	text_clean(event.text, sizeof(event.text), pushing->push.file);
	return event;
}

void putting_tell(const struct putting *putting, struct net_run *run, enum net_state state)
{
	const struct net_event event = putting_event(putting, state);

	net_tell(run, &event);
}

void putting_tell_sent(const struct putting *putting, struct net_run *run)
{
	putting_tell(putting, run, NET_SENT);
	if (putting->pushing.was_written)
		putting_tell(putting, run, NET_WRITTEN);
}

void putting_aim(struct putting *putting, const struct net_run *run)
{
	const uint16_t port = run->job->push.port;

	putting->is_pinned = false;
	putting->peer.to_port = port ? port : TFTP_PORT;
	putting->peer.from_port = (uint16_t)(FIRST_PORT + 2 * putting->pushing.begins);
}

void putting_start(struct putting *putting, const struct net_run *run, const char *file,
                   uint32_t block_size)
{
	const struct net_job *job = run->job;
	const struct tftp_push push = {
		.file = file,
		.content = job->files[0].content,
		.period_ms = job->push.period_ms,
		.block_size = block_size,
	};

	tftp_pushing_start(&putting->pushing, &push);
	putting->peer = (struct packet){
		.kind = PACKET_UDP,
		.from = job->addresses[0],
		.to = job->devices[0],
	};
	putting_aim(putting, run);
}

void putting_send(const struct putting *putting, const struct net_run *run)
{
	uint8_t bytes[TFTP_PACKET_MAX];
	struct packet packet = putting->peer;

	packet.payload = (struct bytes){ bytes, tftp_pushing_packet(&putting->pushing, bytes) };
	station_send(&run->station, &packet);
}

static void tell_progress(struct putting *putting, struct net_run *run)
{
	struct net_event event = putting_event(putting, NET_SENDING);

	net_tell_progress(run, &event, putting->pushing.state != TFTP_PUSHING_ON);
}

static void tell_broken(struct putting *putting, struct net_run *run)
{
	struct net_event event = putting_event(putting, NET_ABORTED);

	putting->breaks = putting->pushing.breaks;
	memcpy(event.text, putting->pushing.refusal, sizeof(putting->pushing.refusal));
	net_tell(run, &event);
	putting_aim(putting, run);
}

void putting_end(const struct putting *putting, struct net_run *run, enum net_end end)
{
	struct net_event ending = putting_event(putting, NET_SENT);

	ending.end = end;
	if (end == NET_END_REFUSED)
		memcpy(ending.text, putting->pushing.refusal, sizeof(putting->pushing.refusal));
	net_end(run, &ending);
}

void putting_lose_patience(const struct putting *putting, struct net_run *run)
{
	if (putting->pushing.refusal[0])
		putting_end(putting, run, NET_END_REFUSED);
	else
		putting_end(putting, run,
		            putting->pushing.begins ? NET_END_STOPPED : NET_END_SILENT);
}

void putting_tell_second(struct putting *putting, struct net_run *run, const struct packet *packet)
{
	if (putting->said_second || packet_same_mac(&packet->from_mac, &putting->peer.to_mac))
		return;
	putting->said_second = true;
	net_tell(run, &(struct net_event){
	                      .kind = NET_STATE, .state = NET_SECOND, .mac = packet->from_mac });
}

bool putting_is_for(const struct putting *putting, const struct packet *packet)
{
	const struct packet *peer = &putting->peer;

	return packet->kind == PACKET_UDP && packet->from == peer->to && packet->to == peer->from &&
	       packet->to_port == peer->from_port;
}

static void pin(struct putting *putting, struct net_run *run, const struct packet *packet)
{
	putting->is_pinned = true;
	putting->peer.to_mac = packet->from_mac;
	putting->peer.to_port = packet->from_port;
	putting->begins = putting->pushing.begins;
	putting_tell(putting, run, putting->begins > 1 ? NET_RESTARTED : NET_SENDING);
}

bool putting_receive(struct putting *putting, struct net_run *run, const struct packet *packet)
{
	struct tftp_pushing *pushing = &putting->pushing;
	const enum tftp_pushing_state before = pushing->state;
	bool sends;

	if (putting->is_pinned && (!packet_same_mac(&packet->from_mac, &putting->peer.to_mac) ||
	                           packet->from_port != putting->peer.to_port)) {
		putting_tell_second(putting, run, packet);
		return false;
	}
	sends = tftp_pushing_receive(pushing, packet->payload, run->now);
	if (pushing->begins != putting->begins)
		pin(putting, run, packet);
	if (sends)
		putting_send(putting, run);
	if (pushing->breaks != putting->breaks) {
		tell_broken(putting, run);
		return true;
	}
	if (before == TFTP_PUSHING_ON)
		tell_progress(putting, run);
	return false;
}
