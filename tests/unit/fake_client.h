/* fake_client - a boot loader that fetches a file by TFTP, as U-Boot does it. */
#ifndef FAKE_CLIENT_H
#define FAKE_CLIENT_H

#include "fake_wire.h"
#include "net/protocols/tftp.h"

#define COMPUTER UINT32_C(0xc0a80042) /* 192.168.0.66 */
#define ROUTER UINT32_C(0xc0a80056)

enum {
	CLIENT_PORT = 2048,
	CLIENT_TIMER = 5000, /* U-Boot repeats what it said last */
	CLIENT_FILE_MAX = 1 << 16,
};

struct fake_client {
	const char *file;
	const char *options; /* "blksize\0" "1468\0"; with its size */
	size_t options_size;
	bool never_acknowledges_last;
	unsigned drop_sent;     /* the program's nth DATA is lost; 0: none */
	unsigned drop_received; /* the client's nth ACK is lost */
	unsigned repeat;        /* the client's nth ACK comes twice */
	uint32_t block_size;

	uint8_t got[CLIENT_FILE_MAX];
	size_t size;
	uint16_t block; /* taken last */
	unsigned data_seen;
	unsigned acks_sent;
	uint16_t server_port;
	bool done;
};

static inline void client_say(struct fake_wire *wire, uint64_t delay, uint16_t port,
                              const void *data, size_t size)
{
	fake_arrives(wire, delay,
	             &(struct packet){
	                     .kind = PACKET_UDP,
	                     .from_mac = router_mac,
	                     .to_mac = computer_mac,
	                     .from = ROUTER,
	                     .to = COMPUTER,
	                     .from_port = CLIENT_PORT,
	                     .to_port = port,
	                     .payload = { data, size },
	             });
}

static inline void client_look_for(struct fake_wire *wire, uint64_t delay, uint32_t address)
{
	fake_arrives(wire, delay,
	             &(struct packet){
	                     .kind = PACKET_ARP_REQUEST,
	                     .from_mac = router_mac,
	                     .to_mac = packet_broadcast,
	                     .from = ROUTER,
	                     .to = address,
	             });
}

static inline void client_ask(struct fake_wire *wire, uint64_t delay)
{
	const struct fake_client *client = wire->context;
	uint8_t request[TFTP_PACKET_MAX] = { 0, TFTP_READ };
	size_t at = 2 + strlen(client->file) + 1;

	memcpy(request + 2, client->file, at - 2);
	memcpy(request + at, "octet", 6);
	at += 6;
	if (client->options_size)
		memcpy(request + at, client->options, client->options_size);
	client_say(wire, delay, TFTP_PORT, request, at + client->options_size);
}

static inline void client_acknowledge(struct fake_wire *wire, uint64_t delay)
{
	struct fake_client *client = wire->context;
	const uint8_t ack[] = { 0, TFTP_ACK, (uint8_t)(client->block >> 8),
		                (uint8_t)client->block };

	client->acks_sent++;
	if (client->acks_sent == client->drop_received)
		delay = CLIENT_TIMER; /* it repeats it itself */
	client_say(wire, delay, client->server_port, ack, sizeof(ack));
	if (client->acks_sent == client->repeat)
		client_say(wire, delay + 1, client->server_port, ack, sizeof(ack));
}

static inline void client_take(struct fake_wire *wire, struct bytes data)
{
	struct fake_client *client = wire->context;
	const uint16_t block = get_be16(data.data + 2);
	const size_t size = (size_t)data.size - 4;

	client->data_seen++;
	if (client->data_seen == client->drop_sent) {
		client_acknowledge(wire, CLIENT_TIMER);
		return;
	}
	/* A block that is there already is dropped without a word. */
	if (block != (uint16_t)(client->block + 1) || client->done)
		return;
	assert_true(client->size + size <= CLIENT_FILE_MAX);
	memcpy(client->got + client->size, data.data + 4, size);
	client->size += size;
	client->block = block;
	client->done = size < client->block_size;
	if (!client->done || !client->never_acknowledges_last)
		client_acknowledge(wire, 1);
}

/* The router of a fake_wire, whose context is a fake_client. */
static inline void client_hear(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_client *client = wire->context;

	if (packet->kind == PACKET_ARP_REPLY && packet->to == ROUTER)
		client_ask(wire, 1);
	if (packet->kind != PACKET_UDP || packet->to_port != CLIENT_PORT)
		return;
	assert_int_equal(packet->from, COMPUTER);
	client->server_port = packet->from_port;
	if (tftp_operation(packet->payload) == TFTP_OPTIONS)
		client_acknowledge(wire, 1);
	else if (tftp_operation(packet->payload) == TFTP_DATA)
		client_take(wire, packet->payload);
}

#endif
