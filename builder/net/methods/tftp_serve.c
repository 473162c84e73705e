/* tftp-serve: the router fetches its files from an address that its boot loader knows. */
#include "net/methods/shared/serving.h"

static void start(void *state, struct net_run *run)
{
	serving_start(state, run);
}

static void receive(void *state, struct net_run *run, const struct packet *packet)
{
	serving_receive(state, run, packet);
}

static void tick(void *state, struct net_run *run)
{
	serving_tick(state, run);
}

extern const struct net_method net_method_tftp_serve;
const struct net_method net_method_tftp_serve = {
	.name = "tftp-serve",
	.state_size = sizeof(struct serving),
	.start = start,
	.receive = receive,
	.tick = tick,
};
