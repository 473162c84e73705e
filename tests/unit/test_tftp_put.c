/* net/methods/tftp_put, and net/protocols/tftp_pushing below it. */
#include "net/method.h"

#include "fake_taker.h"

enum { FILE_SIZE = 5000, BLOCKS = FILE_SIZE / TFTP_BLOCK + 1, START = 1000000 };

static uint8_t content[TAKER_FILE_MAX];

static struct net_job job_of(size_t size)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "tftp-put",
		.files = { { .names = { "firmware.bin" },
		             .name_count = 1,
		             .content = { content, size } } },
		.file_count = 1,
		.addresses = { COMPUTER },
		.address_count = 1,
		.devices = { ROUTER },
		.device_count = 1,
		.push = { .is_wanted = true },
		.patience_ms = 600 * 1000,
	};
}

static struct net_event put(struct fake_taker *taker, struct fake_wire **wire,
                            const struct net_job *job)
{
	*wire = fake_wire_new(taker_hear, taker);
	return fake_run(*wire, "tftp-put", job);
}

static enum net_end end_of(struct fake_taker *taker)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = NULL;

	return put(taker, &wire, &job).end;
}

static void assert_got(const struct fake_taker *taker, size_t size)
{
	assert_true(taker->done);
	assert_int_equal(taker->size, size);
	assert_memory_equal(taker->got, content, size);
}

static void a_file_arrives_whole_whatever_its_size_and_the_answers_port(void **state)
{
	static const size_t sizes[] = { 1, 511, 512, 513, 1024, FILE_SIZE };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes) * 2; i++) {
		const struct net_job job = job_of(sizes[i / 2]);
		struct fake_taker taker = { .answers_elsewhere = i % 2 };
		AUTO_FREE struct fake_wire *wire = NULL;

		assert_int_equal(put(&taker, &wire, &job).end, NET_END_SENT);
		assert_got(&taker, sizes[i / 2]);
		assert_string_equal(taker.name, "firmware.bin");
		assert_int_equal(taker.requests, 1);
		assert_int_equal(fake_count(wire, NET_SENDING), 1);
		assert_int_equal(fake_count(wire, NET_SENT), 1);
	}
}

static void each_lost_or_doubled_packet_is_survived(void **state)
{
	(void)state;
	for (unsigned nth = 1; nth <= BLOCKS + 1; nth++) {
		for (unsigned fault = 0; fault < 6; fault++) {
			struct fake_taker taker = { .repeats_acks = fault % 2 };

			taker.drop_sent = fault / 2 == 0 ? nth : 0;
			taker.drop_received = fault / 2 == 1 ? nth : 0;
			taker.repeat = fault / 2 == 2 ? nth : 0;
			assert_int_equal(end_of(&taker), NET_END_SENT);
			assert_got(&taker, FILE_SIZE);
		}
	}
}

/* Up three seconds late, and for two seconds only, whenever that is. */
static void a_short_window_is_not_missed(void **state)
{
	(void)state;
	for (uint64_t late = 3000; late < 3600; late += 50) {
		struct fake_taker taker = { .from = START + late, .until = START + late + 2000 };
		const struct net_job job = job_of(FILE_SIZE);
		AUTO_FREE struct fake_wire *wire = NULL;

		assert_int_equal(put(&taker, &wire, &job).end, NET_END_SENT);
		assert_got(&taker, FILE_SIZE);
	}
}

static void nothing_is_sent_to_it_before_arp_shows_it(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .answers_no_arp = true };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(put(&taker, &wire, &job).end, NET_END_SILENT);
	assert_int_equal(taker.requests, 0);
}

static void a_router_without_arp_is_reached_by_its_known_mac(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .answers_no_arp = true,
		                    .from = START + 5000,
		                    .until = START + 7000 };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	job.push.neighbour = router_mac;
	assert_int_equal(put(&taker, &wire, &job).end, NET_END_SENT);
	assert_got(&taker, FILE_SIZE);
}

static void a_router_that_only_asks_for_us_is_met_by_that(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .answers_no_arp = true };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(taker_hear, &taker);

	(void)state;
	fake_arrives(wire, 1000,
	             &(struct packet){ .kind = PACKET_ARP_REQUEST,
	                               .from_mac = router_mac,
	                               .to_mac = packet_broadcast,
	                               .from = ROUTER,
	                               .to = COMPUTER });
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SENT);
	assert_got(&taker, FILE_SIZE);
}

static void a_missing_last_acknowledgement_is_no_failure(void **state)
{
	static const size_t sizes[] = { 1, 512, FILE_SIZE };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		const struct net_job job = job_of(sizes[i]);
		struct fake_taker taker = { .never_acknowledges_last = true };
		AUTO_FREE struct fake_wire *wire = NULL;

		assert_int_equal(put(&taker, &wire, &job).end, NET_END_UNACKED);
		assert_got(&taker, sizes[i]);
	}
}

struct words {
	const char *bytes;
	size_t size;
	enum net_end end;
	const char *text;
};
#define WORDS(bytes) bytes, sizeof(bytes) - 1

