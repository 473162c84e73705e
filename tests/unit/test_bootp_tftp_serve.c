/* net/methods/bootp_tftp_serve: one router is given an address and its file, and nobody else. */
#include "net/method.h"

#include <stdio.h>

#include "fake_client.h"
#include "net/protocols/dhcp.h"

enum { FILE_SIZE = 5000, OPTIONS = 240 };

static uint8_t content[FILE_SIZE];
static const struct mac other_mac = { { 2, 0, 0, 0, 0, 3 } };

static struct net_job usual_job(void)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "bootp-tftp-serve",
		.files = { { .names = { "initramfs.bin", "C0A80042.img" },
		             .name_count = 2,
		             .content = { content, sizeof(content) } } },
		.file_count = 1,
		.addresses = { COMPUTER },
		.address_count = 1,
		.lease = { .address = ROUTER, .file = "initramfs.bin" },
		.patience_ms = 600 * 1000,
	};
}

/* A router that asks for an address before it fetches. */
struct booting {
	struct fake_client client; /* first: the fetching */
	struct mac mac;
	const char *vendor_class;
	bool is_bootp; /* and not DHCP */
	bool wants_broadcast;
	bool asks_own_name; /* and not for the file that it is given */
	uint32_t transaction;
	unsigned replies; /* that were for it */
	enum dhcp_type last;
	char file[DHCP_FILE_MAX];
};

static struct booting usual_router(void)
{
	return (struct booting){
		.client = { .file = "initramfs.bin", .block_size = TFTP_BLOCK },
		.mac = router_mac,
		.transaction = 0x12345678,
	};
}

static size_t add_option(uint8_t *at, uint8_t code, const void *value, size_t size)
{
	at[0] = code;
	at[1] = (uint8_t)size;
	memcpy(at + 2, value, size);
	return 2 + size;
}

static void ask_as(struct fake_wire *wire, uint64_t delay, enum dhcp_type type)
{
	const struct booting *router = wire->context;
	uint8_t message[DHCP_MESSAGE + 64] = { 0 };
	uint8_t *at = message + OPTIONS;
	const uint8_t kind = (uint8_t)type;
	uint8_t address[4];

	dhcp_write_discover(message, router->transaction, &router->mac);
	put_be16(message + 10, router->wants_broadcast ? 0x8000 : 0);
	put_be32(address, ROUTER);
	memset(at, 0, DHCP_MESSAGE - OPTIONS);
	if (router->is_bootp)
		memset(message + 236, 0, 4);
	else
		at += add_option(at, 53, &kind, 1);
	if (router->vendor_class)
		at += add_option(at, 60, router->vendor_class, strlen(router->vendor_class));
	if (type == DHCP_REQUEST)
		at += add_option(at, 50, address, 4);
	*at = router->is_bootp ? 0 : 255;
	fake_arrives(wire, delay,
	             &(struct packet){ .kind = PACKET_UDP,
	                               .from_mac = router->mac,
	                               .to_mac = packet_broadcast,
	                               .from = 0,
	                               .to = UINT32_MAX,
	                               .from_port = DHCP_CLIENT_PORT,
	                               .to_port = DHCP_SERVER_PORT,
	                               .payload = { message, sizeof(message) } });
}

static void assert_reply(const struct booting *router, const struct packet *packet,
                         const struct dhcp *reply)
{
	const uint8_t *at = packet->payload.data;

	assert_true(reply->is_reply);
	assert_int_equal(reply->transaction, router->transaction);
	assert_memory_equal(&reply->client, &router->mac, sizeof(router->mac));
	assert_int_equal(get_be32(at + 16), ROUTER);
	assert_int_equal(get_be32(at + 20), COMPUTER);
	assert_int_equal(packet->to, router->wants_broadcast ? UINT32_MAX : ROUTER);
	assert_true(packet_same_mac(&packet->to_mac,
	                            router->wants_broadcast ? &packet_broadcast : &router->mac));
}

