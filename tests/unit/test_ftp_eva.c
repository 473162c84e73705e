/* net/methods/ftp_eva, methods/shared/{eva_command,ftp_control} and protocols/ftp. */
#include "net/method.h"
#include "net/methods/shared/eva_command.h"
#include "net/protocols/ftp.h"

#include "fake_eva.h"

static uint8_t content[EVA_FILE];

static const char flash_commands[] =
        "USER adam2|PASS adam2|TYPE I|MEDIA FLSH|PASV|STOR mtd1|REBOOT|";

static struct net_job job_of(const char *target)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "ftp-eva",
		.files = { { .names = { "firmware.bin" },
		             .name_count = 1,
		             .content = { content, EVA_FILE } } },
		.file_count = 1,
		.addresses = { EVA_PC },
		.address_count = 1,
		.devices = { EVA_ROUTER },
		.device_count = 1,
		.push = { .is_wanted = true },
		.eva = { .is_wanted = true,
		         .user = "adam2",
		         .password = "adam2",
		         .target = target,
		         .memory_end = 0x88000000 },
		.patience_ms = 600 * 1000,
		.write_ms = 60 * 1000,
	};
}

static struct net_event store(struct fake_eva *eva, struct fake_wire **wire, const char *target)
{
	const struct net_job job = job_of(target);

	*wire = fake_wire_new(eva_hear, eva);
	return fake_run(*wire, "ftp-eva", &job);
}

static void assert_stored(const struct fake_eva *eva)
{
	assert_int_equal(eva->file_size, EVA_FILE);
	assert_memory_equal(eva->file, content, EVA_FILE);
}

static void a_file_is_stored_in_the_partition_and_the_router_restarts(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;
	const struct net_event ending = store(eva, &wire, "mtd1");

	(void)state;
	assert_int_equal(ending.end, NET_END_SENT);
	assert_int_equal(ending.done, EVA_FILE);
	assert_stored(eva);
	assert_string_equal(eva->said, flash_commands);
	assert_int_equal(eva->connections, 1);
	assert_int_equal(fake_count(wire, NET_SENDING), 1);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 1);
	assert_int_equal(fake_count(wire, NET_SENT), 1);
}

static void a_file_is_put_at_the_end_of_the_memory_and_not_restarted(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(store(eva, &wire, NULL).end, NET_END_SENT);
	assert_stored(eva);
	assert_string_equal(eva->said, "USER adam2|PASS adam2|TYPE I|SETENV memsize 0x07ffb000|"
	                               "SETENV kernel_args_tmp mtdram1=0x87ffb000,0x88000000|"
	                               "MEDIA SDRAM|PASV|STOR 0x87ffb000 0x88000000|");
	assert_true(eva->control.program_closed);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 0);
}

static void every_packet_may_be_lost_late_or_doubled(void **state)
{
	(void)state;
	for (enum eva_fault fault = FAULT_LOST; fault <= FAULT_TWICE; fault++) {
		unsigned frames = 1;

		for (unsigned at = 1; at <= frames; at++) {
			AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
			AUTO_FREE struct fake_wire *wire = NULL;

			eva->fault = fault;
			eva->fault_at = at;
			assert_int_equal(store(eva, &wire, "mtd1").end, NET_END_SENT);
			assert_stored(eva);
			assert_string_equal(eva->said, flash_commands);
			frames = eva->frames > frames ? eva->frames : frames;
		}
		assert_true(frames > 40);
	}
}

static void a_window_of_five_seconds_is_enough_whenever_it_comes(void **state)
{
	(void)state;
	for (unsigned late = 0; late < 40; late++) {
		AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
		AUTO_FREE struct fake_wire *wire = NULL;

		eva->from = EVA_START + 20 * 1000 + (uint64_t)late * 97;
		eva->window_ms = 5000;
		eva->refuses_until = eva->from + (uint64_t)late * 100;
		assert_int_equal(store(eva, &wire, "mtd1").end, NET_END_SENT);
		assert_stored(eva);
	}
}

static void a_window_without_a_server_is_said(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	eva->refuses_until = UINT64_MAX;
	eva->window_ms = 5000;
	eva->from = EVA_START;
	assert_int_equal(store(eva, &wire, "mtd1").end, NET_END_SILENT);
	assert_in_range(wire->now - EVA_START, 600 * 1000, 601 * 1000);
	assert_string_equal(eva->said, "");
}

