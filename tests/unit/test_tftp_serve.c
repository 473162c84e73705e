/* net/methods/tftp_serve, and the file server and the sending below it. */
#include "net/method.h"
#include "net/protocols/tftp_sending.h"

#include "fake_client.h"

enum { FILE_SIZE = 5000 };

static uint8_t content[CLIENT_FILE_MAX];

static struct net_job job_of(size_t size)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "tftp-serve",
		.files = { { .names = { "recovery.bin" },
		             .name_count = 1,
		             .content = { content, size } } },
		.file_count = 1,
		.addresses = { COMPUTER },
		.address_count = 1,
		.patience_ms = 600 * 1000,
	};
}

static struct fake_client usual_client(void)
{
	return (struct fake_client){ .file = "recovery.bin", .block_size = TFTP_BLOCK };
}

static void assert_got(const struct fake_client *client, size_t size)
{
	assert_true(client->done);
	assert_int_equal(client->size, size);
	assert_memory_equal(client->got, content, size);
}

static struct net_event serve(struct fake_client *client, struct fake_wire *wire,
                              const struct net_job *job)
{
	client_look_for(wire, 2000, COMPUTER);
	(void)client;
	return fake_run(wire, "tftp-serve", job);
}

/* Sizes around a block's, with and without options. */
static void a_file_arrives_whole_whatever_its_size(void **state)
{
	static const size_t sizes[] = { 1, 511, 512, 513, 1024, FILE_SIZE, 1468 * 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes) * 2; i++) {
		const size_t size = sizes[i / 2];
		const struct net_job job = job_of(size);
		struct fake_client client = usual_client();
		AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

		if (i % 2) {
			client.options = "timeout\0005\0blksize\0001468";
			client.options_size = sizeof("timeout\0005\0blksize\0001468");
			client.block_size = 1468;
		}
		assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
		assert_got(&client, size);
		assert_int_equal(fake_count(wire, NET_SPEAKS), 1);
		assert_int_equal(fake_count(wire, NET_SENT), 1);
	}
}

static void larger_blocks_are_not_granted_where_they_fail(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	job.keeps_block_size = true;
	client.options = "blksize\0001468";
	client.options_size = sizeof("blksize\0001468");
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
	assert_got(&client, FILE_SIZE);
	assert_int_equal(client.data_seen, FILE_SIZE / TFTP_BLOCK + 1);
}

static void each_lost_or_doubled_packet_is_survived(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);

	(void)state;
	for (unsigned nth = 1; nth <= FILE_SIZE / TFTP_BLOCK + 1; nth++) {
		for (unsigned fault = 0; fault < 3; fault++) {
			struct fake_client client = usual_client();
			AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

			client.drop_sent = fault == 0 ? nth : 0;
			client.drop_received = fault == 1 ? nth : 0;
			client.repeat = fault == 2 ? nth : 0;
			assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
			assert_got(&client, FILE_SIZE);
		}
	}
}

static void the_block_number_wraps(void **state)
{
	/* More than 65,536 blocks of 8 bytes would be too slow to look at: the sending alone. */
	struct tftp_request request = { .block_size = 8 };
	struct tftp_sending sending;
	static uint8_t large[70000 * 8];
	uint8_t packet[TFTP_PACKET_MAX];

	(void)state;
	tftp_sending_start(&sending, &request, (struct bytes){ large, sizeof(large) }, 0);
	assert_true(tftp_sending_acknowledge(&sending, 0, 1));
	for (uint32_t block = 1; block <= 70000; block++) {
		assert_int_equal(tftp_sending_packet(&sending, packet), 4 + 8);
		assert_int_equal(get_be16(packet + 2), (uint16_t)block);
		assert_true(tftp_sending_acknowledge(&sending, (uint16_t)block, block));
	}
	assert_int_equal(tftp_sending_packet(&sending, packet), 4);
	assert_false(tftp_sending_acknowledge(&sending, (uint16_t)70001, 70001));
	assert_int_equal(sending.state, TFTP_SENDING_DONE);
}

/* The loader sends it once, and writes. */
static void a_missing_last_acknowledgement_is_no_failure(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	client.never_acknowledges_last = true;
	assert_int_equal(serve(&client, wire, &job).end, NET_END_UNACKED);
	assert_got(&client, FILE_SIZE);
}

static void fall_silent(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_client *client = wire->context;

	if (client->block < 3)
		client_hear(wire, packet);
}

static void a_router_that_falls_silent_is_given_up(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(fall_silent, &client);
	const uint64_t began = wire->now;
	struct net_event ending;

	(void)state;
	ending = serve(&client, wire, &job);
	assert_int_equal(ending.end, NET_END_STOPPED);
	assert_int_equal(ending.block, 4);
	assert_int_equal(ending.total, FILE_SIZE);
	assert_in_range(wire->now - began, 130 * 1000, 135 * 1000);
}

static void a_router_that_stops_midway_has_asked(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(fall_silent, &client);

	(void)state;
	client_look_for(wire, 30 * 1000, COMPUTER);
	assert_int_equal(serve(&client, wire, &job).end, NET_END_STOPPED);
	assert_int_equal(fake_count(wire, NET_ARP_ONLY), 0);
}

static void without_a_request_it_ends_when_patience_does(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);
	const uint64_t began = wire->now;

	(void)state;
	job.patience_ms = 1800 * 1000;
	assert_int_equal(fake_run(wire, "tftp-serve", &job).end, NET_END_SILENT);
	assert_int_equal(wire->now - began, 1800 * 1000);
	assert_int_equal(wire->sent, 0);
	assert_int_equal(fake_count(wire, NET_QUIET), 1);
}

