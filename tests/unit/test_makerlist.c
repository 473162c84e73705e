/* fetch/makerlist: answers of makers' lists of firmware, as texts. */
#include "fetch/makers/makerlist.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

#define URL "http://bigota.miwifi.com/xiaoqiang/rom/r3g/miwifi_r3g_firmware_9be74_2.28.44.bin"
#define ENTRY(type, version, url, time) \
	"{\"code\": 0, \"data\": {\"list\": [{\"realType\": \"" type "\", \"title\": \"R\", " \
	"\"version\": " version ", \"url\": \"" url "\", \"time\": " time \
	", \"contents\": \"<p>text</p>\"}]}}"
#define GOOD ENTRY("R3GSTA", "\"2.28.44\"", URL, "1552348800000")
#define SUM "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define DOWNLOAD(name, time) \
	"{\"name\": \"" name "\", \"link\": \"https://fw.gl-inet.com/firmware/mt6000/" name \
	"\", \"sha256\": \"" SUM "\", \"size\": 1000, \"compile_time\": " time "}"
#define RELEASE(version, stage, downloads) \
	"{\"version\": \"" version "\", \"stage\": " stage ", \"download\": [" downloads "]}"
#define INFO(entries) "{\"code\": 0, \"info\": [" entries "]}"

typedef bool reader(const struct makerlist_answer *answer, const char *code,
                    struct makerlist_build *out, struct failure *why);

static void assert_build(reader *read, const char *code, const char *text, const char *version,
                         const char *date, const char *address)
{
	const struct makerlist_answer answer = { "list", text, strlen(text) };
	struct makerlist_build build;
	struct failure why = { 0 };

	if (!read(&answer, code, &build, &why)) {
		print_error("%s\n", why.text);
		assert_true(false);
	}
	assert_string_equal(build.version, version);
	assert_string_equal(build.date, date);
	assert_string_equal(build.address, address);
	makerlist_build_done(&build);
}

