#include "net/wire_capture.h"

#include "net/protocols/dhcp.h"
#include "net/protocols/http.h"
#include "net/protocols/tftp.h"

enum { HEADERS = 14 + 20 + 8, DATA_HEADER = 4, TCP_HEADERS = 14 + 20 + 20, OTHERS = 14 + 20 };

static bool is_dhcp(const struct packet *packet)
{
	return packet->to_port == DHCP_SERVER_PORT || packet->to_port == DHCP_CLIENT_PORT;
}

/* How much of the frame is kept. */
static size_t kept(struct bytes frame)
{
	struct packet packet;

	packet_read(frame, &packet);
	switch (packet.kind) {
	case PACKET_ARP_REQUEST:
	case PACKET_ARP_REPLY:
	case PACKET_NMRP: return NET_HEAD;
	case PACKET_UDP:
		if (is_dhcp(&packet) || packet.to_port == TFTP_PORT)
			return NET_HEAD;
		return tftp_operation(packet.payload) > TFTP_DATA ? NET_HEAD
		                                                  : HEADERS + DATA_HEADER;
	case PACKET_TCP: return packet.from_port == HTTP_PORT ? NET_HEAD : TCP_HEADERS;
	case PACKET_OTHER: break;
	}
	return OTHERS;
}

static void report(const struct wire_capture *wire, struct bytes frame)
{
	struct net_event event = { .kind = NET_FRAME, .total = frame.size };
	size_t size = kept(frame);

	if (size > frame.size)
		size = (size_t)frame.size;
	memcpy(event.head, frame.data, size);
	event.done = size;
	wire->sink->event(wire->sink, &event);
}

static uint64_t now(struct wire *base)
{
	const struct wire_capture *wire = (const struct wire_capture *)base;

	return wire->inner->calls->now(wire->inner);
}

static enum wire_word wait_for(struct wire *base, uint64_t until, struct bytes *frame)
{
	struct wire_capture *wire = (struct wire_capture *)base;
	enum wire_word word = wire->inner->calls->wait(wire->inner, until, frame);

	wire->wire.has_carrier = wire->inner->has_carrier;
	if (word == WIRE_FRAME)
		report(wire, *frame);
	return word;
}

static void send_frame(struct wire *base, struct bytes frame)
{
	const struct wire_capture *wire = (const struct wire_capture *)base;

	report(wire, frame);
	wire->inner->calls->send(wire->inner, frame);
}

void wire_capture_begin(struct wire_capture *out, struct wire *inner, struct net_sink *sink)
{
	static const struct wire_calls calls = { now, wait_for, send_frame };

	*out = (struct wire_capture){
		.wire = { &calls, inner->has_carrier },
		.inner = inner,
		.sink = sink,
	};
}
