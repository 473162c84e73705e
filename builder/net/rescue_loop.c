#include "net/rescue_loop.h"

#include "base/mem.h"

static struct net_run begin_run(const struct net_job *job, struct wire *wire, const struct mac *mac,
                                struct net_sink *sink)
{
	struct net_run run = {
		.job = job,
		.station = {
			.wire = wire,
			.mac = *mac,
			.address_count = job->address_count,
			.has_any = job->address_count == 0,
		},
		.sink = sink,
		.now = wire->calls->now(wire),
		.deadline = UINT64_MAX,
		.has_carrier = wire->has_carrier,
	};

	memcpy(run.station.addresses, job->addresses, sizeof(run.station.addresses));
	return run;
}

/* What this computer sends itself comes by, too, on some kernels. */
static void receive(const struct net_method *method, void *state, struct net_run *run,
                    struct bytes frame)
{
	struct packet packet;

	packet_read(frame, &packet);
	if (!packet_same_mac(&packet.from_mac, &run->station.mac))
		method->receive(state, run, &packet);
}

struct net_event rescue_loop(const struct net_method *method, const struct net_job *job,
                             struct wire *wire, const struct mac *mac, struct net_sink *sink)
{
	AUTO_FREE void *state = mem_zalloc(1, method->state_size);
	struct net_run run = begin_run(job, wire, mac, sink);

	method->start(state, &run);
	while (!run.has_ended) {
		struct bytes frame = { NULL, 0 };
		enum wire_word word = wire->calls->wait(wire, run.deadline, &frame);

		run.now = wire->calls->now(wire);
		run.has_carrier = wire->has_carrier;
		if (word == WIRE_FRAME)
			receive(method, state, &run, frame);
		if (word == WIRE_GONE)
			net_end(&run, &(struct net_event){ .end = NET_END_GONE });
		else if (word != WIRE_FRAME || run.now >= run.deadline)
			method->tick(state, &run);
	}
	return run.ending;
}
