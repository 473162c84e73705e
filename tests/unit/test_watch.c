/* net/methods/watch and look: who is on the link before, and who answers afterwards. */
#include "net/method.h"

#include "fake_client.h"
#include "net/protocols/dhcp.h"

static const uint32_t targets[] = { UINT32_C(0xc0a801fe) }; /* 192.168.1.254 */

static struct net_job usual_job(void)
{
	return (struct net_job){
		.method = "tftp-serve",
		.addresses = { COMPUTER },
		.address_count = 1,
		.targets = targets,
		.target_count = ARRAY_LEN(targets),
		.gateway = UINT32_C(0xc0a80001),
		.write_ms = 60 * 1000,
		.look_ms = 240 * 1000,
		.next_address = UINT32_C(0xc0a80101),
	};
}

static enum net_end watch_with(void (*router)(struct fake_wire *, const struct packet *),
                               const struct packet *heard, uint64_t *took)
{
	const struct net_job job = usual_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(router, NULL);
	const uint64_t began = wire->now;
	enum net_end end;

	if (heard)
		fake_arrives(wire, 500, heard);
	end = fake_run(wire, "watch", &job).end;
	*took = wire->now - began;
	return end;
}

static struct packet arp(enum packet_kind kind, uint32_t from, uint32_t to)
{
	return (struct packet){
		.kind = kind,
		.from_mac = router_mac,
		.to_mac = packet_broadcast,
		.from = from,
		.to = to,
	};
}

static void three_seconds_of_silence_are_clear(void **state)
{
	uint64_t took;

	(void)state;
	assert_int_equal(watch_with(NULL, NULL, &took), NET_END_CLEAR);
	assert_int_equal(took, 3000);
}

static void without_a_link_nothing_is_asked(void **state)
{
	const struct net_job job = usual_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	wire->wire.has_carrier = false;
	assert_int_equal(fake_run(wire, "watch", &job).end, NET_END_CLEAR);
	assert_int_equal(wire->sent, 0);
}

static void a_host_that_looks_for_another_is_a_network(void **state)
{
	const struct packet heard = arp(PACKET_ARP_REQUEST, 0xc0a80105, 0xc0a80107);
	uint64_t took;

	(void)state;
	assert_int_equal(watch_with(NULL, &heard, &took), NET_END_OTHERS);
}

/* It asks for an address that some router's boot loader asks for: it may be another model. */
static void a_router_that_looks_for_a_computer_is_none(void **state)
{
	const struct packet ours = arp(PACKET_ARP_REQUEST, ROUTER, COMPUTER);
	const struct packet other = arp(PACKET_ARP_REQUEST, 0xc0a80101, targets[0]);
	uint64_t took;

	(void)state;
	assert_int_equal(watch_with(NULL, &ours, &took), NET_END_CLEAR);
	assert_int_equal(took, 1500);
	assert_int_equal(watch_with(NULL, &other, &took), NET_END_CLEAR);
}

static void offer(struct fake_wire *wire, const struct packet *packet)
{
	uint8_t message[DHCP_MESSAGE];
	struct dhcp asked;

	if (packet->kind != PACKET_UDP || !dhcp_read(packet->payload, &asked))
		return;
	memcpy(message, packet->payload.data, sizeof(message));
	message[0] = 2;
	message[242] = DHCP_OFFER;
	fake_arrives(wire, 300,
	             &(struct packet){
	                     .kind = PACKET_UDP,
	                     .from_mac = router_mac,
	                     .to_mac = packet_broadcast,
	                     .from = 0xc0a80101,
	                     .to = UINT32_MAX,
	                     .from_port = DHCP_SERVER_PORT,
	                     .to_port = DHCP_CLIENT_PORT,
	                     .payload = { message, sizeof(message) },
	             });
}

static void a_dhcp_server_is_a_network(void **state)
{
	uint64_t took;

	(void)state;
	assert_int_equal(watch_with(offer, NULL, &took), NET_END_OTHERS);
	assert_true(took < 1000);
}

static void have_the_gateway(struct fake_wire *wire, const struct packet *packet)
{
	const struct packet reply = arp(PACKET_ARP_REPLY, packet->to, 0);

	if (packet->kind == PACKET_ARP_REQUEST && packet->to == usual_job().gateway)
		fake_arrives(wire, 2, &reply);
}

