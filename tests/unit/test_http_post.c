/* net/methods/http_post, and methods/shared/{http_exchange,tcp_client,page_choice,page_answer}. */
#include "net/method.h"

#include "fake_page.h"

enum { FILE_SIZE = 100000, START = 1000000 };

#define FORM \
	"<html><form action=\"\" method=post enctype=multipart/form-data>" \
	"<input type=file name=firmware><input type=submit></form>"

static uint8_t content[FILE_SIZE];

static struct net_job job_of(void)
{
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	return (struct net_job){
		.method = "http-post",
		.files = { { .names = { "firmware.bin" },
		             .name_count = 1,
		             .content = { content, FILE_SIZE } } },
		.file_count = 1,
		.addresses = { COMPUTER, 0xc0a8000a },
		.address_count = 2,
		.devices = { ROUTER, 0xc0a80001 },
		.device_count = 2,
		.push = { .is_wanted = true },
		.page = { .is_wanted = true, .md5 = "0123456789abcdef0123456789abcdef" },
		.patience_ms = 600 * 1000,
		.write_ms = 60 * 1000,
	};
}

static struct fake_page *page_new(const char *html, const char *answer)
{
	struct fake_page *page = mem_zalloc(1, sizeof(*page));

	page->html = html;
	page->answer = answer;
	page->window = PAGE_SEGMENT;
	page->resets_on_second = true;
	return page;
}

static struct net_event post(struct fake_page *page, struct fake_wire **wire,
                             const struct net_job *job)
{
	*wire = fake_wire_new(page_hear, page);
	return fake_run(*wire, "http-post", job);
}

/* The body is the part's head, the file, and the last boundary with its line's end. */
static void assert_body(const struct fake_page *page, const char *field)
{
	char *boundary = strstr(page->upload_head, "boundary=");
	char expected[512];
	int size;

	assert_non_null(boundary);
	boundary += strlen("boundary=");
	size = snprintf(expected, sizeof(expected),
	                "--%.*s\r\nContent-Disposition: form-data; name=\"%s\"; "
	                "filename=\"firmware.bin\"\r\nContent-Type: "
	                "application/octet-stream\r\n\r\n",
	                (int)strcspn(boundary, "\r"), boundary, field);
	assert_memory_equal(page->body, expected, (size_t)size);
	assert_true(page->body_size >= (size_t)size + FILE_SIZE);
	assert_memory_equal(page->body + size, content, FILE_SIZE);
	if (page->ends_early || page->forgets)
		return;
	snprintf(expected, sizeof(expected), "\r\n--%.*s--\r\n", (int)strcspn(boundary, "\r"),
	         boundary);
	assert_int_equal(page->body_size, (size_t)size + FILE_SIZE + strlen(expected));
	assert_memory_equal(page->body + size + FILE_SIZE, expected, strlen(expected));
}

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

struct verdict {
	const char *answer, *success, *failure;
	enum net_end end;
	bool is_written;
};

static const struct verdict verdicts[] = {
	{ "Update successful", NULL, NULL, NET_END_SENT, true },
	{ "Update failed!", NULL, NULL, NET_END_REFUSED, false },
	{ "If it failed, try again; on success wait", NULL, NULL, NET_END_SENT, false },
	{ "Update unsuccessful", NULL, NULL, NET_END_SENT, false },
	{ "Upload completed", "Upload completed", NULL, NET_END_SENT, true },
	{ "Wrong file, success", NULL, "Wrong file", NET_END_REFUSED, false },
	{ "", NULL, NULL, NET_END_SENT, false },
};

static void the_pages_words_count(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
		struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(FORM, verdicts[i].answer);
		AUTO_FREE struct fake_wire *wire = NULL;
		struct net_event ending;

		job.page.success = verdicts[i].success;
		job.page.failure = verdicts[i].failure;
		ending = post(page, &wire, &job);
		assert_int_equal(ending.end, verdicts[i].end);
		assert_int_equal(fake_count(wire, NET_WRITTEN), verdicts[i].is_written);
		assert_string_equal(ending.text,
		                    verdicts[i].answer[0] ? verdicts[i].answer : "HTTP status 200");
	}
}

struct wish {
	const char *html, *path, *field, *chosen_path, *chosen_field;
	enum net_end end;
	const char *text; /* where the file went, or the fields */
};

#define POST_FORM(action, inputs) \
	"<form method=\"POST\" action='" action "' enctype=\"multipart/form-data\">" inputs \
	"</form>"
#define A_FILE(name) "<input type=\"file\" name=\"" name "\">"

