/* net/methods/http_post, and methods/shared/{http_exchange,tcp_client}. */
#include "net/method.h"

#include "fake_upload.h"

static void a_file_arrives_as_the_page_asks_for_it(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "Flashing <b>now</b>");
	AUTO_FREE struct fake_wire *wire = NULL;
	const struct net_event ending = post(page, &wire, &job);

	(void)state;
	assert_int_equal(ending.end, NET_END_SENT);
	assert_string_equal(ending.text, "Flashing now");
	assert_body(page, "firmware");
	assert_int_equal(page->connections, 2);
	assert_false(page->was_ruined);
	assert_true(page->program_closed);
	assert_string_equal(page->paths[0], "/");
	assert_string_equal(page->paths[1], "/");
	assert_int_equal(fake_count(wire, NET_PAGE), 1);
	assert_int_equal(fake_count(wire, NET_SENDING), 1);
	assert_int_equal(fake_count(wire, NET_SENT), 1);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 0);
}

static void lost_late_and_doubled_segments_are_survived(void **state)
{
	(void)state;
	for (unsigned fault = 0; fault < 30; fault++) {
		const struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(FORM, "success");
		AUTO_FREE struct fake_wire *wire = NULL;

		page->drop = fault % 3 == 0 ? 2 + fault : 0;
		page->late = fault % 3 == 1 ? 2 + fault : 0;
		page->repeats = fault % 3 == 2 ? 1 + fault / 10 : 0;
		page->window = fault % 2 ? 1446 : 16000;
		assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
		assert_body(page, "firmware");
		assert_false(page->was_ruined);
		assert_int_equal(fake_count(wire, NET_WRITTEN), 1);
	}
}

/* What it acknowledges with a window of one segment is never exceeded. */
static void one_segment_at_a_time_goes_to_a_page_with_a_small_window(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_in_range(wire->sent, FILE_SIZE / PAGE_SEGMENT, FILE_SIZE / PAGE_SEGMENT + 30);
}

static void the_head_may_need_a_segment_of_its_own(void **state)
{
	(void)state;
	for (unsigned alone = 0; alone < 2; alone++) {
		struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
		AUTO_FREE struct fake_wire *wire = NULL;

		job.page.head_alone = alone;
		assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
		assert_body(page, "firmware");
		if (alone)
			assert_int_equal(page->first_size, strlen(page->upload_head));
		else
			assert_true(page->first_size > strlen(page->upload_head) + 100);
	}
}

static void a_page_that_starts_late_is_awaited(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	page->from = START + 20 * 1000;
	page->refuses_until = START + 50 * 1000;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_in_range(wire->now - START, 50 * 1000, 62 * 1000);
	assert_int_equal(fake_count(wire, NET_ARP_ONLY), 1);
	assert_body(page, "firmware");
}

static void the_other_address_of_the_family_is_found(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	page->address = 0xc0a80001;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_body(page, "firmware");
}

static void nothing_is_connected_before_arp_is_answered(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	assert_int_equal(fake_run(wire, "http-post", &job).end, NET_END_SILENT);
	assert_in_range(wire->now - START, 600 * 1000, 600 * 1000 + 500);
	assert_in_range(wire->sent, 2390, 2410); /* two requests, each half a second */
}

static void a_page_that_is_deaf_for_a_while_is_awaited(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	page->deaf_at = 50000;
	page->deaf_ms = 60 * 1000;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_body(page, "firmware");
	assert_in_range(wire->now - START, 60 * 1000, 70 * 1000);
}

static void a_page_that_falls_silent_is_given_up(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;
	struct net_event ending;

	(void)state;
	page->silent_at = 40000;
	ending = post(page, &wire, &job);
	assert_int_equal(ending.end, NET_END_STOPPED);
	assert_in_range(ending.done, 39000, 41500);
	assert_in_range(wire->now - START, 130 * 1000, 136 * 1000);
	assert_int_equal(fake_count(wire, NET_STOPPED), 1);
}

static void a_reset_in_the_upload_ends_it(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	page->resets_at = 40000;
	assert_int_equal(post(page, &wire, &job).end, NET_END_STOPPED);
	assert_in_range(wire->now - START, 0, 5000);
}

/* A loader that flashes at once takes neither the last boundary nor the close. */
static void the_file_counts_not_what_follows_it(void **state)
{
	const struct net_job job = job_of();

	(void)state;
	for (unsigned says = 0; says < 2; says++) {
		AUTO_FREE struct fake_page *page = page_new(FORM, "flashing");
		AUTO_FREE struct fake_wire *wire = NULL;

		page->ends_early = says;
		page->forgets = !says;
		assert_int_equal(post(page, &wire, &job).end,
		                 says ? NET_END_SENT : NET_END_UNACKED);
		assert_body(page, "firmware");
		assert_int_equal(fake_count(wire, NET_SENT), 1);
	}
}

static void an_answer_without_a_close_is_an_answer(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "Upload successful");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	page->stays_open = true;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 1);
	assert_true(page->program_closed);
	assert_in_range(wire->now - START, 10 * 1000, 16 * 1000);
}

/* The usual system answers until it is switched off; then the boot loader does. */
static void be_two(struct fake_wire *wire, const struct packet *packet)
{
	struct fake_page *page = wire->context;

	page->html = wire->now < START + 30 * 1000 ? "<h1>Welcome home</h1>" : FORM;
	if (wire->now < START + 20 * 1000 || wire->now > START + 30 * 1000)
		page_hear(wire, packet);
}

