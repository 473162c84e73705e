#include "net/methods/shared/finder.h"

enum { HOST_BITS = 8 };

/* Of several the one in the router's network. */
static uint32_t address_towards(const struct net_job *job, uint32_t router)
{
	for (size_t i = 0; i < job->address_count; i++) {
		if ((job->addresses[i] ^ router) >> HOST_BITS == 0)
			return job->addresses[i];
	}
	return job->addresses[0];
}

void finder_start(struct finder *finder, const struct net_run *run, uint64_t period)
{
	*finder = (struct finder){
		.period = period,
		.ask_at = run->now,
		.give_up_at = run->now + run->job->patience_ms,
	};
}

void finder_again(struct finder *finder, const struct net_run *run, uint64_t pause)
{
	finder->ready_at = run->now + pause;
	finder->ask_at = run->now;
}

bool finder_gives_up(const struct finder *finder, const struct net_run *run)
{
	return run->now >= finder->give_up_at;
}

void finder_tick(struct finder *finder, const struct net_run *run)
{
	const struct net_job *job = run->job;

	if (run->now < finder->ask_at)
		return;
	finder->ask_at = run->now + finder->period;
	for (size_t i = 0; run->has_carrier && i < job->device_count; i++)
		station_ask_arp(&run->station, address_towards(job, job->devices[i]),
		                job->devices[i]);
}

bool finder_meets(const struct finder *finder, const struct net_run *run,
                  const struct packet *packet, struct packet *peer)
{
	if (run->now < finder->ready_at || finder_gives_up(finder, run) ||
	    (packet->kind != PACKET_ARP_REQUEST && packet->kind != PACKET_ARP_REPLY) ||
	    !net_job_has_device(run->job, packet->from))
		return false;
	peer->to = packet->from;
	peer->to_mac = packet->from_mac;
	peer->from = address_towards(run->job, packet->from);
	return true;
}

uint64_t finder_deadline(const struct finder *finder)
{
	return net_earlier(finder->ask_at, finder->give_up_at);
}