static void boot(struct fake_wire *wire, const struct packet *packet)
{
	struct booting *router = wire->context;
	struct dhcp reply;

	if (packet->kind != PACKET_UDP || packet->to_port != DHCP_CLIENT_PORT) {
		client_hear(wire, packet);
		return;
	}
	assert_true(dhcp_read(packet->payload, &reply));
	assert_reply(router, packet, &reply);
	router->replies++;
	router->last = reply.type;
	snprintf(router->file, sizeof(router->file), "%s",
	         (const char *)packet->payload.data + 108);
	if (reply.type == DHCP_OFFER)
		ask_as(wire, 1, DHCP_REQUEST);
	else
		client_look_for(wire, 1, COMPUTER);
	if (!router->asks_own_name)
		router->client.file = router->file;
}

static struct net_event serve(struct booting *router, struct fake_wire **wire,
                              const struct net_job *job)
{
	*wire = fake_wire_new(boot, router);
	ask_as(*wire, 2000, router->is_bootp ? DHCP_BOOTP : DHCP_DISCOVER);
	return fake_run(*wire, "bootp-tftp-serve", job);
}

static void assert_got(const struct booting *router)
{
	assert_true(router->client.done);
	assert_int_equal(router->client.size, FILE_SIZE);
	assert_memory_equal(router->client.got, content, FILE_SIZE);
}

static void it_is_given_an_address_and_its_file_by_dhcp_and_by_bootp(void **state)
{
	const struct net_job job = usual_job();

	(void)state;
	for (unsigned kind = 0; kind < 4; kind++) {
		struct booting router = usual_router();
		AUTO_FREE struct fake_wire *wire = NULL;

		router.is_bootp = kind % 2;
		router.wants_broadcast = kind / 2;
		assert_int_equal(serve(&router, &wire, &job).end, NET_END_SENT);
		assert_got(&router);
		assert_string_equal(router.file, "initramfs.bin");
		assert_int_equal(router.replies, router.is_bootp ? 1 : 2);
		assert_int_equal(router.last, router.is_bootp ? DHCP_BOOTP : DHCP_ACK);
		assert_int_equal(fake_count(wire, NET_LEASED), 1);
	}
}

static void it_may_ask_for_the_servers_address_as_a_name(void **state)
{
	const struct net_job job = usual_job();
	struct booting router = usual_router();
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	router.asks_own_name = true;
	router.client.file = "C0A80042.img";
	assert_int_equal(serve(&router, &wire, &job).end, NET_END_SENT);
	assert_got(&router);
}

static void another_name_is_met_with_silence(void **state)
{
	const struct net_job job = usual_job();
	struct booting router = usual_router();
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	router.asks_own_name = true;
	router.client.file = "vmlinux";
	assert_int_equal(serve(&router, &wire, &job).end, NET_END_OTHER);
}

static void each_lost_or_doubled_packet_is_survived(void **state)
{
	const struct net_job job = usual_job();

	(void)state;
	for (unsigned nth = 1; nth <= FILE_SIZE / TFTP_BLOCK + 1; nth++) {
		for (unsigned fault = 0; fault < 3; fault++) {
			struct booting router = usual_router();
			AUTO_FREE struct fake_wire *wire = NULL;

			router.client.drop_sent = fault == 0 ? nth : 0;
			router.client.drop_received = fault == 1 ? nth : 0;
			router.client.repeat = fault == 2 ? nth : 0;
			assert_int_equal(serve(&router, &wire, &job).end, NET_END_SENT);
			assert_got(&router);
		}
	}
}

static void only_a_router_of_the_class_is_answered_where_one_is_known(void **state)
{
	struct net_job job = usual_job();

	(void)state;
	job.lease.vendor_class = "U-Boot";
	for (unsigned kind = 0; kind < 3; kind++) {
		static const char *const classes[] = { "U-Boot.armv8", "MSFT 5.0", NULL };
		struct booting router = usual_router();
		AUTO_FREE struct fake_wire *wire = NULL;

		router.vendor_class = classes[kind];
		assert_int_equal(serve(&router, &wire, &job).end,
		                 kind == 0 ? NET_END_SENT : NET_END_SILENT);
		assert_int_equal(router.replies, kind == 0 ? 2 : 0);
	}
}

