/*
 * Frames of strangers, at any time, for every method: each ends, says what a terminal may show, and
 * sends whole frames only. The input is a method and a list of events; one of them is the answer
 * that a router would give to what was sent last, so that transfers are reached.
 */
#include "net/rescue_loop.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "net/protocols/dhcp.h"
#include "net/protocols/ftp.h"
#include "net/protocols/nmrp_packet.h"
#include "net/protocols/tftp.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	DELAY_MS = 50,
	FILE_SIZE = 1500,
	WAITS_MAX = 200000,
	HERE = 0x0a000001,
	ROUTER = 0x0a000002,
	LONG = 128, /* a length from here on counts units */
	LONG_UNIT = 4,
	NMRP_HEADER = 6,
	CODED_MAX = 400,
};

enum what {
	RAW,         /* a frame as it is */
	ARP_REQUEST, /* for this computer */
	ARP_REPLY,
	UDP_ANSWER, /* to the port that spoke last */
	UDP_TFTP,
	UDP_DHCP,
	UDP_SERVER, /* of DHCP */
	TCP_ANSWER,
	LINK,
	RIGHT_ANSWER,
	NMRP,       /* a packet of it as it is */
	NMRP_CODED, /* with this code, and the bytes after its header */
	WHAT_COUNT
};

static const struct mac own_mac = { { 2, 0, 0, 0, 0, 1 } };
static const struct mac router_mac = { { 2, 0, 0, 0, 0, 2 } };

struct fuzz_wire {
	struct wire wire; /* first */
	struct net_sink sink;
	uint64_t now;
	uint64_t next; /* when the next event happens */
	struct bytes rest;
	uint8_t frame[PACKET_FRAME_MAX];
	uint8_t last_bytes[PACKET_FRAME_MAX];
	struct packet last; /* sent */
	unsigned waits;
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static uint8_t take_byte(struct fuzz_wire *wire)
{
	const uint8_t byte = wire->rest.size ? wire->rest.data[0] : 0;

	if (wire->rest.size)
		wire->rest = bytes_part(wire->rest, 1, wire->rest.size - 1);
	return byte;
}

static struct bytes take_some(struct fuzz_wire *wire)
{
	const uint8_t byte = take_byte(wire);
	uint64_t size = byte < LONG ? byte : (byte - LONG) * LONG_UNIT;
	struct bytes some;

	if (size > wire->rest.size)
		size = wire->rest.size;
	some = bytes_part(wire->rest, 0, size);
	wire->rest = bytes_part(wire->rest, size, wire->rest.size - size);
	return some;
}

static uint64_t now(struct wire *wire)
{
	return ((struct fuzz_wire *)wire)->now;
}

static void send_frame(struct wire *base, struct bytes frame)
{
	struct fuzz_wire *wire = (struct fuzz_wire *)base;

	must(frame.size <= PACKET_FRAME_MAX);
	memcpy(wire->last_bytes, frame.data, frame.size);
	packet_read((struct bytes){ wire->last_bytes, frame.size }, &wire->last);
	must(wire->last.kind != PACKET_OTHER);
	must(packet_same_mac(&wire->last.from_mac, &own_mac));
}

/* To this computer, though the last packet may have gone to everybody. */
static struct packet nmrp_of(struct bytes some)
{
	return (struct packet){
		.kind = PACKET_NMRP,
		.from_mac = router_mac,
		.to_mac = own_mac,
		.payload = some,
	};
}

/* The options that follow the code. */
static struct bytes code_nmrp(struct bytes some, uint8_t coded[CODED_MAX])
{
	const size_t room = CODED_MAX - NMRP_HEADER;
	const size_t rest = some.size ? (size_t)some.size - 1 : 0;
	const size_t more = rest < room ? rest : room;

	memset(coded, 0, NMRP_HEADER);
	coded[2] = some.size ? some.data[0] : 0;
	put_be16(coded + 4, (uint16_t)(NMRP_HEADER + more));
	if (more)
		memcpy(coded + NMRP_HEADER, some.data + 1, more);
	return (struct bytes){ coded, NMRP_HEADER + more };
}

/* To what was sent last, on its ports. */
static struct packet answer_of(const struct fuzz_wire *wire)
{
	return (struct packet){
		.kind = PACKET_UDP,
		.from_mac = router_mac,
		.to_mac = own_mac,
		.from = wire->last.to ? wire->last.to : ROUTER,
		.to = wire->last.from ? wire->last.from : HERE,
		.from_port = wire->last.to_port,
		.to_port = wire->last.from_port,
	};
}

/* An acknowledgement of the last segment, and something said. */
static struct packet right_segment(const struct fuzz_wire *wire, struct bytes some)
{
	struct packet answer = answer_of(wire);
	const bool begins = wire->last.flags & PACKET_SYN;

