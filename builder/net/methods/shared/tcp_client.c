#include "net/methods/shared/tcp_client.h"

enum {
	CONNECT_AGAIN_MS = 1000,
	ROUND_MS = 200, /* before one was measured */
	AGAIN_MIN_MS = 60,
	AGAIN_MAX_MS = 2000,
	DOUBLINGS_MAX = 6,
	LOST_MS = 130 * 1000,
	SEGMENT_USUAL = 536, /* where the peer states none: RFC 9293 */
	SEGMENT_SMALL = 512, /* that boot loaders are known to take */
	SEGMENT_MIN = 64,
	SMALL_AFTER = 3, /* repeats */
	MANY = 4,        /* segments on their way, to a peer that has space for them */
	GO_BACK_AFTER = 2,
	SEQUENCE_STEP = 4096, /* for each millisecond, as old as RFC 793 */
};

static uint32_t sequence_of(const struct tcp_client *client, uint64_t offset)
{
	return client->first + (uint32_t)offset;
}

static void send_segment(const struct tcp_client *client, const struct station *station,
                         struct packet *segment)
{
	struct packet packet = client->peer;

	packet.kind = PACKET_TCP;
	packet.flags = segment->flags;
	packet.sequence = segment->sequence;
	packet.acknowledged = segment->flags & PACKET_ACK ? client->next : 0;
	packet.segment_max = segment->segment_max;
	packet.payload = segment->payload;
	station_send(station, &packet);
}

static void send_syn(const struct tcp_client *client, const struct station *station)
{
	send_segment(client, station,
	             &(struct packet){ .flags = PACKET_SYN,
	                               .sequence = client->first - 1,
	                               .segment_max = PACKET_TCP_MAX });
}

static void acknowledge(const struct tcp_client *client, const struct station *station)
{
	send_segment(client, station,
	             &(struct packet){
	                     .flags = PACKET_ACK,
	                     .sequence = sequence_of(client, client->furthest + client->closes),
	             });
}

static void send_fin(const struct tcp_client *client, const struct station *station)
{
	send_segment(client, station,
	             &(struct packet){ .flags = PACKET_FIN | PACKET_ACK,
	                               .sequence = sequence_of(client, client->size) });
}

void tcp_connect(struct tcp_client *client, const struct station *station,
                 const struct packet *peer, uint64_t now)
{
	*client = (struct tcp_client){
		.state = TCP_CONNECTING,
		.peer = *peer,
		.first = (uint32_t)now * SEQUENCE_STEP + 1,
		.segment_max = SEGMENT_USUAL,
		.round_ms = ROUND_MS,
		.timed_at = now,
		.progress_at = now,
		.due_at = now + CONNECT_AGAIN_MS,
	};
	send_syn(client, station);
}

static uint64_t wait_of(const struct tcp_client *client)
{
	uint64_t wait = client->round_ms + 4 * (uint64_t)client->deviation_ms;

	if (wait < AGAIN_MIN_MS)
		wait = AGAIN_MIN_MS;
	wait <<= client->repeats < DOUBLINGS_MAX ? client->repeats : DOUBLINGS_MAX;
	return wait < AGAIN_MAX_MS ? wait : AGAIN_MAX_MS;
}

/* Copies what lies there, up to a part that ends a segment; returns how much that is. */
static size_t gather(const struct tcp_client *client, uint64_t offset, uint8_t *out, size_t most)
{
	uint64_t begins = 0;
	size_t used = 0;

	for (size_t i = 0; i < client->part_count && used < most; i++) {
		const struct tcp_part *part = &client->parts[i];
		const uint64_t at = offset + used - begins;
		size_t size;

		if (offset + used >= begins + part->bytes.size) {
			begins += part->bytes.size;
			continue;
		}
		size = most - used;
		if (size > part->bytes.size - at)
			size = (size_t)(part->bytes.size - at);
		memcpy(out + used, part->bytes.data + at, size);
		used += size;
		if (part->ends_segment && at + size == part->bytes.size)
			break;
		begins += part->bytes.size;
	}
	return used;
}

static size_t send_from(struct tcp_client *client, const struct station *station, size_t most,
                        uint64_t now)
{
	uint8_t bytes[PACKET_TCP_MAX];
	const size_t size = gather(client, client->sent, bytes, most);

	send_segment(client, station,
	             &(struct packet){ .flags = PACKET_ACK | PACKET_PSH,
	                               .sequence = sequence_of(client, client->sent),
	                               .payload = { bytes, size } });
	client->sent += size;
	if (client->sent <= client->furthest)
		return size;
	if (!client->timed_to) {
		client->timed_to = client->sent;
		client->timed_at = now;
	}
	client->furthest = client->sent;
	return size;
}

