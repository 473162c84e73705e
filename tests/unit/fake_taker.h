/* fake_taker - a boot loader that takes a file by TFTP, in the several ways that they have. */
#ifndef FAKE_TAKER_H
#define FAKE_TAKER_H

#include "fake_wire.h"
#include "net/protocols/tftp.h"

#define COMPUTER UINT32_C(0xc0a8014b) /* 192.168.1.75 */
#define ROUTER UINT32_C(0xc0a80101)

enum { TAKER_FILE_MAX = 1 << 16, TAKER_NEW_PORT = 40000 };

struct fake_taker {
	uint64_t from;  /* milliseconds on the wire's clock: deaf before ... */
	uint64_t until; /* ... and, unless something has begun, after; 0: never */
	bool answers_no_arp;
	bool answers_elsewhere; /* from a new port */
	bool never_acknowledges_last;
	uint32_t block_size;    /* that it must be asked for, and grants; 0: neither */
	bool grants_nothing;    /* of that */
	bool repeats_acks;      /* when a block comes again; ASUS' loader does not */
	unsigned drop_sent;     /* the program's nth packet after the request is lost; 0: none */
	unsigned drop_received; /* the router's nth acknowledgement is lost, until its timer */
	unsigned repeat;        /* the router's nth acknowledgement comes twice */
	const char *last_words; /* bytes sent after the last block ... */
	size_t last_words_size;
	uint64_t last_words_delay;
	unsigned break_at; /* an error in place of this acknowledgement ... */
	unsigned breaks_left;
	unsigned silent_at; /* nothing more from this acknowledgement on; 0: never */

	uint8_t got[TAKER_FILE_MAX];
	size_t size;
	char name[TFTP_NAME_MAX];
	uint16_t port; /* of the program */
	uint16_t first_port;
	uint16_t own_port;
	unsigned requests;
	unsigned reads;
	unsigned packets;
	unsigned acks;
	uint16_t block;
	bool has_begun;
	bool done;
};

enum { TAKER_TIMER = 3000 };

static inline void taker_send(struct fake_wire *wire, uint64_t delay, const void *data, size_t size)
{
	const struct fake_taker *taker = wire->context;

	fake_arrives(wire, delay,
	             &(struct packet){
	                     .kind = PACKET_UDP,
	                     .from_mac = router_mac,
	                     .to_mac = computer_mac,
	                     .from = ROUTER,
	                     .to = COMPUTER,
	                     .from_port = taker->own_port,
	                     .to_port = taker->port,
	                     .payload = { data, size },
	             });
}

static inline void taker_acknowledge(struct fake_wire *wire)
{
	struct fake_taker *taker = wire->context;
	const uint8_t ack[] = { 0, TFTP_ACK, (uint8_t)(taker->block >> 8), (uint8_t)taker->block };

	taker->acks++;
	taker_send(wire, taker->acks == taker->drop_received ? TAKER_TIMER : 1, ack, sizeof(ack));
	if (taker->acks == taker->repeat)
		taker_send(wire, 2, ack, sizeof(ack));
}

static inline void taker_grant(struct fake_wire *wire)
{
	struct fake_taker *taker = wire->context;
	struct tftp_request request = { .block_size = taker->block_size };
	uint8_t packet[TFTP_PACKET_MAX];
	const size_t size = tftp_write_options(packet, &request, 0);

	taker->acks++;
	taker_send(wire, taker->acks == taker->drop_received ? TAKER_TIMER : 1, packet, size);
	if (taker->acks == taker->repeat)
		taker_send(wire, 2, packet, size);
}

static inline uint32_t taker_block_size(const struct fake_taker *taker)
{
	return taker->block_size && !taker->grants_nothing ? taker->block_size : TFTP_BLOCK;
}

static inline void taker_begin(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_taker *taker = wire->context;
	struct tftp_request request;

	assert_true(tftp_read_request(packet->payload, &request));
	assert_int_equal(request.block_size, taker->block_size);
	taker->requests++;
	memcpy(taker->name, request.file, sizeof(taker->name));
	if (!taker->first_port)
		taker->first_port = packet->from_port;
	taker->port = packet->from_port;
	taker->own_port = taker->answers_elsewhere ? TAKER_NEW_PORT : TFTP_PORT;
	taker->has_begun = true;
	taker->done = false;
	taker->block = 0;
	taker->size = 0;
	if (taker->block_size && !taker->grants_nothing)
		taker_grant(wire);
	else
		taker_acknowledge(wire);
}

static inline void taker_break(struct fake_wire *wire)
{
	static const char error[] = "\0\5\0\0Lost my place";
	struct fake_taker *taker = wire->context;

	taker->breaks_left--;
	taker->block = 0;
	taker->has_begun = false;
	taker_send(wire, 1, error, sizeof(error));
}

static inline void taker_finish(struct fake_wire *wire)
{
	struct fake_taker *taker = wire->context;

	taker->done = true;
	if (!taker->never_acknowledges_last)
		taker_acknowledge(wire);
	if (taker->last_words)
		taker_send(wire, 5 + taker->last_words_delay, taker->last_words,
		           taker->last_words_size);
}

static inline void taker_take(struct fake_wire *wire, struct bytes data)
{
	struct fake_taker *taker = wire->context;
	const uint16_t block = get_be16(data.data + 2);
	const size_t size = (size_t)data.size - 4;

	taker->packets++;
	if (taker->packets == taker->drop_sent || taker->done || !taker->has_begun)
		return;
	if (block != (uint16_t)(taker->block + 1)) {
		if (taker->repeats_acks)
			taker_acknowledge(wire);
		return;
	}
	if (taker->silent_at && block >= taker->silent_at)
		return;
	if (block == taker->break_at && taker->breaks_left) {
		taker_break(wire);
		return;
	}
	assert_true(taker->size + size <= TAKER_FILE_MAX);
	memcpy(taker->got + taker->size, data.data + 4, size);
	taker->size += size;
	taker->block = block;
	if (size < taker_block_size(taker))
		taker_finish(wire);
	else
		taker_acknowledge(wire);
}

static inline bool taker_is_deaf(const struct fake_wire *wire)
{
	const struct fake_taker *taker = wire->context;

	return wire->now < taker->from ||
	       (taker->until && !taker->has_begun && wire->now >= taker->until);
}

static inline void taker_answer_arp(struct fake_wire *wire, const struct packet *packet)
{
	fake_arrives(wire, 1,
	             &(struct packet){
	                     .kind = PACKET_ARP_REPLY,
	                     .from_mac = router_mac,
	                     .to_mac = computer_mac,
	                     .from = packet->to,
	                     .to = packet->from,
	             });
}

/* The router of a fake_wire, whose context is a fake_taker. */
static inline void taker_hear(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_taker *taker = wire->context;

	if (taker_is_deaf(wire))
		return;
	if (packet->kind == PACKET_ARP_REQUEST && packet->to == ROUTER && !taker->answers_no_arp)
		taker_answer_arp(wire, packet);
	if (packet->kind != PACKET_UDP || packet->to != ROUTER)
		return;
	assert_int_equal(packet->from, COMPUTER);
	if (tftp_operation(packet->payload) == TFTP_WRITE && packet->to_port == TFTP_PORT &&
	    !taker->block)
		taker_begin(wire, packet);
	else if (tftp_operation(packet->payload) == TFTP_READ)
		taker->reads++;
	else if (tftp_operation(packet->payload) == TFTP_DATA && packet->to_port == taker->own_port)
		taker_take(wire, packet->payload);
}

#endif
