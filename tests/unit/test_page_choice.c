/* net/methods/shared/{page_choice,page_answer}: which form and field, and what the answer means. */
#include "net/method.h"

#include "fake_upload.h"

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

TEST_MAIN(TEST(the_pages_words_count), TEST(the_form_says_where_the_file_goes),
          TEST(hidden_fields_go_along_before_the_file),
          TEST(a_missing_page_is_no_obstacle_where_the_catalogue_knows))