static void the_first_one_has_the_address_until_it_is_silent_for_long(void **state)
{
	static const struct {
		uint64_t at;
		unsigned answers;
	} tries[] = { { 5000, 0 }, { 40 * 1000, 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		const struct net_job job = usual_job();
		struct booting router = usual_router();
		AUTO_FREE struct fake_wire *wire = fake_wire_new(boot, &router);

		wire->router = NULL; /* neither does anything with its address */
		router.mac = other_mac;
		ask_as(wire, 1000, DHCP_DISCOVER);
		router.mac = router_mac;
		ask_as(wire, tries[i].at, DHCP_DISCOVER);
		assert_int_equal(fake_run(wire, "bootp-tftp-serve", &job).end, NET_END_SILENT);
		assert_int_equal(wire->sent, 1 + tries[i].answers);
		assert_int_equal(fake_count(wire, NET_LEASED), 1 + tries[i].answers);
	}
}

static void answer_as_server(struct fake_wire *wire)
{
	const struct dhcp request = { .type = DHCP_DISCOVER, .client = router_mac };
	const struct dhcp_grant grant = { .address = ROUTER + 1, .server = ROUTER, .file = "x" };
	uint8_t message[DHCP_MESSAGE];

	dhcp_write_reply(message, &request, &grant);
	fake_arrives(wire, 3000,
	             &(struct packet){ .kind = PACKET_UDP,
	                               .from_mac = other_mac,
	                               .to_mac = packet_broadcast,
	                               .from = ROUTER + 9,
	                               .to = UINT32_MAX,
	                               .from_port = DHCP_SERVER_PORT,
	                               .to_port = DHCP_CLIENT_PORT,
	                               .payload = { message, sizeof(message) } });
}

static void a_second_server_ends_it(void **state)
{
	const struct net_job job = usual_job();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);
	struct net_event ending;

	(void)state;
	answer_as_server(wire);
	ending = fake_run(wire, "bootp-tftp-serve", &job);
	assert_int_equal(ending.end, NET_END_OTHERS);
	assert_int_equal(ending.address, ROUTER + 9);
	assert_string_equal(ending.text, "is a DHCP server, too");
	assert_int_equal(wire->sent, 0);
}

static void a_request_for_another_address_or_server_is_met_with_silence(void **state)
{
	static const struct {
		uint32_t address;
		uint32_t server;
		uint32_t relay;
		unsigned sent;
	} requests[] = {
		{ ROUTER, COMPUTER, 0, 1 },     { ROUTER, 0, 0, 1 },
		{ ROUTER + 1, COMPUTER, 0, 0 }, { ROUTER, COMPUTER + 1, 0, 0 },
		{ ROUTER, COMPUTER, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		const struct net_job job = usual_job();
		struct booting router = usual_router();
		AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, &router);
		uint8_t *message = NULL;
		uint8_t server[4];

		ask_as(wire, 1000, DHCP_REQUEST);
		message = wire->queue[0].bytes + 14 + 20 + 8;
		put_be32(server, requests[i].server);
		put_be32(message + OPTIONS + 5, requests[i].address);
		put_be32(message + 24, requests[i].relay);
		if (requests[i].server)
			message[OPTIONS + 9 + add_option(message + OPTIONS + 9, 54, server, 4)] =
			        255;
		(void)fake_run(wire, "bootp-tftp-serve", &job);
		assert_int_equal(wire->sent, requests[i].sent);
	}
}

TEST_MAIN(TEST(it_is_given_an_address_and_its_file_by_dhcp_and_by_bootp),
          TEST(it_may_ask_for_the_servers_address_as_a_name),
          TEST(another_name_is_met_with_silence), TEST(each_lost_or_doubled_packet_is_survived),
          TEST(only_a_router_of_the_class_is_answered_where_one_is_known),
          TEST(the_first_one_has_the_address_until_it_is_silent_for_long),
          TEST(a_second_server_ends_it),
          TEST(a_request_for_another_address_or_server_is_met_with_silence))