static const struct words last_words[] = {
	{ WORDS("\0\6\0\1"), NET_END_SENT, "firmware.bin" },
	{ WORDS("\0\6\0\0"), NET_END_REFUSED, "its boot loader reports that writing failed" },
	{ WORDS("\0\5\0\2Firmware check failed\0"), NET_END_REFUSED, "Firmware check failed" },
	{ WORDS("\0\5\0\2\0"), NET_END_REFUSED, "TFTP error 2" },
	{ WORDS("Error: invalid checksum\n"), NET_END_REFUSED, "Error: invalid checksum" },
	/* It has closed the transfer, which is no verdict on the file. */
	{ WORDS("\0\5\0\5Unknown transfer ID\0"), NET_END_SENT, "firmware.bin" },
	{ WORDS("\0\6\0\7"), NET_END_SENT, "firmware.bin" },
	{ WORDS("\0"), NET_END_SENT, "firmware.bin" },
	{ WORDS("\377\376\1\2"), NET_END_SENT, "firmware.bin" },
};

/* With the last acknowledgement, and in its place. */
static void its_verdict_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(last_words) * 2; i++) {
		const struct words *words = &last_words[i / 2];
		const struct net_job job = job_of(FILE_SIZE);
		struct fake_taker taker = { .last_words = words->bytes,
			                    .last_words_size = words->size,
			                    .never_acknowledges_last = i % 2 };
		AUTO_FREE struct fake_wire *wire = NULL;
		const struct net_event ending = put(&taker, &wire, &job);
		const bool has_written = i / 2 == 0;

		if (i % 2 && words->end == NET_END_SENT && !has_written)
			assert_int_equal(ending.end, NET_END_UNACKED);
		else
			assert_int_equal(ending.end, words->end);
		assert_non_null(strstr(ending.text, words->text));
		assert_int_equal(fake_count(wire, NET_WRITTEN), has_written);
	}
}

static void an_error_before_the_end_begins_again(void **state)
{
	(void)state;
	for (unsigned at = 1; at < BLOCKS; at++) {
		const struct net_job job = job_of(FILE_SIZE);
		struct fake_taker taker = { .break_at = at, .breaks_left = 2 };
		AUTO_FREE struct fake_wire *wire = fake_wire_new(taker_hear, &taker);

		assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SENT);
		assert_got(&taker, FILE_SIZE);
		assert_int_equal(fake_count(wire, NET_ABORTED), 2);
		assert_int_equal(fake_count(wire, NET_RESTARTED), 2);
		/* So that nothing late of the first attempt counts. */
		assert_int_not_equal(taker.port, taker.first_port);
	}
}

static void a_router_that_keeps_breaking_off_has_refused(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .break_at = 3, .breaks_left = 9 };
	AUTO_FREE struct fake_wire *wire = NULL;
	const struct net_event ending = put(&taker, &wire, &job);

	(void)state;
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "Lost my place");
	assert_int_equal(taker.breaks_left, 6);
}

static void a_router_that_falls_silent_is_given_up(void **state)
{
	(void)state;
	for (unsigned at = 1; at < BLOCKS; at++) {
		const struct net_job job = job_of(FILE_SIZE);
		struct fake_taker taker = { .silent_at = at };
		AUTO_FREE struct fake_wire *wire = NULL;
		const struct net_event ending = put(&taker, &wire, &job);

		assert_int_equal(ending.end, NET_END_STOPPED);
		assert_int_equal(ending.block, at);
		assert_in_range(wire->now - START, 130 * 1000, 135 * 1000);
		assert_int_equal(fake_count(wire, NET_STOPPED), 1);
	}
}

static void without_an_answer_it_ends_when_patience_does(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SILENT);
	assert_in_range(wire->now - START, 600 * 1000, 600 * 1000 + 300);
	assert_in_range(wire->sent, 1990, 2010); /* asked by ARP, each 0.3 s */
	assert_int_equal(fake_count(wire, NET_QUIET), 1);
}

/* A system that runs has the address, too, and no TFTP. */
static void an_answer_to_arp_alone_is_told(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .from = START };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(taker_hear, &taker);

	(void)state;
	taker.block = 1; /* takes no request */
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SILENT);
	assert_int_equal(fake_count(wire, NET_ARP_ONLY), 1);
}

static void refuse_request(struct fake_wire *wire, const struct packet *packet)
{
	static const char error[] = "\0\5\0\2Invalid Password";
	struct fake_taker *taker = wire->context;

	if (packet->kind == PACKET_ARP_REQUEST)
		taker_answer_arp(wire, packet);
	if (packet->kind != PACKET_UDP)
		return;
	taker->port = packet->from_port;
	taker->own_port = TFTP_PORT;
	taker_send(wire, 1, error, sizeof(error));
}

static void a_refusal_of_the_request_is_known_when_patience_ends(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { 0 };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(refuse_request, &taker);
	struct net_event ending;

	(void)state;
	job.patience_ms = 20 * 1000;
	ending = fake_run(wire, "tftp-put", &job);
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "Invalid Password");
	assert_in_range(wire->now - START, 20 * 1000, 20300);
}