static void nothing_is_connected_before_arp_is_answered(void **state)
{
	const struct net_job job = job_of("mtd1");
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	assert_int_equal(fake_run(wire, "ftp-eva", &job).end, NET_END_SILENT);
	assert_in_range(wire->sent, 2990, 3010); /* requests, five each second */
}

struct refusal {
	const char *command, *reply, *step;
};

static void what_is_refused_is_quoted_and_nothing_is_stored(void **state)
{
	static const struct refusal refusals[] = {
		{ "USER", "530 Who are you?", "USER" },
		{ "PASS", "530 Login incorrect", "PASS" },
		{ "TYPE", "500 What?", "TYPE" },
		{ "MEDIA", "501 Unknown media", "MEDIA" },
		{ "PASV", "502 Command not implemented", "PASV" },
		{ "PASV", "227 Entering Passive Mode (1,2,3,4,5)", "PASV" },
		{ "PASV", "227 Entering Passive Mode (1,2,3,4,0,0)", "PASV" },
		{ "STOR", "553 mtd1: no such partition", "STOR" },
		{ "STOR", "452-No space\r\n452 left", "STOR" },
		{ "TYPE", "HTTP/1.0 400 Bad Request", "TYPE" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
		AUTO_FREE struct fake_wire *wire = NULL;
		struct net_event ending;

		eva->command = refusals[i].command;
		eva->reply = refusals[i].reply;
		ending = store(eva, &wire, "mtd1");
		assert_int_equal(ending.end, NET_END_REFUSED);
		assert_string_equal(ending.detail, refusals[i].step);
		assert_memory_equal(ending.text, refusals[i].reply,
		                    strcspn(refusals[i].reply, "\r"));
		assert_int_equal(eva->file_size, 0);
		assert_int_equal(ending.done, 0);
	}
}

static void a_server_that_is_busy_is_asked_again(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	eva->greeting = "421 Too many users";
	assert_int_equal(store(eva, &wire, "mtd1").end, NET_END_SILENT);
	assert_true(eva->connections > 100);
	assert_string_equal(eva->said, "");
}

static void a_refused_data_connection_is_said(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;
	struct net_event ending;

	(void)state;
	eva->refuses_data = true;
	ending = store(eva, &wire, "mtd1");
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "its second connection is refused");
	assert_int_equal(eva->connections, 3);
	assert_null(strstr(eva->said, "STOR"));
}

static void a_file_that_is_cut_short_is_not_sent_again(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;
	struct net_event ending;

	(void)state;
	eva->cut_at = 9000;
	ending = store(eva, &wire, "mtd1");
	assert_int_equal(ending.end, NET_END_STOPPED);
	assert_in_range(ending.done, 6000, 12000);
	assert_int_equal(eva->connections, 1);
	assert_int_equal(fake_count(wire, NET_STOPPED), 1);
	assert_null(strstr(eva->said, "REBOOT"));
}

static void the_reason_for_a_cut_is_quoted(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;
	struct net_event ending;

	(void)state;
	eva->cut_at = 9000;
	eva->reply = "552 File too large";
	ending = store(eva, &wire, "mtd1");
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "552 File too large");
	assert_true(ending.done > 0);
}

static void a_router_that_falls_silent_is_given_up(void **state)
{
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	eva->silent_at = 9000;
	assert_int_equal(store(eva, &wire, "mtd1").end, NET_END_STOPPED);
	assert_in_range(wire->now - EVA_START, 100 * 1000, 200 * 1000);
}

static void writing_may_take_minutes_and_its_end_may_be_missing(void **state)
{
	(void)state;
	for (unsigned missing = 0; missing < 2; missing++) {
		AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
		AUTO_FREE struct fake_wire *wire = NULL;

		eva->write_ms = 200 * 1000;
		eva->never_closes = missing;
		assert_int_equal(store(eva, &wire, "mtd1").end,
		                 missing ? NET_END_UNACKED : NET_END_SENT);
		assert_stored(eva);
		assert_int_equal(fake_count(wire, NET_WRITTEN), !missing);
	}
}

static void a_cable_that_is_pulled_ends_it_where_it_was(void **state)
{
	(void)state;
	for (uint64_t at = 1; at < 60; at++) {
		const struct net_job job = job_of("mtd1");
		AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
		AUTO_FREE struct fake_wire *wire = fake_wire_new(eva_hear, eva);
		struct net_event ending;

		fake_link(wire, at, false);
		ending = fake_run(wire, "ftp-eva", &job);
		if (!strstr(eva->said, "STOR"))
			assert_int_equal(ending.end, NET_END_SILENT);
		else if (ending.end == NET_END_STOPPED)
			assert_true(eva->connections == 1);
		else
			assert_stored(eva);
	}
}

