/*
 * fake_eva - AVM's boot loader with its FTP server: two connections, one command at a time.
 *
 * It takes segments in order only. What it says is repeated once, a second later, if it was lost.
 */
#ifndef FAKE_EVA_H
#define FAKE_EVA_H

#include "fake_wire.h"

#include <stdio.h>

#define EVA_PC UINT32_C(0xc0a8b202) /* 192.168.178.2 */
#define EVA_ROUTER UINT32_C(0xc0a8b201)

enum {
	EVA_FILE = 20000,
	EVA_START = 1000000,
	EVA_DATA_PORT = 4 << 8 | 45,
	EVA_SEGMENT = 1446,
	EVA_AGAIN = 1000,
};

enum eva_fault { FAULT_NONE, FAULT_LOST, FAULT_LATE, FAULT_TWICE };

struct eva_connection {
	bool is_open;
	uint16_t own_port;
	uint16_t port; /* of the program */
	uint32_t next; /* of its bytes */
	uint32_t sequence;
	bool program_closed;
};

struct fake_eva {
	const char *greeting; /* instead of the usual one */
	const char *command;  /* to which it replies this, instead */
	const char *reply;    /* NULL: nothing */
	uint64_t from;        /* deaf before (milliseconds on the wire's clock) */
	uint64_t window_ms;   /* and so long after it, unless somebody is connected; 0: for ever */
	uint64_t refuses_until;
	bool refuses_data;
	uint64_t write_ms; /* from the file's end to the reply */
	size_t cut_at;     /* byte of the file at which it resets the second connection; 0: never */
	size_t silent_at;
	enum eva_fault fault; /* of its frame or the program's, counted together: */
	unsigned fault_at;
	bool never_closes;

	struct eva_connection control, data;
	char line[256];
	size_t line_size;
	char said[2048]; /* by the program, with '|' between */
	uint8_t file[EVA_FILE * 2];
	size_t file_size;
	unsigned frames;
	unsigned connections;
	bool is_dead;
};

static inline enum eva_fault eva_fault_now(struct fake_eva *eva)
{
	return ++eva->frames == eva->fault_at ? eva->fault : FAULT_NONE;
}

static inline void eva_arrive(struct fake_wire *wire, uint64_t delay, const struct packet *packet)
{
	struct fake_eva *eva = wire->context;
	const bool is_repeated = packet->payload.size || packet->flags & (PACKET_SYN | PACKET_FIN);

	switch (eva_fault_now(eva)) {
	case FAULT_LOST:
		if (is_repeated)
			fake_arrives(wire, delay + EVA_AGAIN, packet);
		return;
	case FAULT_LATE: fake_arrives(wire, delay + EVA_AGAIN, packet); return;
	case FAULT_TWICE: fake_arrives(wire, delay + 5, packet); break;
	case FAULT_NONE: break;
	}
	fake_arrives(wire, delay, packet);
}

static inline void eva_say(struct fake_wire *wire, struct eva_connection *connection,
                           uint64_t delay, uint8_t flags, const char *text)
{
	struct packet packet = {
		.kind = PACKET_TCP,
		.from_mac = router_mac,
		.to_mac = computer_mac,
		.from = EVA_ROUTER,
		.to = EVA_PC,
		.from_port = connection->own_port,
		.to_port = connection->port,
		.flags = flags,
		.sequence = connection->sequence,
		.acknowledged = connection->next,
		.window = EVA_SEGMENT,
		.segment_max = flags & PACKET_SYN ? EVA_SEGMENT : 0,
		.payload = { (const uint8_t *)text, strlen(text) },
	};

	eva_arrive(wire, delay, &packet);
	connection->sequence += (uint32_t)strlen(text) + !!(flags & (PACKET_SYN | PACKET_FIN));
}

static inline void eva_reply(struct fake_wire *wire, uint64_t delay, const char *text)
{
	struct fake_eva *eva = wire->context;
	char line[512];

	snprintf(line, sizeof(line), "%s\r\n", text);
	eva_say(wire, &eva->control, delay, PACKET_ACK | PACKET_PSH, line);
}

/* As EVA and ADAM2 are known to reply. */
static inline const char *eva_usual_reply(const char *line)
{
	static const char *const replies[][2] = {
		{ "USER ", "331 Password required for adam2." },
		{ "PASS ", "230 User adam2 successfully logged in." },
		{ "TYPE ", "200 Type set to BINARY" },
		{ "SETENV ", "200 SETENV command successful" },
		{ "MEDIA ", "200 Media set to MEDIA_FLASH" },
		{ "PASV", "227 Entering Passive Mode (192,168,178,1,4,45)" },
		{ "STOR ", "150 Opening BINARY data connection" },
		{ "REBOOT", "221-Thank you for using the FTP service on ADAM2\r\n221 Goodbye." },
	};

	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		if (strncmp(line, replies[i][0], strlen(replies[i][0])) == 0)
			return replies[i][1];
	}
	return "502 Command not implemented";
}

static inline void eva_obey(struct fake_wire *wire, const char *line)
{
	struct fake_eva *eva = wire->context;
	const size_t used = strlen(eva->said);
	const bool is_odd = eva->command && strncmp(line, eva->command, strlen(eva->command)) == 0;

	snprintf(eva->said + used, sizeof(eva->said) - used, "%s|", line);
	if (!is_odd)
		eva_reply(wire, 2, eva_usual_reply(line));
	else if (eva->reply)
		eva_reply(wire, 2, eva->reply);
	if (strcmp(line, "REBOOT") == 0) {
		eva_say(wire, &eva->control, 3, PACKET_ACK | PACKET_FIN, "");
		eva->is_dead = true;
	}
}