/* The system that ran before has another MAC than the loader that takes the file. */
static void be_two(struct fake_wire *wire, const struct packet *packet)
{
	if (wire->now >= START + 10 * 1000)
		taker_hear(wire, packet);
	else if (packet->kind == PACKET_ARP_REQUEST)
		fake_arrives(wire, 1,
		             &(struct packet){ .kind = PACKET_ARP_REPLY,
		                               .from_mac = { { 2, 0, 0, 0, 0, 3 } },
		                               .to_mac = computer_mac,
		                               .from = ROUTER,
		                               .to = COMPUTER });
}

static void take_only_own(struct fake_wire *wire, const struct packet *packet)
{
	if (packet->kind != PACKET_UDP || packet_same_mac(&packet->to_mac, &router_mac))
		be_two(wire, packet);
}

static void a_loader_with_another_mac_than_its_system_is_found(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .from = START };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(take_only_own, &taker);

	(void)state;
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SENT);
	assert_got(&taker, FILE_SIZE);
	assert_in_range(wire->now - START, 10 * 1000, 14 * 1000);
}

/* Switched off in the middle: what it has does not count. */
static void a_router_that_loses_power_is_asked_again(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { .silent_at = 4 };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(taker_hear, &taker);

	(void)state;
	fake_link(wire, 20 * 1000, false);
	fake_link(wire, 25 * 1000, true);
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_STOPPED);
	assert_int_equal(fake_count(wire, NET_NO_CARRIER), 1);
	assert_int_equal(fake_count(wire, NET_QUIET), 2);
	assert_int_equal(fake_count(wire, NET_STOPPED), 1);
	assert_in_range(wire->now - START, 150 * 1000, 151 * 1000);
}

static void stray_from(struct fake_wire *wire, const struct mac *mac, uint16_t port)
{
	static const uint8_t ack[] = { 0, TFTP_ACK, 0, 3 };

	for (uint16_t to = 50690; to < 50700; to++)
		fake_arrives(wire, 500,
		             &(struct packet){ .kind = PACKET_UDP,
		                               .from_mac = *mac,
		                               .to_mac = computer_mac,
		                               .from = ROUTER,
		                               .to = COMPUTER,
		                               .from_port = port,
		                               .to_port = to,
		                               .payload = { ack, sizeof(ack) } });
}

/* It would take a block for acknowledged that was lost: the first that agreed is the router. */
static void another_router_or_port_changes_nothing(void **state)
{
	static const struct mac other = { { 2, 0, 0, 0, 0, 3 } };

	(void)state;
	for (unsigned is_other = 0; is_other < 2; is_other++) {
		const struct net_job job = job_of(FILE_SIZE);
		struct fake_taker taker = { .drop_sent = 3 };
		AUTO_FREE struct fake_wire *wire = fake_wire_new(taker_hear, &taker);

		stray_from(wire, is_other ? &other : &router_mac, is_other ? TFTP_PORT : 70);
		assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_SENT);
		assert_got(&taker, FILE_SIZE);
		assert_int_equal(fake_count(wire, NET_SECOND), is_other);
	}
}

static void an_address_is_set_before_the_file_is_sent_where_it_must_be(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_taker taker = { 0 };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	job.push.sets_address = "ASUSSPACELINK";
	job.files[0].names[0] = "ASUSSPACELINK";
	assert_int_equal(put(&taker, &wire, &job).end, NET_END_SENT);
	assert_got(&taker, FILE_SIZE);
	assert_string_equal(taker.name, "ASUSSPACELINK");
	assert_int_equal(taker.reads, 1);
}

static void an_interface_that_goes_ends_it(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	fake_queue(wire, 1000)->is_gone = true;
	assert_int_equal(fake_run(wire, "tftp-put", &job).end, NET_END_GONE);
}

TEST_MAIN(TEST(a_file_arrives_whole_whatever_its_size_and_the_answers_port),
          TEST(each_lost_or_doubled_packet_is_survived), TEST(a_short_window_is_not_missed),
          TEST(nothing_is_sent_to_it_before_arp_shows_it),
          TEST(a_router_without_arp_is_reached_by_its_known_mac),
          TEST(a_router_that_only_asks_for_us_is_met_by_that),
          TEST(a_missing_last_acknowledgement_is_no_failure), TEST(its_verdict_counts),
          TEST(an_error_before_the_end_begins_again),
          TEST(a_router_that_keeps_breaking_off_has_refused),
          TEST(a_router_that_falls_silent_is_given_up),
          TEST(without_an_answer_it_ends_when_patience_does), TEST(an_answer_to_arp_alone_is_told),
          TEST(a_refusal_of_the_request_is_known_when_patience_ends),
          TEST(a_loader_with_another_mac_than_its_system_is_found),
          TEST(a_router_that_loses_power_is_asked_again),
          TEST(another_router_or_port_changes_nothing),
          TEST(an_address_is_set_before_the_file_is_sent_where_it_must_be),
          TEST(an_interface_that_goes_ends_it))