static void replies_are_read_by_their_codes(void **state)
{
	static const struct {
		const char *bytes;
		uint64_t size;
		unsigned code;
		const char *words;
	} cases[] = {
		{ "220 Ready\r\n", 11, 220, "220 Ready" },
		{ "220 Ready\n331 x\n", 10, 220, "220 Ready" },
		{ "220", 0, 0, NULL },
		{ "", 0, 0, NULL },
		{ "\n", 1, 0, "" },
		{ "22\n", 3, 0, "22" },
		{ "099 x\n", 6, 0, "099 x" },
		{ "600 x\n", 6, 0, "600 x" },
		{ "221-Thanks\r\nfor 22\r\n221 Bye\r\n", 29, 221, "221-Thanks" },
		{ "221-Thanks\r\n220 Bye\r\n", 0, 221, "221-Thanks" },
		{ "221-a\r\n221-b\r\n221\r\n", 19, 221, "221-a" },
		{ "200 \x1b[2J\n", 9, 200, "200 ?[2J" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct bytes bytes = { (const uint8_t *)cases[i].bytes,
			                     strlen(cases[i].bytes) };
		struct ftp_reply reply;

		assert_int_equal(ftp_read_reply(bytes, &reply), cases[i].size);
		if (!cases[i].words)
			continue;
		assert_int_equal(reply.code, cases[i].code);
		assert_string_equal(reply.words, cases[i].words);
	}
}

static void a_passive_port_is_read_from_six_numbers(void **state)
{
	static const struct {
		const char *words;
		unsigned port; /* 0: none */
	} cases[] = {
		{ "227 Entering Passive Mode (192,168,178,1,4,45)", 1069 },
		{ "227 Entering Passive Mode 192,168,178,1,255,255.", 65535 },
		{ "227 =1,2,3,4,0,1", 1 },
		{ "227 (1,2,3,4,0,0)", 0 },
		{ "227 (1,2,3,4,256,1)", 0 },
		{ "227 (1,2,3,4,99999999999999999999,1)", 0 },
		{ "227 (1,2,3,4,5)", 0 },
		{ "227 (1,2,3,4,5,", 0 },
		{ "227", 0 },
		{ "227 ", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct ftp_reply reply = { .code = 227 };
		uint16_t port = 0;

		snprintf(reply.words, sizeof(reply.words), "%s", cases[i].words);
		assert_int_equal(ftp_read_passive(&reply, &port), cases[i].port != 0);
		if (cases[i].port)
			assert_int_equal(port, cases[i].port);
	}
}

static void the_memory_takes_less_than_32_mib(void **state)
{
	(void)state;
	assert_true(eva_fits(0x88000000, 0x1ffffff));
	assert_false(eva_fits(0x88000000, 0x2000000));
	assert_true(eva_fits(0x81000000, 0xfff000));
	assert_false(eva_fits(0x81000000, 0x1000000));
	assert_false(eva_fits(0x80000000, 1));
	assert_false(eva_fits(0, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_stored_in_the_partition_and_the_router_restarts),
		cmocka_unit_test(a_file_is_put_at_the_end_of_the_memory_and_not_restarted),
		cmocka_unit_test(every_packet_may_be_lost_late_or_doubled),
		cmocka_unit_test(a_window_of_five_seconds_is_enough_whenever_it_comes),
		cmocka_unit_test(a_window_without_a_server_is_said),
		cmocka_unit_test(nothing_is_connected_before_arp_is_answered),
		cmocka_unit_test(what_is_refused_is_quoted_and_nothing_is_stored),
		cmocka_unit_test(a_server_that_is_busy_is_asked_again),
		cmocka_unit_test(a_refused_data_connection_is_said),
		cmocka_unit_test(a_file_that_is_cut_short_is_not_sent_again),
		cmocka_unit_test(the_reason_for_a_cut_is_quoted),
		cmocka_unit_test(a_router_that_falls_silent_is_given_up),
		cmocka_unit_test(writing_may_take_minutes_and_its_end_may_be_missing),
		cmocka_unit_test(a_cable_that_is_pulled_ends_it_where_it_was),
		cmocka_unit_test(replies_are_read_by_their_codes),
		cmocka_unit_test(a_passive_port_is_read_from_six_numbers),
		cmocka_unit_test(the_memory_takes_less_than_32_mib),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
