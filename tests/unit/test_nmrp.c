/* net/methods/nmrp, net/protocols/nmrp_packet: a Netgear router is called and given its file. */
#include "net/method.h"

#include "fake_netgear.h"

enum {
	FILE_SIZE = 20000,
	BLOCKS = FILE_SIZE / NETGEAR_BLOCK + 1,
	START = 1000000,
	HALF_AN_HOUR = 1800 * 1000,
};

static uint8_t content[TAKER_FILE_MAX];

static struct net_job job_of(size_t size)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "nmrp",
		.files = { { .names = { NULL }, .content = { content, size } } },
		.file_count = 1,
		.addresses = { COMPUTER },
		.address_count = 1,
		.devices = { ROUTER },
		.device_count = 1,
		.push = { .is_wanted = true },
		.patience_ms = 600 * 1000,
	};
}

static struct net_event rescue(struct fake_netgear *netgear, struct fake_wire **wire)
{
	const struct net_job job = job_of(FILE_SIZE);

	netgear->taker.block_size = NETGEAR_BLOCK;
	*wire = fake_wire_new(netgear_hear, netgear);
	return fake_run(*wire, "nmrp", &job);
}

static void assert_got(const struct fake_netgear *netgear, size_t size)
{
	assert_true(netgear->taker.done);
	assert_int_equal(netgear->taker.size, size);
	assert_memory_equal(netgear->taker.got, content, size);
}

static void a_router_is_called_until_it_comes_and_takes_the_file(void **state)
{
	struct fake_netgear netgear = { .from = START + 5000, .keeps_alive = 3 };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(rescue(&netgear, &wire).end, NET_END_SENT);
	assert_got(&netgear, FILE_SIZE);
	assert_int_equal(netgear.address, ROUTER);
	assert_int_equal(netgear.region, 0);
	assert_string_equal(netgear.taker.name, "firmware");
	assert_int_equal(netgear.alive, 3);
	assert_int_equal(netgear.closed, 1);
	assert_int_equal(fake_count(wire, NET_LEASED), 1);
	assert_int_equal(fake_count(wire, NET_SENDING), 1);
	assert_int_equal(fake_count(wire, NET_WRITING), 1);
	assert_int_equal(fake_count(wire, NET_CLOSED), 1);
	/* Called every 60 ms, since it listens for a moment only. */
	assert_in_range(wire->sent, 5000 / 60, 5000 / 60 + BLOCKS + 10);
}

static void files_of_all_sizes_arrive_with_large_blocks_or_usual_ones(void **state)
{
	static const size_t sizes[] = { 1, 511, 512, 513, 1455, 1456, 1457, FILE_SIZE };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes) * 2; i++) {
		const struct net_job job = job_of(sizes[i / 2]);
		struct fake_netgear netgear = { .taker = { .block_size = NETGEAR_BLOCK,
			                                   .grants_nothing = i % 2 } };
		AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

		assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SENT);
		assert_got(&netgear, sizes[i / 2]);
	}
}

/* Its four kinds of packet, and the three of this computer, at each place. */
static void each_lost_late_or_doubled_nmrp_packet_is_survived(void **state)
{
	(void)state;
	for (unsigned nth = 1; nth <= 6; nth++) {
		for (unsigned fault = NETGEAR_LOST; fault <= NETGEAR_LATE + 1; fault++) {
			struct fake_netgear netgear = { .keeps_alive = 2 };
			AUTO_FREE struct fake_wire *wire = NULL;

			if (fault > NETGEAR_LATE) {
				netgear.deaf_to = nth;
			} else {
				netgear.fault_at = nth;
				netgear.fault = (enum netgear_fault)fault;
			}
			assert_int_equal(rescue(&netgear, &wire).end, NET_END_SENT);
			assert_got(&netgear, FILE_SIZE);
		}
	}
}

static void each_lost_or_doubled_block_is_survived(void **state)
{
	(void)state;
	for (unsigned nth = 1; nth <= BLOCKS + 1; nth++) {
		for (unsigned fault = 0; fault < 3; fault++) {
			struct fake_netgear netgear = { .keeps_alive = 1 };
			AUTO_FREE struct fake_wire *wire = NULL;

			netgear.taker.drop_sent = fault == 0 ? nth : 0;
			netgear.taker.drop_received = fault == 1 ? nth : 0;
			netgear.taker.repeat = fault == 2 ? nth : 0;
			assert_int_equal(rescue(&netgear, &wire).end, NET_END_SENT);
			assert_got(&netgear, FILE_SIZE);
			assert_int_equal(fake_count(wire, NET_CLOSED), 1);
		}
	}
}

/* That it closes the conversation says that it has the file. */
static void a_lost_last_acknowledgement_is_made_good_by_the_close(void **state)
{
	(void)state;
	for (unsigned closes = 0; closes < 2; closes++) {
		struct fake_netgear netgear = { .taker.never_acknowledges_last = true,
			                        .never_closes = !closes };
		AUTO_FREE struct fake_wire *wire = NULL;

		assert_int_equal(rescue(&netgear, &wire).end,
		                 closes ? NET_END_SENT : NET_END_UNACKED);
		assert_got(&netgear, FILE_SIZE);
	}
}

