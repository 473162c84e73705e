#include "net/methods/shared/file_server.h"

#include "base/mem.h"
#include "base/text/text.h"

enum { FIRST_PORT = 49152, PORTS = 16384 };

static bool is_called(const struct net_file *file, const char *asked)
{
	for (size_t i = 0; i < file->name_count; i++) {
		if (tftp_same_file(asked, file->names[i]))
			return true;
	}
	return file->name_count == 0;
}

/* An exact name goes before one that may be any. */
static size_t find(const struct net_job *job, const char *asked)
{
	size_t found = job->file_count;

	for (size_t i = job->file_count; i-- > 0;) {
		if (is_called(&job->files[i], asked) &&
		    (found == job->file_count || job->files[i].name_count))
			found = i;
	}
	return found;
}

static struct net_event event_about(const struct file_server *server, enum net_state state)
{
	struct net_event event = {
		.kind = NET_STATE,
		.state = state,
		.address = server->peer.to,
		.mac = server->peer.to_mac,
		.block = server->sending.block,
		.count = server->begins,
		.done = tftp_sending_done(&server->sending),
		.total = server->sending.content.size,
	};

	text_clean(event.text, sizeof(event.text), server->sending.request.file);
	return event;
}

static void tell(const struct file_server *server, struct net_run *run, enum net_state state)
{
	const struct net_event event = event_about(server, state);

	net_tell(run, &event);
}

static void tell_progress(struct file_server *server, struct net_run *run)
{
	struct net_event event = event_about(server, NET_SENDING);

	net_tell_progress(run, &event, server->sending.state != TFTP_SENDING_ON);
}

static void send_on(const struct file_server *server, struct net_run *run)
{
	uint8_t bytes[TFTP_PACKET_MAX];
	struct packet packet = server->peer;

	packet.payload = (struct bytes){ bytes, tftp_sending_packet(&server->sending, bytes) };
	station_send(&run->station, &packet);
}

static bool is_peer(const struct file_server *server, const struct packet *packet)
{
	return packet_same_mac(&packet->from_mac, &server->peer.to_mac) &&
	       packet->from == server->peer.to;
}

bool file_server_is_busy(const struct file_server *server)
{
	return server->sending.state == TFTP_SENDING_ON;
}

/* From a port of its own, as RFC 1350 has it. */
static void begin(struct file_server *server, struct net_run *run, const struct packet *packet,
                  const struct tftp_request *request, size_t file)
{
	const bool again = is_peer(server, packet) && server->file == file && server->begins;
	struct tftp_request granted = *request;

	server->begins = again ? server->begins + 1 : 1;
	server->file = file;
	server->was_asked = true;
	server->peer = (struct packet){
		.kind = PACKET_UDP,
		.to_mac = packet->from_mac,
		.from = packet->to,
		.to = packet->from,
		.from_port = (uint16_t)(FIRST_PORT + server->next_port++ % PORTS),
		.to_port = packet->from_port,
	};
	if (run->job->keeps_block_size)
		granted.block_size = 0;
	tftp_sending_start(&server->sending, &granted, run->job->files[file].content, run->now);
	tell(server, run, again ? NET_RESTARTED : NET_SENDING);
	send_on(server, run);
}

/* The very request that was answered already: the answer was lost, or does not arrive. */
static bool repeats(const struct file_server *server, const struct packet *packet,
                    const struct tftp_request *request)
{
	return file_server_is_busy(server) && is_peer(server, packet) &&
	       packet->from_port == server->peer.to_port && !server->sending.was_heard &&
	       strcmp(request->file, server->sending.request.file) == 0;
}

static void tell_asked(struct net_run *run, const struct packet *packet,
                       const struct tftp_request *request, bool is_ours)
{
	struct net_event event = {
		.kind = NET_ASKED,
		.address = packet->to,
		.mac = packet->from_mac,
		.is_ours = is_ours,
	};

	text_clean(event.text, sizeof(event.text), request->file);
	net_tell(run, &event);
}

static void serve(struct file_server *server, struct net_run *run, const struct packet *packet,
                  const struct tftp_request *request)
{
	const size_t file = find(run->job, request->file);
	const bool is_ours = file < run->job->file_count;

	if (!is_ours)
		server->was_asked_other = true;
	tell_asked(run, packet, request, is_ours);
	if (!is_ours)
		return;
	if (server->is_closed)
		tell(server, run, NET_ASKED_AGAIN);
	else if (repeats(server, packet, request)) {
		tell(server, run, NET_REPEATS);
		send_on(server, run);
	} else if (file_server_is_busy(server) && !is_peer(server, packet)) {
		net_tell(run, &(struct net_event){ .kind = NET_STATE,
		                                   .state = NET_SECOND,
		                                   .mac = packet->from_mac });
	} else {
		begin(server, run, packet, request, file);
	}
}

static void finish_file(struct file_server *server, struct net_run *run)
{
	tell_progress(server, run);
	server->sent[server->file] = true;
	server->lacks_last_word = server->sending.state == TFTP_SENDING_UNACKED;
	server->is_closed = file_server_is_finished(server, run->job);
	tell(server, run, NET_SENT);
}

/* Whatever the code: the router begins again by itself, or does not. */
static void abort_file(struct file_server *server, struct net_run *run,
                       const struct tftp_error *error)
{
	struct net_event event = event_about(server, NET_ABORTED);

	memcpy(event.text, error->text, sizeof(error->text));
	memcpy(server->refusal, event.text, sizeof(event.text));
	server->sending.state = TFTP_SENDING_IDLE;
	net_tell(run, &event);
}

static void go_on(struct file_server *server, struct net_run *run, const struct packet *packet)
{
	struct tftp_error error;
	uint16_t block;

	if (!file_server_is_busy(server))
		return;
	if (tftp_read_error(packet->payload, &error)) {
		abort_file(server, run, &error);
		return;
	}
	if (!tftp_read_ack(packet->payload, &block))
		return;
	if (tftp_sending_acknowledge(&server->sending, block, run->now))
		send_on(server, run);
	if (server->sending.state == TFTP_SENDING_DONE)
		finish_file(server, run);
	else
		tell_progress(server, run);
}

bool file_server_receive(struct file_server *server, struct net_run *run,
                         const struct packet *packet)
{
	struct tftp_request request;

	if (packet->kind != PACKET_UDP || !station_has(&run->station, packet->to))
		return false;
	if (packet->to_port == TFTP_PORT) {
		if (tftp_operation(packet->payload) == TFTP_READ &&
		    tftp_read_request(packet->payload, &request))
			serve(server, run, packet, &request);
		return true;
	}
	if (server->begins && is_peer(server, packet) &&
	    packet->to_port == server->peer.from_port &&
	    packet->from_port == server->peer.to_port) {
		go_on(server, run, packet);
		return true;
	}
	return false;
}

void file_server_tick(struct file_server *server, struct net_run *run)
{
	const bool was_busy = file_server_is_busy(server);

	if (tftp_sending_tick(&server->sending, run->now))
		send_on(server, run);
	if (was_busy && server->sending.state == TFTP_SENDING_UNACKED)
		finish_file(server, run);
	else if (was_busy && server->sending.state == TFTP_SENDING_STOPPED)
		tell(server, run, NET_STOPPED);
}

uint64_t file_server_deadline(const struct file_server *server)
{
	return tftp_sending_deadline(&server->sending);
}

bool file_server_is_finished(const struct file_server *server, const struct net_job *job)
{
	for (size_t i = 0; i < job->file_count; i++) {
		if (!job->files[i].optional && !server->sent[i])
			return false;
	}
	return true;
}