	answer.kind = PACKET_TCP;
	answer.flags = begins ? PACKET_SYN | PACKET_ACK : PACKET_ACK;
	answer.sequence = wire->last.acknowledged;
	answer.acknowledged = wire->last.sequence + (uint32_t)wire->last.payload.size +
	                      !!(wire->last.flags & (PACKET_SYN | PACKET_FIN));
	if (!begins)
		answer.payload = some;
	return answer;
}

/* Called, it asks for an address; with one, for the file. */
static struct packet right_nmrp(const struct fuzz_wire *wire, uint8_t nmrp[NMRP_PACKET_MAX])
{
	struct nmrp_message sent;
	enum nmrp_code code = NMRP_CLOSE;

	if (nmrp_read(wire->last.payload, &sent) && sent.code == NMRP_ADVERTISE)
		code = NMRP_CONFIGURE;
	else if (sent.code == NMRP_CONFIGURED)
		code = NMRP_UPLOAD;
	return nmrp_of((struct bytes){ nmrp, nmrp_write(nmrp, code) });
}

/* An acknowledgement of the last block, or of the request. */
static struct packet right_answer(const struct fuzz_wire *wire, struct bytes some, uint8_t ack[4],
                                  uint8_t nmrp[NMRP_PACKET_MAX])
{
	struct packet answer = answer_of(wire);
	const struct bytes sent = wire->last.payload;

	if (wire->last.kind == PACKET_TCP)
		return right_segment(wire, some);
	memcpy(ack, "\0\4\0\0", 4);
	if (wire->last.kind == PACKET_ARP_REQUEST)
		answer.kind = PACKET_ARP_REPLY;
	if (wire->last.kind == PACKET_NMRP)
		return right_nmrp(wire, nmrp);
	if (wire->last.kind == PACKET_UDP && tftp_operation(sent) == TFTP_DATA && sent.size >= 4)
		memcpy(ack + 2, sent.data + 2, 2);
	answer.payload = (struct bytes){ ack, 4 };
	return answer;
}

static size_t write_event(struct fuzz_wire *wire, enum what what, struct bytes some)
{
	static const uint16_t ports[WHAT_COUNT][2] = {
		[UDP_TFTP] = { 2048, TFTP_PORT },
		[UDP_DHCP] = { DHCP_CLIENT_PORT, DHCP_SERVER_PORT },
		[UDP_SERVER] = { DHCP_SERVER_PORT, DHCP_CLIENT_PORT },
	};
	struct packet packet = answer_of(wire);
	uint8_t coded[CODED_MAX];
	uint8_t ack[4];

	packet.payload = some;
	if (ports[what][0]) {
		packet.from_port = ports[what][0];
		packet.to_port = ports[what][1];
		packet.from = ROUTER;
		packet.to = HERE;
	}
	if (what == ARP_REQUEST || what == ARP_REPLY) {
		packet.kind = what == ARP_REQUEST ? PACKET_ARP_REQUEST : PACKET_ARP_REPLY;
		packet.to = some.size ? HERE + some.data[0] % 3 : HERE;
	}
	if (what == TCP_ANSWER) {
		packet.kind = PACKET_TCP;
		packet.flags = PACKET_SYN | PACKET_ACK;
	}
	if (what == RIGHT_ANSWER)
		packet = right_answer(wire, some, ack, coded);
	if (what == NMRP)
		packet = nmrp_of(some);
	if (what == NMRP_CODED)
		packet = nmrp_of(code_nmrp(some, coded));
	return packet_write(wire->frame, &packet);
}

static enum wire_word happen(struct fuzz_wire *wire, struct bytes *frame)
{
	const enum what what = take_byte(wire) % WHAT_COUNT;
	const struct bytes some = take_some(wire);
	size_t size;

