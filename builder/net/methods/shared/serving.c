#include "net/methods/shared/serving.h"

#include "base/text/text.h"

enum { NEXT_FILE_MS = 130 * 1000 };

static void schedule(const struct serving *serving, struct net_run *run)
{
	run->deadline = net_earlier(presence_deadline(&serving->presence),
	                            file_server_deadline(&serving->server));
	if (!file_server_is_busy(&serving->server))
		run->deadline = net_earlier(run->deadline, serving->give_up_at);
}

void serving_start(struct serving *serving, struct net_run *run)
{
	serving->give_up_at = run->now + run->job->patience_ms;
	presence_start(&serving->presence, run);
	schedule(serving, run);
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

static void hear(struct serving *serving, struct net_run *run, const struct packet *packet)
{
	if (presence_hear(&serving->presence, run, packet)) {
		presence_answered(&serving->presence, run);
	} else if (packet->kind == PACKET_ARP_REQUEST && packet->from != packet->to &&
	           packet->from != 0) {
		serving->asked_elsewhere = true;
		tell_elsewhere(run, packet);
	}
}

static void end(struct serving *serving, struct net_run *run)
{
	const struct file_server *server = &serving->server;
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
	else if (server->was_asked_other || serving->asked_elsewhere)
		ending.end = NET_END_OTHER;
	net_end(run, &ending);
}

static void look(struct serving *serving, struct net_run *run)
{
	const struct file_server *server = &serving->server;

	if (server->is_closed || server->sending.state == TFTP_SENDING_STOPPED)
		end(serving, run);
	schedule(serving, run);
}

void serving_receive(struct serving *serving, struct net_run *run, const struct packet *packet)
{
	const bool was_busy = file_server_is_busy(&serving->server);

	hear(serving, run, packet);
	if (file_server_receive(&serving->server, run, packet))
		presence_go_on(&serving->presence);
	/* After one of several files the next one is asked for soon, or never. */
	if (was_busy && !file_server_is_busy(&serving->server))
		serving->give_up_at = run->now + NEXT_FILE_MS;
	look(serving, run);
}

void serving_tick(struct serving *serving, struct net_run *run)
{
	(void)presence_tick(&serving->presence, run);
	file_server_tick(&serving->server, run);
	if (!file_server_is_busy(&serving->server) && run->now >= serving->give_up_at)
		end(serving, run);
	look(serving, run);
}