static void have_our_address(struct fake_wire *wire, const struct packet *packet)
{
	const struct packet reply = arp(PACKET_ARP_REPLY, packet->to, 0);

	if (packet->kind == PACKET_ARP_REQUEST && packet->to == COMPUTER)
		fake_arrives(wire, 2, &reply);
}

static void who_answers_for_our_address_or_the_gateways_is_a_network(void **state)
{
	uint64_t took;

	(void)state;
	assert_int_equal(watch_with(have_the_gateway, NULL, &took), NET_END_OTHERS);
	assert_int_equal(watch_with(have_our_address, NULL, &took), NET_END_OTHERS);
}

static enum net_end watch_router(const struct net_job *job, const struct packet *heard,
                                 uint64_t *took)
{
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);
	const uint64_t began = wire->now;
	enum net_end end;

	fake_arrives(wire, 500, heard);
	end = fake_run(wire, "watch", job).end;
	*took = wire->now - began;
	return end;
}

/* A home network's gateway has the same address: its DHCP server is waited for. */
static void a_router_that_answers_at_its_own_address_is_no_other_host(void **state)
{
	const struct packet heard = arp(PACKET_ARP_REPLY, 0xc0a80001, COMPUTER);
	struct net_job job = usual_job();
	uint64_t took;

	(void)state;
	assert_int_equal(watch_router(&job, &heard, &took), NET_END_OTHERS);
	job.devices[0] = 0xc0a80001;
	job.device_count = 1;
	assert_int_equal(watch_router(&job, &heard, &took), NET_END_CLEAR);
	assert_int_equal(took, 4500);
}

static void a_router_that_asks_for_an_address_is_no_other_host(void **state)
{
	struct net_job job = usual_job();
	uint8_t message[DHCP_MESSAGE];
	const struct packet heard = {
		.kind = PACKET_UDP,
		.from_mac = router_mac,
		.to_mac = packet_broadcast,
		.to = UINT32_MAX,
		.from_port = DHCP_CLIENT_PORT,
		.to_port = DHCP_SERVER_PORT,
		.payload = { message, sizeof(message) },
	};
	uint64_t took;

	(void)state;
	dhcp_write_discover(message, 1, &router_mac);
	assert_int_equal(watch_router(&job, &heard, &took), NET_END_CLEAR);
	assert_int_equal(took, 3000);
	job.lease.address = ROUTER;
	assert_int_equal(watch_router(&job, &heard, &took), NET_END_CLEAR);
	assert_int_equal(took, 1500);
}

/* A system that is up after `from`. */
struct new_system {
	uint64_t from;
	bool has_services;
};

static void answer_as_system(struct fake_wire *wire, const struct packet *packet)
{
	const struct new_system *system = wire->context;
	struct packet reply = {
		.from_mac = router_mac,
		.to_mac = computer_mac,
		.from = packet->to,
		.to = packet->from,
		.from_port = packet->to_port,
		.to_port = packet->from_port,
		.flags = PACKET_SYN | PACKET_ACK,
		.acknowledged = packet->sequence + 1,
	};

	if (wire->now < system->from)
		return;
	reply.kind = packet->kind == PACKET_TCP ? PACKET_TCP : PACKET_ARP_REPLY;
	if (packet->kind == PACKET_TCP && packet->flags == PACKET_RST)
		return;
	if (packet->kind == PACKET_TCP && (!system->has_services || packet->to_port != 80))
		reply.flags = PACKET_RST | PACKET_ACK;
	fake_arrives(wire, 1, &reply);
}

static void a_service_shows_that_the_new_system_runs(void **state)
{
	const struct net_job job = usual_job();
	struct new_system system = { .has_services = true };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(answer_as_system, &system);
	const uint64_t began = wire->now;
	struct net_event ending;

	(void)state;
	system.from = began + 100 * 1000;
	ending = fake_run(wire, "look", &job);
	assert_int_equal(ending.end, NET_END_ANSWERS);
	assert_int_equal(ending.address, job.next_address);
	assert_in_range(wire->now - began, 100 * 1000, 102 * 1000);
	assert_int_equal(fake_count(wire, NET_WRITING), 1);
	assert_int_equal(fake_count(wire, NET_LOOKING), 1);
}