static size_t space_for(const struct tcp_client *client)
{
	const uint64_t flight = client->sent - client->acked;
	const bool has_space = client->window / MANY >= client->segment_max;
	const uint64_t most = has_space && !client->repeats ? MANY : 1;

	if (flight && flight + client->segment_max > most * client->segment_max)
		return 0;
	return client->window < client->segment_max ? client->window : client->segment_max;
}

static void push(struct tcp_client *client, const struct station *station, uint64_t now)
{
	size_t space;

	while (client->sent < client->size && (space = space_for(client)) > 0) {
		if (client->sent == client->acked)
			client->due_at = now + wait_of(client);
		(void)send_from(client, station, space, now);
	}
	if (client->sent == client->acked && client->sent < client->size)
		client->due_at = now + CONNECT_AGAIN_MS; /* a window without space is asked again */
}

bool tcp_is_idle(const struct tcp_client *client)
{
	return client->state == TCP_OPEN && client->acked == client->size && !client->closes;
}

/* What was said before is over; what follows has the next sequence numbers. */
static void begin_again(struct tcp_client *client)
{
	client->first = sequence_of(client, client->size);
	client->part_count = 0;
	client->size = 0;
	client->acked = 0;
	client->sent = 0;
	client->furthest = 0;
	client->recovers_at = 0;
	client->timed_to = 0;
}

void tcp_send(struct tcp_client *client, const struct station *station,
              const struct tcp_part *parts, size_t count, uint64_t now)
{
	if (!tcp_is_idle(client) || count > TCP_PARTS)
		return;
	begin_again(client);
	for (size_t i = 0; i < count; i++) {
		client->parts[i] = parts[i];
		client->size += parts[i].bytes.size;
	}
	client->part_count = count;
	client->progress_at = now;
	push(client, station, now);
}

/* RFC 6298, of whole milliseconds; what was sent twice is not measured. */
static void measure(struct tcp_client *client, uint64_t now)
{
	const uint32_t round = (uint32_t)(now - client->timed_at);
	const uint32_t apart =
	        round > client->round_ms ? round - client->round_ms : client->round_ms - round;

	client->timed_to = 0;
	client->deviation_ms = (3 * client->deviation_ms + apart) / 4;
	client->round_ms = (7 * client->round_ms + round) / 8;
}

static void go_back(struct tcp_client *client)
{
	client->sent = client->acked;
	client->timed_to = 0;
}

/* A peer that cannot put segments in order says so with each that it drops. */
static void hear_double(struct tcp_client *client)
{
	if (client->sent == client->acked || client->acked < client->recovers_at ||
	    ++client->doubles < GO_BACK_AFTER ||
	    client->sent - client->acked <= client->segment_max)
		return;
	client->recovers_at = client->furthest;
	go_back(client);
}

static void take_acknowledgement(struct tcp_client *client, const struct packet *packet,
                                 uint64_t now)
{
	const uint32_t more = packet->acknowledged - sequence_of(client, client->acked);
	const uint64_t open = client->furthest - client->acked;

	if (!(packet->flags & PACKET_ACK) || more > open + client->closes)
		return;
	client->window = packet->window;
	if (!more) {
		if (!packet->payload.size)
			hear_double(client);
		return;
	}
	client->has_closed = client->closes && more == open + 1;
	client->acked += more - client->has_closed;
	if (client->sent < client->acked)
		client->sent = client->acked;
	if (client->timed_to && client->acked >= client->timed_to)
		measure(client, now);
	client->repeats = 0;
	client->doubles = 0;
	client->progress_at = now;
	client->due_at = now + wait_of(client);
}

/* Only what is next counts; of what overlaps, the rest. */
static struct bytes take_payload(struct tcp_client *client, const struct station *station,
                                 const struct packet *packet)
{
	const uint32_t known = client->next - packet->sequence;
	struct bytes news = { NULL, 0 };

	if (!packet->payload.size && !(packet->flags & PACKET_FIN))
		return news;
	if (known <= packet->payload.size && !client->peer_has_closed) {
		news = bytes_part(packet->payload, known, packet->payload.size - known);
		client->next += (uint32_t)news.size;
		client->peer_has_closed = packet->flags & PACKET_FIN;
		client->next += client->peer_has_closed;
	}
	acknowledge(client, station);
	return news;
}

