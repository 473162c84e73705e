/*
 * fake_wire - a wire whose other end is a test: frames arrive when it says, and half an hour
 * passes in a moment.
 */
#ifndef FAKE_WIRE_H
#define FAKE_WIRE_H

#include "base/mem.h"
#include "net/rescue_loop.h"

#include <stdlib.h>

#include "test.h"

enum { WIRE_QUEUE = 64, WIRE_EVENTS = 512 };

struct fake_frame {
	uint64_t at; /* milliseconds */
	bool is_link;
	bool has_carrier;
	bool is_gone;
	uint8_t bytes[PACKET_FRAME_MAX];
	size_t size;
};

struct fake_wire {
	struct wire wire; /* first */
	uint64_t now;
	struct fake_frame queue[WIRE_QUEUE];
	size_t queued;
	uint8_t frame[PACKET_FRAME_MAX];
	size_t sent; /* frames by the program */
	/* What the router makes of a packet; may queue answers. */
	void (*router)(struct fake_wire *wire, const struct packet *packet);
	void *context;

	struct net_sink sink;
	struct net_event events[WIRE_EVENTS];
	size_t event_count;
};

static const struct mac computer_mac = { { 2, 0, 0, 0, 0, 1 } };
static const struct mac router_mac = { { 2, 0, 0, 0, 0, 2 } };

static inline struct fake_frame *fake_queue(struct fake_wire *wire, uint64_t delay)
{
	assert_true(wire->queued < WIRE_QUEUE);
	wire->queue[wire->queued] = (struct fake_frame){ .at = wire->now + delay };
	return &wire->queue[wire->queued++];
}

static inline void fake_arrives(struct fake_wire *wire, uint64_t delay, const struct packet *packet)
{
	struct fake_frame *frame = fake_queue(wire, delay);

	frame->size = packet_write(frame->bytes, packet);
	assert_true(frame->size > 0);
}

static inline void fake_link(struct fake_wire *wire, uint64_t delay, bool has_carrier)
{
	struct fake_frame *frame = fake_queue(wire, delay);

	frame->is_link = true;
	frame->has_carrier = has_carrier;
}

static inline uint64_t fake_now(struct wire *wire)
{
	return ((struct fake_wire *)wire)->now;
}

/* The earliest; of two at the same time that which was queued first. */
static inline size_t fake_next(const struct fake_wire *wire)
{
	size_t next = 0;

	for (size_t i = 1; i < wire->queued; i++) {
		if (wire->queue[i].at < wire->queue[next].at)
			next = i;
	}
	return next;
}

static inline enum wire_word fake_wait(struct wire *base, uint64_t until, struct bytes *out)
{
	struct fake_wire *wire = (struct fake_wire *)base;
	const size_t next = fake_next(wire);
	struct fake_frame frame;

	if (!wire->queued || wire->queue[next].at > until) {
		assert_true(until != UINT64_MAX); /* nobody would ever wake it */
		wire->now = until;
		return WIRE_TIMEOUT;
	}
	frame = wire->queue[next];
	memmove(&wire->queue[next], &wire->queue[next + 1],
	        (wire->queued - next - 1) * sizeof(frame));
	wire->queued--;
	wire->now = frame.at > wire->now ? frame.at : wire->now;
	if (frame.is_gone)
		return WIRE_GONE;
	if (frame.is_link) {
		wire->wire.has_carrier = frame.has_carrier;
		return WIRE_LINK;
	}
	memcpy(wire->frame, frame.bytes, frame.size);
	*out = (struct bytes){ wire->frame, frame.size };
	return WIRE_FRAME;
}

static inline void fake_send(struct wire *base, struct bytes frame)
{
	struct fake_wire *wire = (struct fake_wire *)base;
	struct packet packet;

	packet_read(frame, &packet);
	assert_int_not_equal(packet.kind, PACKET_OTHER);
	assert_true(packet_same_mac(&packet.from_mac, &computer_mac));
	wire->sent++;
	if (wire->router)
		wire->router(wire, &packet);
}

static inline void fake_event(struct net_sink *sink, const struct net_event *event)
{
	struct fake_wire *wire =
	        (struct fake_wire *)((char *)sink - offsetof(struct fake_wire, sink));

	if (wire->event_count < WIRE_EVENTS)
		wire->events[wire->event_count++] = *event;
}

static inline struct fake_wire *
fake_wire_new(void (*router)(struct fake_wire *, const struct packet *), void *context)
{
	static const struct wire_calls calls = { fake_now, fake_wait, fake_send };
	struct fake_wire *wire = mem_zalloc(1, sizeof(*wire));

	wire->wire = (struct wire){ &calls, true };
	wire->now = 1000000;
	wire->sink.event = fake_event;
	wire->router = router;
	wire->context = context;
	return wire;
}

static inline struct net_event fake_run(struct fake_wire *wire, const char *method,
                                        const struct net_job *job)
{
	return rescue_loop(net_method_named(method), job, &wire->wire, &computer_mac, &wire->sink);
}

static inline size_t fake_count(const struct fake_wire *wire, enum net_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < wire->event_count; i++)
		count += wire->events[i].kind == NET_STATE && wire->events[i].state == state;
	return count;
}

#endif