static void assert_refused(reader *read, const char *code, const char *text, const char *words)
{
	const struct makerlist_answer answer = { "list", text, strlen(text) };
	struct makerlist_build build;
	struct failure why = { 0 };

	assert_false(read(&answer, code, &build, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_null(build.address);
	if (!strstr(why.text, words))
		print_error("'%s' is not in: %s\n", words, why.text);
	assert_non_null(strstr(why.text, words));
}

static void xiaomi_refused(const char *text, const char *words)
{
	assert_refused(makerlist_read_xiaomi, "R3GSTA", text, words);
}

static void test_xiaomis_answer_gives_version_day_and_address(void **state)
{
	(void)state;
	assert_build(makerlist_read_xiaomi, "R3GSTA", GOOD, "2.28.44", "2019-03-12", URL);
}

static void test_a_call_of_jsonp_is_unwrapped_and_never_run(void **state)
{
	(void)state;
	assert_build(makerlist_read_xiaomi, "R3GSTA", "jQuery123._a$ (" GOOD ") ;\r\n", "2.28.44",
	             "2019-03-12", URL);
	xiaomi_refused("alert(1);" GOOD, "list");
	xiaomi_refused("a(" GOOD "); b()", "list");
	xiaomi_refused("a(", "list");
	xiaomi_refused("(" GOOD ")", "list");
	xiaomi_refused("", "list");
}

static void test_an_answer_about_another_code_is_refused(void **state)
{
	(void)state;
	xiaomi_refused(ENTRY("R3GDEV", "\"2.28.44\"", URL, "1552348800000"),
	               "about 'R3GDEV' instead of 'R3GSTA'");
	xiaomi_refused(ENTRY("R3GSTA\\u0000", "\"2.28.44\"", URL, "1552348800000"), "not allowed");
}

static void test_no_build_and_errors_are_reported_as_such(void **state)
{
	(void)state;
	xiaomi_refused("{\"code\": 0, \"data\": {\"list\": []}}", "has no build for 'R3GSTA'");
	xiaomi_refused("{\"code\": 1801, \"msg\": \"x\"}", "reports the error 1801");
	xiaomi_refused("{\"code\": \"0\", \"data\": {\"list\": []}}", "no 'code'");
	xiaomi_refused("{\"code\": 0, \"data\": []}", "no list");
	xiaomi_refused("{\"code\": 0, \"data\": {\"list\": [7]}}", "instead of");
	xiaomi_refused("[1]", "no 'code'");
}

static void test_wrong_types_and_bounds_are_refused(void **state)
{
	(void)state;
	xiaomi_refused(ENTRY("R3GSTA", "2", URL, "1552348800000"), "no version");
	xiaomi_refused(ENTRY("R3GSTA", "\"2 \\u001b[31m\"", URL, "1552348800000"), "no version");
	xiaomi_refused(ENTRY("R3GSTA", "\"2\"", URL, "\"2019\""), "time is impossible");
	xiaomi_refused(ENTRY("R3GSTA", "\"2\"", URL, "-1"), "time is impossible");
	xiaomi_refused(ENTRY("R3GSTA", "\"2\"", URL, "9223372036854775807"), "time is impossible");
	assert_build(makerlist_read_xiaomi, "R3GSTA", ENTRY("R3GSTA", "\"2\"", URL, "null"), "2",
	             "", URL);
}

static void test_only_plain_addresses_of_files_are_accepted(void **state)
{
	static const char *const wrong[] = {
		"",
		"file:///etc/passwd",
		"ftp://bigota.miwifi.com/a.bin",
		"https://me:secret@bigota.miwifi.com/a.bin",
		"https:///a.bin",
		"https://bigota.miwifi.com",
		"https://bigota.miwifi.com/",
		"https://bigota.miwifi.com/a?b=c",
		"https://bigota.miwifi.com/a b",
		"https://bigota.miwifi.com:/a",
		"https://bigota.miwifi.com:123456/a",
		"https://bigota.miwifi.com/../a",
		"https://-a/b",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		if (makerlist_is_address(wrong[i]))
			print_error("accepted: %s\n", wrong[i]);
		assert_false(makerlist_is_address(wrong[i]));
	}
	assert_true(makerlist_is_address(URL));
	assert_true(makerlist_is_address("https://localhost:8443/a/b.bin"));
	xiaomi_refused(ENTRY("R3GSTA", "\"2\"", "javascript:alert(1)", "1552348800000"),
	               "not one of a file");
}

static void test_only_the_makers_servers_count(void **state)
{
	static const char *const domains[] = { "miwifi.com", NULL };
	const char *server = "https://localhost:8443/x";

	(void)state;
	assert_true(makerlist_is_at(URL, server, domains));
	assert_true(makerlist_is_at("https://miwifi.com/a", server, domains));
	assert_true(makerlist_is_at("http://LocalHost:81/a", server, domains));
	assert_false(makerlist_is_at("https://notmiwifi.com/a", server, domains));
	assert_false(makerlist_is_at("https://miwifi.com.example/a", server, domains));
	assert_false(makerlist_is_at("https://localhost.example/a", server, domains));
}

static void test_an_answer_over_the_limit_is_refused(void **state)
{
	static char text[MAKERLIST_MAX + 1];
	const struct makerlist_answer answer = { "list", text, sizeof(text) };
	struct makerlist_build build;
	struct failure why;

	(void)state;
	memset(text, ' ', sizeof(text));
	memcpy(text, GOOD, strlen(GOOD));
	assert_false(makerlist_read_xiaomi(&answer, "R3GSTA", &build, &why));
	assert_non_null(strstr(why.text, "too large"));
	assert_false(makerlist_read_glinet(&answer, "mt6000", &build, &why));
	assert_non_null(strstr(why.text, "too large"));
}

static void test_glinets_newest_release_is_chosen(void **state)
{
	const char *text = INFO(RELEASE("4.9.0", "\"TESTING\"", DOWNLOAD("t.bin", "1788000000")) "," RELEASE(
	        "4.7.7", "\"RELEASE\"",
	        DOWNLOAD(
	                "a.bin",
	                "1744685993")) "," RELEASE("4.8.1", "null",
	                                           DOWNLOAD(
	                                                   "b_release5.bin",
	                                                   "1755615825")) "," RELEASE("4.9.1",
	                                                                              "null",
	                                                                              DOWNLOAD(
	                                                                                      "c_"
	                                                                                      "beta"
	                                                                                      "1."
	                                                                                      "bin",
	                                                                                      "1788"
	                                                                                      "5118"
	                                                                                      "4"
	                                                                                      "8")));
	const struct makerlist_answer answer = { "list", text, strlen(text) };
	struct makerlist_build build;
	struct failure why;
	char hex[DIGEST_HEX];

	(void)state;
	assert_build(makerlist_read_glinet, "mt6000", text, "4.8.1", "2025-08-19",
	             "https://fw.gl-inet.com/firmware/mt6000/b_release5.bin");
	assert_true(makerlist_read_glinet(&answer, "mt6000", &build, &why));
	digest_to_hex(&build.sha256, hex);
	assert_string_equal(hex, SUM);
	assert_int_equal(build.size, 1000);
	makerlist_build_done(&build);
}

static void test_glinets_list_is_read_strictly(void **state)
{
	reader *read = makerlist_read_glinet;

	(void)state;
	assert_refused(read, "x", INFO(), "has no release for 'x'");
	assert_refused(read, "x", "{\"code\": 0, \"info\": 5}", "no list");
	assert_refused(read, "x", "{\"code\": -1}", "reports the error -1");
	assert_refused(read, "x",
	               INFO(RELEASE("1", "\"RELEASE\"",
	                            DOWNLOAD("a", "1755615825") "," DOWNLOAD("b", "1755615825"))),
	               "has 2 files of its newest release");
	assert_refused(read, "x", INFO(RELEASE("1", "\"RELEASE\"", DOWNLOAD("a", "5"))),
	               "time is impossible");
	assert_refused(read, "x",
	               INFO(RELEASE("1", "\"RELEASE\"",
	                            "{\"link\": \"https://a/b\", \"sha256\": \"x\", "
	                            "\"compile_time\": 1755615825}")),
	               "no SHA-256");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xiaomis_answer_gives_version_day_and_address),
		cmocka_unit_test(test_a_call_of_jsonp_is_unwrapped_and_never_run),
		cmocka_unit_test(test_an_answer_about_another_code_is_refused),
		cmocka_unit_test(test_no_build_and_errors_are_reported_as_such),
		cmocka_unit_test(test_wrong_types_and_bounds_are_refused),
		cmocka_unit_test(test_only_plain_addresses_of_files_are_accepted),
		cmocka_unit_test(test_only_the_makers_servers_count),
		cmocka_unit_test(test_an_answer_over_the_limit_is_refused),
		cmocka_unit_test(test_glinets_newest_release_is_chosen),
		cmocka_unit_test(test_glinets_list_is_read_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