static void take_agreement(struct tcp_client *client, const struct station *station,
                           const struct packet *packet, uint64_t now)
{
	if ((packet->flags & (PACKET_SYN | PACKET_ACK)) != (PACKET_SYN | PACKET_ACK) ||
	    packet->acknowledged != client->first)
		return;
	client->state = TCP_OPEN;
	client->next = packet->sequence + 1;
	client->window = packet->window;
	if (packet->segment_max >= SEGMENT_MIN)
		client->segment_max =
		        packet->segment_max < PACKET_TCP_MAX ? packet->segment_max : PACKET_TCP_MAX;
	if (!client->repeats)
		client->round_ms = (uint32_t)(now - client->timed_at);
	client->repeats = 0;
	acknowledge(client, station);
}

static bool is_from_peer(const struct tcp_client *client, const struct packet *packet)
{
	const struct packet *peer = &client->peer;

	return packet->kind == PACKET_TCP && packet->from == peer->to && packet->to == peer->from &&
	       packet->from_port == peer->to_port && packet->to_port == peer->from_port &&
	       packet_same_mac(&packet->from_mac, &peer->to_mac);
}

static bool is_reset(const struct tcp_client *client, const struct packet *packet)
{
	if (!(packet->flags & PACKET_RST))
		return false;
	if (client->state == TCP_CONNECTING)
		return packet->flags & PACKET_ACK && packet->acknowledged == client->first;
	return packet->sequence - client->next <= UINT16_MAX;
}

struct bytes tcp_receive(struct tcp_client *client, const struct station *station,
                         const struct packet *packet, uint64_t now)
{
	struct bytes news = { NULL, 0 };

	if ((client->state != TCP_CONNECTING && client->state != TCP_OPEN) ||
	    !is_from_peer(client, packet))
		return news;
	if (packet->flags & PACKET_RST) {
		if (is_reset(client, packet))
			client->state = TCP_RESET;
		return news;
	}
	if (client->state == TCP_CONNECTING) {
		take_agreement(client, station, packet, now);
		return news;
	}
	if (packet->flags & PACKET_SYN) {
		acknowledge(client, station); /* its own first acknowledgement was lost */
		return news;
	}
	take_acknowledgement(client, packet, now);
	news = take_payload(client, station, packet);
	push(client, station, now);
	return news;
}

void tcp_close(struct tcp_client *client, const struct station *station, uint64_t now)
{
	if (client->state != TCP_OPEN || client->closes)
		return;
	if (client->furthest < client->size) {
		send_segment(client, station,
		             &(struct packet){ .flags = PACKET_RST | PACKET_ACK,
		                               .sequence = sequence_of(client, client->furthest) });
		client->state = TCP_CLOSED;
		return;
	}
	client->closes = true;
	client->repeats = 0;
	client->due_at = now + wait_of(client);
	send_fin(client, station);
}

static bool awaits(const struct tcp_client *client)
{
	return client->state == TCP_CONNECTING ||
	       (client->state == TCP_OPEN &&
	        (client->acked < client->size || (client->closes && !client->has_closed)));
}

uint64_t tcp_deadline(const struct tcp_client *client)
{
	return awaits(client) ? client->due_at : UINT64_MAX;
}

/* What is missing first goes again; a window without space is asked with one byte. */
static void repeat(struct tcp_client *client, const struct station *station, uint64_t now)
{
	client->repeats++;
	if (client->repeats >= SMALL_AFTER && client->segment_max > SEGMENT_SMALL)
		client->segment_max = SEGMENT_SMALL;
	go_back(client);
	if (client->acked < client->size && !client->window) {
		(void)send_from(client, station, 1, now);
		client->due_at = now + CONNECT_AGAIN_MS;
	} else {
		push(client, station, now);
	}
	if (client->acked == client->size) {
		send_fin(client, station);
		client->due_at = now + wait_of(client);
	}
}

void tcp_tick(struct tcp_client *client, const struct station *station, uint64_t now)
{
	if (now < tcp_deadline(client))
		return;
	if (client->state == TCP_CONNECTING) {
		client->repeats++;
		client->due_at = now + CONNECT_AGAIN_MS;
		send_syn(client, station);
	} else if (now - client->progress_at >= LOST_MS) {
		client->state = TCP_LOST;
	} else {
		repeat(client, station, now);
	}
}