static void the_usual_system_is_left_alone_until_it_is_gone(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(NULL, "ok");
	AUTO_FREE struct fake_wire *wire = fake_wire_new(be_two, page);

	(void)state;
	assert_int_equal(fake_run(wire, "http-post", &job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_NO_PAGE), 1);
	assert_int_equal(page->connections, 3);
	assert_body(page, "firmware");
}

static const char confirmed[] = "100000 0123456789abcdef0123456789ABCDEF";

static void a_page_that_confirms_is_asked_to_write(void **state)
{
	struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, confirmed);
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	job.page.second_path = "/result";
	page->result = "success";
	page->write_ms = 300 * 1000;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_CONFIRMED), 1);
	assert_int_equal(fake_count(wire, NET_WRITTEN), 1);
	assert_string_equal(page->paths[2], "/result");
	assert_true(page->program_closed);
	assert_in_range(wire->now - START, 300 * 1000, 310 * 1000);
}

static void what_is_not_confirmed_is_never_written(void **state)
{
	static const char *const answers[] = {
		"99999 0123456789abcdef0123456789abcdef",
		"100000 0123456789abcdef0123456789abcdee",
		"1000000 0123456789abcdef0123456789abcdef",
		"fail",
		"",
		"100000 0123456789abcdef0123456789abcdef0",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(FORM, answers[i]);
		AUTO_FREE struct fake_wire *wire = NULL;

		job.page.second_path = "/result";
		assert_int_equal(post(page, &wire, &job).end, NET_END_REFUSED);
		assert_int_equal(page->requests, 2);
	}
}

static void a_page_that_cannot_write_has_refused(void **state)
{
	struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, confirmed);
	AUTO_FREE struct fake_wire *wire = NULL;
	struct net_event ending;

	(void)state;
	job.page.second_path = "/result";
	page->result = "failed";
	ending = post(page, &wire, &job);
	assert_int_equal(ending.end, NET_END_REFUSED);
	assert_string_equal(ending.text, "failed");
}

static void what_comes_before_the_upload_is_asked_for_before(void **state)
{
	struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "Upload completed");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	job.page.first_path = "/do.htm?cmd=nvram+erase";
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_string_equal(page->paths[1], "/do.htm?cmd=nvram+erase");
	assert_int_equal(page->requests, 3);
	assert_false(page->was_ruined);
}

static void a_router_that_restarts_after_the_file_has_it(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, NULL);
	AUTO_FREE struct fake_wire *wire = fake_wire_new(page_hear, page);

	(void)state;
	page->forgets = true;
	fake_link(wire, 20 * 1000, false);
	assert_int_equal(fake_run(wire, "http-post", &job).end, NET_END_UNACKED);
	assert_in_range(wire->now - START, 20 * 1000, 20 * 1000 + 10);
}

static void strangers_and_old_connections_change_nothing(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(FORM, "ok");
	AUTO_FREE struct fake_wire *wire = fake_wire_new(page_hear, page);
	static const struct mac other = { { 2, 0, 0, 0, 0, 3 } };

	(void)state;
	for (uint16_t i = 0; i < 20; i++)
		fake_arrives(wire, 400 + UINT64_C(5) * i,
		             &(struct packet){ .kind = PACKET_TCP,
		                               .from_mac = i % 2 ? other : router_mac,
		                               .to_mac = computer_mac,
		                               .from = ROUTER,
		                               .to = COMPUTER,
		                               .from_port = 80,
		                               .to_port = (uint16_t)(50100 + i),
		                               .flags = PACKET_RST | PACKET_ACK });
	assert_int_equal(fake_run(wire, "http-post", &job).end, NET_END_SENT);
	assert_body(page, "firmware");
}

static void an_interface_that_goes_ends_it(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_wire *wire = fake_wire_new(NULL, NULL);

	(void)state;
	fake_queue(wire, 1000)->is_gone = true;
	assert_int_equal(fake_run(wire, "http-post", &job).end, NET_END_GONE);
}

TEST_MAIN(TEST(a_file_arrives_as_the_page_asks_for_it),
          TEST(lost_late_and_doubled_segments_are_survived),
          TEST(one_segment_at_a_time_goes_to_a_page_with_a_small_window),
          TEST(the_head_may_need_a_segment_of_its_own), TEST(a_page_that_starts_late_is_awaited),
          TEST(the_other_address_of_the_family_is_found),
          TEST(nothing_is_connected_before_arp_is_answered),
          TEST(a_page_that_is_deaf_for_a_while_is_awaited),
          TEST(a_page_that_falls_silent_is_given_up), TEST(a_reset_in_the_upload_ends_it),
          TEST(the_file_counts_not_what_follows_it), TEST(an_answer_without_a_close_is_an_answer),
          TEST(the_usual_system_is_left_alone_until_it_is_gone),
          TEST(a_page_that_confirms_is_asked_to_write),
          TEST(what_is_not_confirmed_is_never_written), TEST(a_page_that_cannot_write_has_refused),
          TEST(what_comes_before_the_upload_is_asked_for_before),
          TEST(a_router_that_restarts_after_the_file_has_it),
          TEST(strangers_and_old_connections_change_nothing), TEST(an_interface_that_goes_ends_it))