static void a_router_that_writes_in_silence_has_half_an_hour(void **state)
{
	struct fake_netgear netgear = { .never_closes = true };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(rescue(&netgear, &wire).end, NET_END_SENT);
	assert_in_range(wire->now - START, HALF_AN_HOUR, HALF_AN_HOUR + 10 * 1000);
	assert_int_equal(fake_count(wire, NET_CLOSED), 0);
}

#define REFUSAL "Firmware check failed"

/* With the last acknowledgement or in its place, at once or a while later; then it closes. */
static void a_refusal_counts_even_if_the_router_closes_as_if_all_was_well(void **state)
{
	static const uint64_t delays[] = { 0, 1000, 2500 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(delays) * 2; i++) {
		struct fake_netgear netgear = {
			.taker = { .last_words = REFUSAL,
			           .last_words_size = sizeof(REFUSAL) - 1,
			           .last_words_delay = delays[i / 2],
			           .never_acknowledges_last = i % 2 },
		};
		AUTO_FREE struct fake_wire *wire = NULL;
		const struct net_event ending = rescue(&netgear, &wire);

		assert_int_equal(ending.end, NET_END_REFUSED);
		assert_string_equal(ending.text, REFUSAL);
		assert_int_equal(fake_count(wire, NET_CLOSED), 0);
		assert_int_equal(netgear.closed, 1);
	}
}

static void a_router_that_asks_again_is_given_the_file_three_times(void **state)
{
	static const uint64_t delays[] = { 1000, 5000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(delays) * 2; i++) {
		const bool gives_in = i % 2;
		struct fake_netgear netgear = { .refusals = gives_in ? 2 : 9,
			                        .asks_again_after = delays[i / 2] };
		AUTO_FREE struct fake_wire *wire = NULL;
		const struct net_event ending = rescue(&netgear, &wire);

		assert_int_equal(ending.end, gives_in ? NET_END_SENT : NET_END_REFUSED);
		assert_int_equal(netgear.taker.requests, 3);
		assert_int_equal(netgear.closes, !gives_in);
		if (!gives_in)
			assert_non_null(strstr(ending.text, "again and again"));
	}
}

/* A request that was under way for long is no wish for one more transfer. */
static void late_requests_change_nothing(void **state)
{
	(void)state;
	for (uint64_t at = 100; at < 6000; at += 300) {
		struct fake_netgear netgear = { .keeps_alive = 5,
			                        .taker.block_size = NETGEAR_BLOCK };
		const struct net_job job = job_of(FILE_SIZE);
		AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

		netgear_send(wire, at, NMRP_CONFIGURE, NULL);
		netgear_send(wire, at, NMRP_UPLOAD, NULL);
		assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SENT);
		assert_got(&netgear, FILE_SIZE);
		assert_int_equal(netgear.taker.requests, 1);
	}
}

static void its_own_name_for_the_file_is_used_unless_it_is_no_name(void **state)
{
	static const char *const names[][2] = {
		{ "firmware.chk", "firmware.chk" },
		{ "", "firmware" },
		{ "two words", "firmware" },
		{ "\033[2J", "firmware" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct fake_netgear netgear = { .file = names[i][0] };
		AUTO_FREE struct fake_wire *wire = NULL;

		assert_int_equal(rescue(&netgear, &wire).end, NET_END_SENT);
		assert_string_equal(netgear.taker.name, names[i][1]);
	}
}

static void a_region_is_set_where_the_recipe_has_one(void **state)
{
	struct net_job job = job_of(FILE_SIZE);
	struct fake_netgear netgear = { .taker.block_size = NETGEAR_BLOCK };
	AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

	(void)state;
	job.push.region = 3;
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SENT);
	assert_int_equal(netgear.region, 3);
}

static void nobody_who_answers_ends_it_with_patience(void **state)
{
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SILENT);
	assert_in_range(wire->now - START, 600 * 1000, 600 * 1000 + 100);
	assert_in_range(wire->sent, 9990, 10010);
}

static void a_router_that_keeps_closing_before_it_has_the_file_has_refused(void **state)
{
	struct fake_netgear netgear = { .closes_early = true };
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(rescue(&netgear, &wire).end, NET_END_REFUSED);
	assert_int_equal(netgear.taker.requests, 0);
	assert_int_equal(fake_count(wire, NET_ABORTED), 3);
	assert_int_equal(netgear.closed, 3);
}

static void a_router_that_falls_silent_in_the_middle_is_given_up(void **state)
{
	struct fake_netgear netgear = { .taker.silent_at = 4 };
	AUTO_FREE struct fake_wire *wire = NULL;
	const struct net_event ending = rescue(&netgear, &wire);

	(void)state;
	assert_int_equal(ending.end, NET_END_STOPPED);
	assert_int_equal(ending.block, 4);
	assert_in_range(wire->now - START, 130 * 1000, 135 * 1000);
}