static inline void eva_take_command(struct fake_wire *wire, struct bytes bytes)
{
	struct fake_eva *eva = wire->context;

	for (size_t i = 0; i < bytes.size; i++) {
		assert_true(eva->line_size < sizeof(eva->line) - 1);
		eva->line[eva->line_size++] = (char)bytes.data[i];
		if (bytes.data[i] != '\n')
			continue;
		assert_true(eva->line_size >= 2 && eva->line[eva->line_size - 2] == '\r');
		eva->line[eva->line_size - 2] = '\0';
		eva->line_size = 0;
		eva_obey(wire, eva->line);
	}
}

static inline void eva_take_file(struct fake_wire *wire, struct bytes bytes)
{
	struct fake_eva *eva = wire->context;

	assert_true(eva->file_size + bytes.size <= sizeof(eva->file));
	memcpy(eva->file + eva->file_size, bytes.data, bytes.size);
	eva->file_size += bytes.size;
	if (!eva->cut_at || eva->file_size < eva->cut_at)
		return;
	eva_say(wire, &eva->data, 1, PACKET_RST | PACKET_ACK, "");
	eva->data.is_open = false;
	if (eva->reply && !eva->command)
		eva_reply(wire, 5, eva->reply);
}

static inline void eva_open(struct fake_wire *wire, struct eva_connection *connection,
                            const struct packet *packet)
{
	struct fake_eva *eva = wire->context;
	const bool is_control = connection == &eva->control;
	const bool is_known = connection->is_open && connection->port == packet->from_port;

	if (is_known) {
		struct eva_connection again = *connection;

		again.sequence = 77777;
		eva_say(wire, &again, 1, PACKET_SYN | PACKET_ACK, "");
		return;
	}
	*connection = (struct eva_connection){ .is_open = true,
		                               .own_port = packet->to_port,
		                               .port = packet->from_port,
		                               .next = packet->sequence + 1,
		                               .sequence = 77777 };
	if (wire->now < eva->refuses_until || (!is_control && eva->refuses_data)) {
		connection->is_open = false;
		eva_say(wire, connection, 1, PACKET_RST | PACKET_ACK, "");
		return;
	}
	eva_say(wire, connection, 1, PACKET_SYN | PACKET_ACK, "");
	if (!is_control)
		return;
	eva->connections++;
	eva->line_size = 0;
	eva->data.is_open = false;
	eva_reply(wire, 2, eva->greeting ? eva->greeting : "220 ADAM2 FTP Server ready");
}

static inline void eva_end(struct fake_wire *wire, struct eva_connection *connection)
{
	struct fake_eva *eva = wire->context;

	connection->next++;
	connection->program_closed = true;
	if (connection == &eva->data && !eva->never_closes)
		eva_reply(wire, 2 + eva->write_ms, "226 Transfer complete");
	eva_say(wire, connection, 1, PACKET_ACK | PACKET_FIN, "");
}

static inline void eva_receive(struct fake_wire *wire, struct eva_connection *connection,
                               const struct packet *packet)
{
	struct fake_eva *eva = wire->context;
	const struct bytes payload = packet->payload;

	if (!connection->is_open || packet->from_port != connection->port)
		return;
	if (payload.size || packet->flags & PACKET_FIN) {
		const bool is_next = packet->sequence == connection->next;

		if (is_next && payload.size) {
			assert_true(payload.size <= EVA_SEGMENT);
			connection->next += (uint32_t)payload.size;
			if (connection == &eva->control)
				eva_take_command(wire, payload);
			else
				eva_take_file(wire, payload);
		}
		if (connection->is_open)
			eva_say(wire, connection, 1, PACKET_ACK, "");
	}
	if (packet->flags & PACKET_RST)
		connection->is_open = false;
	else if (packet->flags & PACKET_FIN && !connection->program_closed &&
	         packet->sequence + payload.size == connection->next)
		eva_end(wire, connection);
}

static inline bool eva_is_deaf(struct fake_wire *wire)
{
	const struct fake_eva *eva = wire->context;

	if (eva->is_dead || wire->now < eva->from)
		return true;
	if (eva->silent_at && eva->file_size >= eva->silent_at)
		return true;
	return eva->window_ms && !eva->control.is_open && wire->now > eva->from + eva->window_ms;
}

/* The router of a fake_wire, whose context is a fake_eva. */
static inline void eva_hear(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_eva *eva = wire->context;
	enum eva_fault fault;

	if (packet->to != EVA_ROUTER || eva_is_deaf(wire))
		return;
	if (packet->kind == PACKET_ARP_REQUEST)
		fake_arrives(wire, 1,
		             &(struct packet){ .kind = PACKET_ARP_REPLY,
		                               .from_mac = router_mac,
		                               .to_mac = computer_mac,
		                               .from = EVA_ROUTER,
		                               .to = packet->from });
	if (packet->kind != PACKET_TCP)
		return;
	fault = eva_fault_now(eva);
	if (fault == FAULT_LOST || fault == FAULT_LATE)
		return;
	for (unsigned i = 0; i < (fault == FAULT_TWICE ? 2 : 1); i++) {
		struct eva_connection *connection =
		        packet->to_port == 21 ? &eva->control : &eva->data;

		assert_true(packet->to_port == 21 || packet->to_port == EVA_DATA_PORT);
		if (packet->flags & PACKET_SYN)
			eva_open(wire, connection, packet);
		else
			eva_receive(wire, connection, packet);
	}
}

#endif