/* A boot loader answers ARP, too. */
static void an_answer_to_arp_alone_is_no_system(void **state)
{
	const struct net_job job = usual_job();
	struct new_system system = { 0 };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(answer_as_system, &system);
	const uint64_t began = wire->now;

	(void)state;
	assert_int_equal(fake_run(wire, "look", &job).end, NET_END_SENT);
	assert_int_equal(wire->now - began, 300 * 1000);
}

static void nothing_is_sent_while_the_router_writes(void **state)
{
	struct net_job job = usual_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	job.next_address = 0;
	client_look_for(wire, 5000, COMPUTER);
	assert_int_equal(fake_run(wire, "look", &job).end, NET_END_SENT);
	assert_int_equal(wire->sent, 0);
	assert_int_equal(fake_count(wire, NET_ASKED_AGAIN), 1);
}

static struct net_job pushed_job(void)
{
	struct net_job job = usual_job();

	job.push.is_wanted = true;
	job.devices[0] = ROUTER;
	job.device_count = 1;
	return job;
}

static void say_verdict(struct fake_wire *wire, uint64_t delay, const void *words, size_t size)
{
	fake_arrives(wire, delay,
	             &(struct packet){ .kind = PACKET_UDP,
	                               .from_mac = router_mac,
	                               .to_mac = computer_mac,
	                               .from = ROUTER,
	                               .to = COMPUTER,
	                               .from_port = TFTP_PORT,
	                               .to_port = 50690,
	                               .payload = { words, size } });
}

static void a_router_that_reports_that_it_has_written_is_not_waited_for(void **state)
{
	const struct net_job job = pushed_job();
	struct new_system system = { .has_services = true };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(answer_as_system, &system);
	const uint64_t began = wire->now;

	(void)state;
	say_verdict(wire, 20 * 1000, "\0\6\0\1", 4);
	say_verdict(wire, 20 * 1000 + 50, "\0\6\0\1", 4);
	assert_int_equal(fake_run(wire, "look", &job).end, NET_END_ANSWERS);
	assert_in_range(wire->now - began, 20 * 1000, 21 * 1000);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 1);
}

/* The time of looking is counted from then on. */
static void a_system_that_does_not_come_up_is_not_waited_for_longer(void **state)
{
	const struct net_job job = pushed_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);
	const uint64_t began = wire->now;

	(void)state;
	say_verdict(wire, 20 * 1000, "\0\6\0\1", 4);
	assert_int_equal(fake_run(wire, "look", &job).end, NET_END_SENT);
	assert_int_equal(wire->now - began, 20 * 1000 + job.look_ms);
}

static void a_router_that_reports_a_failure_has_refused(void **state)
{
	struct net_job job = pushed_job();

	(void)state;
	for (unsigned is_wanted = 0; is_wanted < 2; is_wanted++) {
		AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

		job.push.is_wanted = is_wanted;
		say_verdict(wire, 20 * 1000, "\0\6\0", 4);
		assert_int_equal(fake_run(wire, "look", &job).end,
		                 is_wanted ? NET_END_REFUSED : NET_END_SENT);
	}
}

/* It may have to ask for this computer before it can send its verdict. */
static void a_router_that_was_pushed_a_file_finds_this_computer(void **state)
{
	struct net_job job = pushed_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	job.next_address = 0;
	client_look_for(wire, 5000, COMPUTER);
	assert_int_equal(fake_run(wire, "look", &job).end, NET_END_SENT);
	assert_int_equal(wire->sent, 1);
	assert_int_equal(fake_count(wire, NET_ASKED_AGAIN), 0);
}

TEST_MAIN(TEST(three_seconds_of_silence_are_clear), TEST(without_a_link_nothing_is_asked),
          TEST(a_host_that_looks_for_another_is_a_network),
          TEST(a_router_that_looks_for_a_computer_is_none), TEST(a_dhcp_server_is_a_network),
          TEST(who_answers_for_our_address_or_the_gateways_is_a_network),
          TEST(a_router_that_answers_at_its_own_address_is_no_other_host),
          TEST(a_router_that_asks_for_an_address_is_no_other_host),
          TEST(a_service_shows_that_the_new_system_runs), TEST(an_answer_to_arp_alone_is_no_system),
          TEST(nothing_is_sent_while_the_router_writes),
          TEST(a_router_that_reports_that_it_has_written_is_not_waited_for),
          TEST(a_system_that_does_not_come_up_is_not_waited_for_longer),
          TEST(a_router_that_reports_a_failure_has_refused),
          TEST(a_router_that_was_pushed_a_file_finds_this_computer))