static const struct wish wishes[] = {
	{ POST_FORM("/up.cgi", A_FILE("files")), NULL, NULL, NULL, NULL, NET_END_SENT, "/up.cgi" },
	{ POST_FORM("up.cgi?a=1&amp;b", A_FILE("f")), NULL, NULL, NULL, NULL, NET_END_SENT,
	  "/up.cgi?a=1&b" },
	/* The page knows better than the catalogue, where they disagree. */
	{ POST_FORM("/cgi/index", A_FILE("Send")), "/cgi/index", "files", NULL, NULL, NET_END_SENT,
	  "/cgi/index" },
	/* The catalogue says which of several. */
	{ POST_FORM("/a", A_FILE("uboot")) POST_FORM("/b", A_FILE("firmware")), "/", "firmware",
	  NULL, NULL, NET_END_SENT, "/b" },
	/* A script uploads: the catalogue knows, and the page mentions both. */
	{ "<script>post('/upload','firmware')</script><input type=file id=f>", "/upload",
	  "firmware", NULL, NULL, NET_END_SENT, "/upload" },
	{ POST_FORM("/a", A_FILE("firmware") A_FILE("initramfs")), NULL, NULL, NULL, NULL,
	  NET_END_CHOICE, "firmware initramfs" },
	{ POST_FORM("/a", A_FILE("firmware") A_FILE("uboot") A_FILE("art")), NULL, NULL, NULL, NULL,
	  NET_END_CHOICE, "firmware" },
	{ POST_FORM("/a", A_FILE("firmware") A_FILE("initramfs")), NULL, NULL, NULL, "firmware",
	  NET_END_SENT, "/a" },
	{ POST_FORM("/a", A_FILE("uboot")), NULL, NULL, NULL, NULL, NET_END_UNSAFE, "uboot" },
	{ POST_FORM("/a", A_FILE("bl2")), NULL, NULL, NULL, NULL, NET_END_UNSAFE, "bl2" },
	{ POST_FORM("/a", A_FILE("FIP")), NULL, NULL, NULL, NULL, NET_END_UNSAFE, "FIP" },
	{ POST_FORM("/a", A_FILE("art")), NULL, NULL, "/a", "art", NET_END_UNSAFE, "art" },
	{ POST_FORM("/uboot.cgi", A_FILE("file")), NULL, NULL, NULL, NULL, NET_END_UNSAFE, "file" },
	{ POST_FORM("/a", A_FILE("part")), NULL, NULL, NULL, NULL, NET_END_SENT, "/a" },
	/* Another host, a form that is not sent as a file needs it, a name that ends a line. */
	{ POST_FORM("http://10.0.0.1/a", A_FILE("f")), NULL, NULL, NULL, NULL, NET_END_UNSAFE,
	  "f" },
	{ "<form method=get>" A_FILE("f") "</form>", NULL, NULL, NULL, NULL, NET_END_UNSAFE, "f" },
	{ POST_FORM("/a", A_FILE("a\r\nb")), NULL, NULL, NULL, NULL, NET_END_NO_PAGE, "nothing" },
	{ "<h1>Log in</h1>", "/", "firmware", NULL, NULL, NET_END_NO_PAGE, "Log in" },
	{ "<!-- " A_FILE("firmware") " -->Nothing", NULL, NULL, NULL, NULL, NET_END_NO_PAGE,
	  "Nothing" },
	{ "<h1>Hm</h1>", NULL, NULL, "/x", "firmware", NET_END_SENT, "/x" },
};

static void the_form_says_where_the_file_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
		const struct wish *wish = &wishes[i];
		struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(wish->html, "ok");
		AUTO_FREE struct fake_wire *wire = NULL;
		struct net_event ending;

		job.page.path = wish->path;
		job.page.field = wish->field;
		job.page.chosen_path = wish->chosen_path;
		job.page.chosen_field = wish->chosen_field;
		ending = post(page, &wire, &job);
		assert_int_equal(ending.end, wish->end);
		if (wish->end == NET_END_SENT)
			assert_string_equal(page->paths[1], wish->text);
		else
			assert_string_equal(ending.text, wish->text);
		assert_int_equal(page->body_size != 0, wish->end == NET_END_SENT);
	}
}

static void hidden_fields_go_along_before_the_file(void **state)
{
	const struct net_job job = job_of();
	AUTO_FREE struct fake_page *page = page_new(
	        POST_FORM("/a", "<input type=hidden name=cmd value='go on'>" A_FILE("f")), "ok");
	AUTO_FREE struct fake_wire *wire = NULL;

	(void)state;
	assert_int_equal(post(page, &wire, &job).end, NET_END_SENT);
	assert_non_null(strstr(page->body, "name=\"cmd\"\r\n\r\ngo on\r\n--"));
	assert_true(strstr(page->body, "cmd") < strstr(page->body, "filename"));
}

static void a_missing_page_is_no_obstacle_where_the_catalogue_knows(void **state)
{
	(void)state;
	for (unsigned hangs = 0; hangs < 2; hangs++) {
		struct net_job job = job_of();
		AUTO_FREE struct fake_page *page = page_new(hangs ? NULL : "Not Found", "ok");
		AUTO_FREE struct fake_wire *wire = NULL;

		page->head = hangs ? NULL : "HTTP/1.0 404 Not Found\r\n\r\n";
		assert_int_equal(post(page, &wire, &job).end, NET_END_NO_PAGE);
		assert_int_equal(page->body_size, 0);
		job.page.path = "/upg";
		job.page.field = "FN";
		free(TAKE(wire));
		assert_int_equal(post(page, &wire, &job).end,
		                 hangs ? NET_END_SENT : NET_END_REFUSED); /* the same status */
		assert_body(page, "FN");
	}
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
          TEST(the_pages_words_count), TEST(the_form_says_where_the_file_goes),
          TEST(hidden_fields_go_along_before_the_file),
          TEST(a_missing_page_is_no_obstacle_where_the_catalogue_knows),
          TEST(the_usual_system_is_left_alone_until_it_is_gone),
          TEST(a_page_that_confirms_is_asked_to_write),
          TEST(what_is_not_confirmed_is_never_written), TEST(a_page_that_cannot_write_has_refused),
          TEST(what_comes_before_the_upload_is_asked_for_before),
          TEST(a_router_that_restarts_after_the_file_has_it),
          TEST(strangers_and_old_connections_change_nothing), TEST(an_interface_that_goes_ends_it))