	wire->next = wire->now + take_byte(wire) * DELAY_MS;
	if (what == LINK) {
		wire->wire.has_carrier = !wire->wire.has_carrier;
		return WIRE_LINK;
	}
	if (what == RAW) {
		*frame = some;
		return WIRE_FRAME;
	}
	size = write_event(wire, what, some);
	*frame = (struct bytes){ wire->frame, size };
	return size ? WIRE_FRAME : WIRE_TIMEOUT;
}

/* The hour is enough for every deadline that there is. */
static enum wire_word wait_for(struct wire *base, uint64_t until, struct bytes *frame)
{
	struct fuzz_wire *wire = (struct fuzz_wire *)base;

	must(++wire->waits < WAITS_MAX);
	if (wire->rest.size && wire->next <= until) {
		if (wire->now < wire->next)
			wire->now = wire->next;
		return happen(wire, frame);
	}
	if (until == UINT64_MAX)
		return WIRE_GONE;
	if (wire->now < until)
		wire->now = until;
	return WIRE_TIMEOUT;
}

static void check_event(struct net_sink *sink, const struct net_event *event)
{
	struct net_event read;

	(void)sink;
	must(net_event_read(event, &read));
	must(text_is_harmless(event->text));
}

static struct net_job job_of(const char *method, const uint8_t content[FILE_SIZE])
{
	struct net_job job = {
		.method = method,
		.files = { { .names = { "a.bin" },
		             .name_count = 1,
		             .content = { content, FILE_SIZE } } },
		.file_count = 1,
		.addresses = { HERE },
		.address_count = 1,
		.patience_ms = 20 * 1000,
		.write_ms = 1000,
		.look_ms = 5000,
		.next_address = ROUTER,
	};

	if (strcmp(method, "tftp-put") == 0 || strcmp(method, "nmrp") == 0) {
		job.devices[0] = ROUTER;
		job.device_count = 1;
		job.push.is_wanted = true;
	}
	if (strcmp(method, "http-post") == 0) {
		job.devices[0] = ROUTER;
		job.device_count = 1;
		job.push.is_wanted = true;
		job.page.is_wanted = true;
	}
	if (strcmp(method, "ftp-eva") == 0) {
		job.devices[0] = ROUTER;
		job.device_count = 1;
		job.push.is_wanted = true;
		job.eva = (struct net_eva){
			.is_wanted = true, .user = "a", .password = "b", .target = "mtd1"
		};
	}
	if (strcmp(method, "bootp-tftp-serve") == 0)
		job.lease = (struct net_lease){ .address = ROUTER, .file = "a.bin" };
	return job;
}

static void run(const struct net_method *method, struct bytes input)
{
	static const struct wire_calls calls = { now, wait_for, send_frame };
	static const uint8_t content[FILE_SIZE];
	const struct net_job job = job_of(method->name, content);
	AUTO_FREE struct fuzz_wire *wire = mem_zalloc(1, sizeof(*wire));
	struct net_event ending;

	wire->wire = (struct wire){ &calls, true };
	wire->sink.event = check_event;
	wire->now = 1000;
	wire->rest = input;
	ending = rescue_loop(method, &job, &wire->wire, &own_mac, &wire->sink);
	must(ending.kind == NET_ENDED);
	check_event(&wire->sink, &ending);
}

/* Where there is a text, it may be shown. */
static void read_all(struct bytes input)
{
	struct tftp_request request;
	struct tftp_error error;
	struct nmrp_message nmrp;
	struct dhcp message;
	char words[TFTP_TEXT_MAX];
	struct ftp_reply reply;
	uint16_t port = 0;

	must(ftp_read_reply(input, &reply) <= input.size);
	must(text_is_harmless(reply.words));
	must(!ftp_read_passive(&reply, &port) || port);
	(void)tftp_read_request(input, &request);
	if (tftp_read_words(input, &error))
		must(error.text[0] && text_is_harmless(error.text));
	if (tftp_read_verdict(input, words) == TFTP_REFUSED)
		must(text_is_harmless(words));
	if (nmrp_read(input, &nmrp))
		must(text_is_harmless(nmrp.file));
	if (dhcp_read(input, &message))
		must(text_is_harmless(message.vendor_class));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t count = 0;

	if (!size)
		return 0;
	while (net_methods[count])
		count++;
	read_all((struct bytes){ data + 1, size - 1 });
	run(net_methods[data[0] % count], (struct bytes){ data + 1, size - 1 });
	return 0;
}
