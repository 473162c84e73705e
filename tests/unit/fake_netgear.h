/* fake_netgear - a Netgear boot loader: it answers calls by NMRP, and takes a file by TFTP. */
#ifndef FAKE_NETGEAR_H
#define FAKE_NETGEAR_H

#include "fake_taker.h"
#include "net/protocols/nmrp_packet.h"

enum netgear_fault { NETGEAR_LOST, NETGEAR_DOUBLED, NETGEAR_LATE };
enum { NETGEAR_REPEATS = 500, NETGEAR_DELAY = 2500, NETGEAR_BLOCK = 1456, NETGEAR_FRAME = 46 };

struct fake_netgear {
	struct fake_taker taker; /* first */
	uint64_t from;           /* milliseconds on the wire's clock: switched on then */
	const char *file;        /* that it asks for; NULL: it names none */
	unsigned fault_at;       /* in its own nth NMRP packet; 0: none ... */
	enum netgear_fault fault;
	unsigned deaf_to; /* the nth NMRP packet that is for it alone is lost */
	unsigned keeps_alive;
	unsigned refusals;         /* how often it asks again for what it has */
	uint64_t asks_again_after; /* milliseconds */
	bool closes_early;         /* as soon as it has its address */
	bool never_closes;

	uint16_t region;
	uint32_t address; /* that it was given */
	unsigned calls;
	unsigned said;
	unsigned heard;
	unsigned alive; /* answers */
	unsigned closed;
	unsigned closes; /* by the computer */
	uint64_t asked_at;
	bool has_asked;
};

static inline void netgear_send(struct fake_wire *wire, uint64_t delay, enum nmrp_code code,
                                const char *file)
{
	struct fake_netgear *netgear = wire->context;
	uint8_t bytes[NMRP_PACKET_MAX] = { 0 };
	const struct packet packet = {
		.kind = PACKET_NMRP,
		.from_mac = router_mac,
		.to_mac = computer_mac,
		.payload = { bytes, NETGEAR_FRAME }, /* the least that Ethernet carries */
	};
	size_t size = nmrp_write(bytes, code);

	if (file) {
		put_be16(bytes + size, 0x181);
		put_be16(bytes + size + 2, (uint16_t)(4 + strlen(file)));
		memcpy(bytes + size + 4, file, strlen(file));
		size += 4 + strlen(file);
		put_be16(bytes + 4, (uint16_t)size);
	}
	netgear->said++;
	if (netgear->said != netgear->fault_at) {
		fake_arrives(wire, delay, &packet);
		return;
	}
	if (netgear->fault == NETGEAR_LOST)
		return;
	fake_arrives(wire, delay + (netgear->fault == NETGEAR_LATE ? NETGEAR_DELAY : 0), &packet);
	if (netgear->fault == NETGEAR_DOUBLED)
		fake_arrives(wire, delay + 1, &packet);
}

static inline void netgear_ask_upload(struct fake_wire *wire, uint64_t delay)
{
	struct fake_netgear *netgear = wire->context;

	netgear->taker.block = 0;
	netgear->taker.has_begun = false;
	netgear_send(wire, delay, NMRP_UPLOAD, netgear->file);
}

static inline void netgear_take_address(struct fake_wire *wire, struct bytes payload)
{
	struct fake_netgear *netgear = wire->context;

	/* The address and its mask, that a firmware comes, and perhaps the region. */
	assert_true(payload.size == 22 || payload.size == 28);
	assert_memory_equal(payload.data + 6, "\0\2\0\14", 4);
	netgear->address = get_be32(payload.data + 10);
	assert_int_equal(get_be32(payload.data + 14), 0xffffff00);
	assert_memory_equal(payload.data + 18, "\1\1\0\4", 4);
	if (payload.size == 28) {
		assert_memory_equal(payload.data + 22, "\0\4\0\6", 4);
		netgear->region = get_be16(payload.data + 26);
	}
	if (netgear->closes_early)
		netgear_send(wire, 5, NMRP_CLOSE, NULL);
	else
		netgear_ask_upload(wire, 5);
}

static inline void netgear_hear_nmrp(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_netgear *netgear = wire->context;
	struct nmrp_message message;

	assert_true(nmrp_read(packet->payload, &message));
	if (message.code == NMRP_ADVERTISE) {
		netgear->calls++;
		assert_true(packet_same_mac(&packet->to_mac, &packet_broadcast));
		assert_memory_equal(packet->payload.data + 6, "\0\1\0\10NTGR", 8);
		if (netgear->taker.has_begun ||
		    (netgear->has_asked && wire->now < netgear->asked_at + NETGEAR_REPEATS))
			return;
		netgear->has_asked = true;
		netgear->asked_at = wire->now;
		netgear_send(wire, 3, NMRP_CONFIGURE, NULL);
		return;
	}
	assert_true(packet_same_mac(&packet->to_mac, &router_mac));
	if (++netgear->heard == netgear->deaf_to)
		return;
	if (message.code == NMRP_CONFIGURED)
		netgear_take_address(wire, packet->payload);
	netgear->alive += message.code == NMRP_ALIVE;
	netgear->closed += message.code == NMRP_CLOSED;
	netgear->closes += message.code == NMRP_CLOSE;
}

/* It has the whole file. */
static inline void netgear_go_on(struct fake_wire *wire)
{
	struct fake_netgear *netgear = wire->context;
	uint64_t delay = 3000;

	if (netgear->refusals) {
		netgear->refusals--;
		netgear_ask_upload(wire, netgear->asks_again_after);
		return;
	}
	for (unsigned i = 0; i < netgear->keeps_alive; i++, delay += 1000)
		netgear_send(wire, delay, NMRP_KEEP_ALIVE, NULL);
	if (!netgear->never_closes)
		netgear_send(wire, delay, NMRP_CLOSE, NULL);
}

/* The router of a fake_wire, whose context is a fake_netgear. */
static inline void netgear_hear(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_netgear *netgear = wire->context;
	const bool was_done = netgear->taker.done;

	if (wire->now < netgear->from)
		return;
	if (packet->kind == PACKET_NMRP)
		netgear_hear_nmrp(wire, packet);
	else if (netgear->address)
		taker_hear(wire, packet);
	if (netgear->taker.done && !was_done)
		netgear_go_on(wire);
}

#endif