static void another_name_is_reported_and_met_with_silence(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	client.file = "other.bin";
	assert_int_equal(serve(&client, wire, &job).end, NET_END_OTHER);
	assert_int_equal(wire->sent, 1); /* the answer to ARP */
	for (size_t i = 0; i < wire->event_count; i++) {
		if (wire->events[i].kind != NET_ASKED)
			continue;
		assert_string_equal(wire->events[i].text, "other.bin");
		assert_int_equal(wire->events[i].address, COMPUTER);
		assert_false(wire->events[i].is_ours);
		return;
	}
	assert_true(false);
}

static void another_address_is_reported_and_not_answered(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	client_look_for(wire, 10, COMPUTER + 1);
	assert_int_equal(fake_run(wire, "tftp-serve", &job).end, NET_END_OTHER);
	assert_int_equal(wire->sent, 0);
}

static void without_an_address_every_one_is_answered(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	job.address_count = 0;
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
	assert_got(&client, FILE_SIZE);
}

static void a_name_may_have_a_slash_and_other_letters(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	client.file = "/RECOVERY.bin";
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
}

static void a_file_without_a_name_is_what_is_asked_for(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	job.files[0].name_count = 0;
	client.file = "whatever";
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
}

static void answered_but_silent_is_told_apart(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	client_look_for(wire, 10, COMPUTER);
	assert_int_equal(fake_run(wire, "tftp-serve", &job).end, NET_END_SILENT);
	assert_int_equal(fake_count(wire, NET_ARP_ONLY), 1);
}

/* Its request comes again from the same port: the options did not arrive, or are not liked. */
static void repeat_request(struct fake_wire *wire, const struct packet *packet)
{
	if (packet->kind == PACKET_UDP && !wire->queued)
		client_ask(wire, CLIENT_TIMER);
	else if (packet->kind != PACKET_UDP)
		client_hear(wire, packet);
}

static void a_repeated_request_is_told_apart_from_a_new_one(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(repeat_request, &client);

	(void)state;
	client.options = "blksize\0001468";
	client.options_size = sizeof("blksize\0001468");
	assert_int_equal(serve(&client, wire, &job).end, NET_END_STOPPED);
	assert_in_range(fake_count(wire, NET_REPEATS), 10, 200);
	assert_int_equal(fake_count(wire, NET_RESTARTED), 0);
}

static void refuse(struct fake_wire *wire, const struct packet *packet)
{
	static const uint8_t error[] = "\0\5\0\2Firmware check failed";

	if (packet->kind == PACKET_UDP)
		client_say(wire, 1, packet->from_port, error, sizeof(error));
	else
		client_hear(wire, packet);
}

static void the_routers_own_words_end_it(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(refuse, &client);
	struct net_event ending;

	(void)state;
	ending = serve(&client, wire, &job);
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "Firmware check failed");
	assert_int_equal(fake_count(wire, NET_ABORTED), 1);
}

static void the_link_is_followed(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	wire->wire.has_carrier = false;
	fake_link(wire, 500, true);
	fake_link(wire, 700, false);
	fake_link(wire, 900, true);
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_NO_CARRIER), 2);
	assert_int_equal(fake_count(wire, NET_QUIET), 2);
}

static void an_interface_that_goes_ends_it(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	fake_queue(wire, 100)->is_gone = true;
	assert_int_equal(fake_run(wire, "tftp-serve", &job).end, NET_END_GONE);
}

static void each_needed_file_must_have_gone(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);

	(void)state;
	job.files[1] = job.files[0];
	job.files[1].names[0] = "rootfs";
	job.file_count = 2;
	assert_int_equal(serve(&client, wire, &job).end, NET_END_STOPPED);
	job.files[1].optional = true;
	client = usual_client();
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
}

static void another_router_waits_its_turn(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_client client = usual_client();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(client_hear, &client);
	static const uint8_t request[] = "\0\1recovery.bin\0octet";

	(void)state;
	fake_arrives(wire, 2003,
	             &(struct packet){
	                     .kind = PACKET_UDP,
	                     .from_mac = { { 2, 0, 0, 0, 0, 3 } },
	                     .to_mac = computer_mac,
	                     .from = ROUTER + 1,
	                     .to = COMPUTER,
	                     .from_port = CLIENT_PORT + 1,
	                     .to_port = TFTP_PORT,
	                     .payload = { request, sizeof(request) },
	             });
	assert_int_equal(serve(&client, wire, &job).end, NET_END_SENT);
	assert_got(&client, FILE_SIZE);
	assert_int_equal(fake_count(wire, NET_SECOND), 1);
}

TEST_MAIN(TEST(a_file_arrives_whole_whatever_its_size),
          TEST(larger_blocks_are_not_granted_where_they_fail),
          TEST(each_lost_or_doubled_packet_is_survived), TEST(the_block_number_wraps),
          TEST(a_missing_last_acknowledgement_is_no_failure),
          TEST(a_router_that_falls_silent_is_given_up), TEST(a_router_that_stops_midway_has_asked),
          TEST(without_a_request_it_ends_when_patience_does),
          TEST(another_name_is_reported_and_met_with_silence),
          TEST(another_address_is_reported_and_not_answered),
          TEST(without_an_address_every_one_is_answered),
          TEST(a_name_may_have_a_slash_and_other_letters),
          TEST(a_file_without_a_name_is_what_is_asked_for), TEST(answered_but_silent_is_told_apart),
          TEST(a_repeated_request_is_told_apart_from_a_new_one), TEST(the_routers_own_words_end_it),
          TEST(the_link_is_followed), TEST(an_interface_that_goes_ends_it),
          TEST(each_needed_file_must_have_gone), TEST(another_router_waits_its_turn))