/* Switched off in the middle: called, and given everything, again. */
static void a_router_that_loses_power_is_called_again(void **state)
{
	struct fake_netgear netgear = { .taker = { .silent_at = 4, .block_size = NETGEAR_BLOCK } };
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

	(void)state;
	fake_link(wire, 20 * 1000, false);
	fake_link(wire, 25 * 1000, true);
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_STOPPED);
	assert_int_equal(fake_count(wire, NET_NO_CARRIER), 1);
	assert_int_equal(fake_count(wire, NET_STOPPED), 1);
	assert_in_range(wire->now - START, 150 * 1000, 151 * 1000);
}

/* It restarts by itself, without a word. */
static void a_link_that_goes_while_it_writes_ends_the_wait(void **state)
{
	struct fake_netgear netgear = { .never_closes = true, .taker.block_size = NETGEAR_BLOCK };
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

	(void)state;
	fake_link(wire, 100 * 1000, false);
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SENT);
	assert_in_range(wire->now - START, 160 * 1000, 161 * 1000);
}

static void arrives_from(struct fake_wire *wire, uint64_t delay, enum nmrp_code code,
                         const struct mac *from)
{
	uint8_t bytes[NMRP_PACKET_MAX];

	fake_arrives(wire, delay,
	             &(struct packet){ .kind = PACKET_NMRP,
	                               .from_mac = *from,
	                               .to_mac = code == NMRP_ADVERTISE ? packet_broadcast
	                                                                : computer_mac,
	                               .payload = { bytes, nmrp_write(bytes, code) } });
}

static void a_second_router_is_told_and_not_served(void **state)
{
	static const struct mac other = { { 2, 0, 0, 0, 0, 3 } };
	struct fake_netgear netgear = { .keeps_alive = 3, .taker.block_size = NETGEAR_BLOCK };
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(netgear_hear, &netgear);

	(void)state;
	for (uint64_t delay = 10; delay < 5000; delay += 200)
		arrives_from(wire, delay, NMRP_CLOSE, &other);
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_SECOND), 1);
	assert_got(&netgear, FILE_SIZE);
}

static void another_computer_that_calls_ends_it(void **state)
{
	static const struct mac other = { { 2, 0, 0, 0, 0, 3 } };
	const struct net_job job = job_of(FILE_SIZE);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	arrives_from(wire, 1000, NMRP_ADVERTISE, &other);
	assert_int_equal(fake_run(wire, "nmrp", &job).end, NET_END_OTHERS);
}

/* Each cut, and each option's length, wherever it is. */
static void packets_that_are_not_whole_are_not_read(void **state)
{
	static const uint8_t good[] = "\0\0\20\0\0\26\1\1\0\4\1\201\0\14name.bin";
	uint8_t bytes[sizeof(good) - 1];
	struct nmrp_message message;

	(void)state;
	memcpy(bytes, good, sizeof(bytes));
	assert_true(nmrp_read((struct bytes){ bytes, sizeof(bytes) }, &message));
	assert_int_equal(message.code, NMRP_UPLOAD);
	assert_string_equal(message.file, "name.bin");
	for (size_t size = 0; size < sizeof(bytes); size++)
		assert_false(nmrp_read((struct bytes){ bytes, size }, &message));
	for (unsigned length = 0; length < 256; length++) {
		bytes[13] = (uint8_t)length;
		assert_int_equal(nmrp_read((struct bytes){ bytes, sizeof(bytes) }, &message),
		                 length == 12);
	}
}

TEST_MAIN(TEST(a_router_is_called_until_it_comes_and_takes_the_file),
          TEST(files_of_all_sizes_arrive_with_large_blocks_or_usual_ones),
          TEST(each_lost_late_or_doubled_nmrp_packet_is_survived),
          TEST(each_lost_or_doubled_block_is_survived),
          TEST(a_lost_last_acknowledgement_is_made_good_by_the_close),
          TEST(a_router_that_writes_in_silence_has_half_an_hour),
          TEST(a_refusal_counts_even_if_the_router_closes_as_if_all_was_well),
          TEST(a_router_that_asks_again_is_given_the_file_three_times),
          TEST(late_requests_change_nothing),
          TEST(its_own_name_for_the_file_is_used_unless_it_is_no_name),
          TEST(a_region_is_set_where_the_recipe_has_one),
          TEST(nobody_who_answers_ends_it_with_patience),
          TEST(a_router_that_keeps_closing_before_it_has_the_file_has_refused),
          TEST(a_router_that_falls_silent_in_the_middle_is_given_up),
          TEST(a_router_that_loses_power_is_called_again),
          TEST(a_link_that_goes_while_it_writes_ends_the_wait),
          TEST(a_second_router_is_told_and_not_served), TEST(another_computer_that_calls_ends_it),
          TEST(packets_that_are_not_whole_are_not_read))
