#include "catalog/review/review.h"

#include <string.h>

#include "vendor_folder.h"

enum { TOLD = 4096 };

static bool knows_format(const char *id)
{
	return strcmp(id, "known") == 0;
}

static const char *wrong_code(const char *format, const char *code)
{
	(void)format;
	return strcmp(code, "not a code") == 0 ? "a number" : NULL;
}

static bool takes_key(void *context, const struct vendor_key *key, struct failure *why)
{
	(void)context;
	return (key->key && strcmp(key->key, "good") == 0) || fail(why, FAIL_CATALOG, "no key");
}

/* One line a problem: "mine.json /models/0: text". */
static void note(void *context, const struct review_problem *problem)
{
	char *told = context;
	size_t used = strlen(told);

	snprintf(told + used, TOLD - used, "%s %s: %s\n", strrchr(problem->file, '/') + 1,
	         problem->pointer ? problem->pointer : "-", problem->text);
}

static struct review_counts review(const char *folder, char told[TOLD])
{
	static const struct layout layouts[] = {
		{ .name = "fat32", .fat_bits = 32, .cluster_size = 4096 },
		{ .name = "fat16", .fat_bits = 16, .cluster_size = 4096 },
	};
	const struct review_request request = {
		.folder = folder,
		.layouts = layouts,
		.layout_count = ARRAY_LEN(layouts),
		.knows_format = knows_format,
		.wrong_code = wrong_code,
		.takes_key = takes_key,
		.report = note,
		.context = told,
	};
	struct review_counts counts;
	struct failure why;

	told[0] = '\0';
	assert_true(review_run(&request, &counts, &why));
	return counts;
}

/* The problems of a file, in this order: "place words", and no others. */
static void assert_problems(const char *text, const char *const *wanted, size_t count)
{
	char *folder = make_folder(text);
	char told[TOLD];
	struct review_counts counts = review(folder, told);
	char *line = told;

	if (counts.problems != count)
		print_message("%s\n%s", text, told);
	assert_int_equal(counts.problems, count);
	for (size_t i = 0; i < count; i++) {
		char *end = strchr(line, '\n');
		const char *words = strchr(wanted[i], ' ') + 1;
		AUTO_FREE char *place =
		        mem_printf("mine.json %.*s:", (int)(words - 1 - wanted[i]), wanted[i]);

		*end = '\0';
		if (!strstr(line, place) || !strstr(line, words))
			print_message("told: %s\nwanted: %s\n", line, wanted[i]);
		assert_non_null(strstr(line, place));
		assert_non_null(strstr(line, words));
		line = end + 1;
	}
	drop_folder(folder);
}

#define PROBLEMS(text, ...) \
	do { \
		const char *const wanted_[] = { __VA_ARGS__ }; \
		assert_problems(text, wanted_, ARRAY_LEN(wanted_)); \
	} while (0)

#define VENDOR(members, models) \
	"{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", " members "\"models\": [" models \
	"]}"
#define FACTS \
	"\"confidence\": \"thin\", \"confidence_basis\": \"b\", \"works_when\": \"w\", " \
	"\"sources\": [{\"ref\": \"r\", \"kind\": \"measured\"}]"
#define STEPS "\"steps\": [{\"do\": \"it\", \"act\": \"wait\"}], "
#define FILE_AT(directory, name) \
	"{\"name\": \"" name "\", \"directory\": \"" directory "\", \"what\": \"w\", " \
	"\"accepts\": [{\"format\": \"known\", \"codes\": [\"7\"]}]}"
#define STICK(name, members, files) \
	"{\"model\": \"" name \
	"\", \"title\": \"T\", \"label\": \"L\", \"method\": \"usb-stick\", " \
	"\"layout\": \"fat32\", " members "\"files\": [" files "], " FACTS "}"
#define TFTP(members) \
	"{\"model\": \"t\", \"title\": \"T\", \"label\": \"L\", \"method\": " \
	"\"tftp-serve\", " members "\"instead\": \"i\", " FACTS "}"

static void a_sound_file_has_no_problems_and_is_counted(void **state)
{
	char *folder =
	        make_folder(VENDOR("", STICK("m", STEPS, FILE_AT("/", "a.bin")) "," TFTP("")));
	char told[TOLD];
	struct review_counts counts = review(folder, told);

	(void)state;
	assert_string_equal(told, "");
	assert_int_equal(counts.problems, 0);
	assert_int_equal(counts.vendors, 1);
	assert_int_equal(counts.models, 2);
	assert_int_equal(counts.built, 1);
	assert_int_equal(counts.by_method[METHOD_USB_STICK], 1);
	assert_int_equal(counts.by_method[METHOD_TFTP_SERVE], 1);
	drop_folder(folder);
}

#define SURE(method, sources) \
	"{\"model\": \"m\", \"title\": \"T\", \"label\": \"L\", \"method\": \"" method \
	"\", \"instead\": \"i\", \"confidence\": \"good\", \"confidence_basis\": \"b\", " \
	"\"works_when\": \"w\", \"sources\": [" sources "]}"
#define SOURCE(ref, kind) "{\"ref\": \"" ref "\", \"kind\": \"" kind "\"}"
#define VENDOR_PAGE SOURCE("acme/docs@1234567", "vendor-doc")

static void a_model_is_no_surer_than_its_sources(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", SURE("none", SOURCE("a forum", "user-report"))),
	         "/models/0/confidence surer than its sources");
	PROBLEMS(VENDOR("", SURE("none", SOURCE("unnamed public copy", "source-code"))),
	         "/models/0/confidence surer than its sources");
	assert_problems(VENDOR("", SURE("none", SOURCE("a forum", "user-report") "," VENDOR_PAGE)),
	                NULL, 0);
	PROBLEMS(VENDOR("", SURE("family", VENDOR_PAGE)), "/models/0/confidence usual way");
}

static void every_problem_of_a_file_is_told(void **state)
{
	(void)state;
	PROBLEMS("{\"schema\": 2, \"vendor\": \"mine\", \"models\": [{\"model\": 3, \"colour\": "
	         "1}]}",
	         "/models/0/model must be a string", "/models/0/colour unknown",
	         "/models/0/title missing", "/models/0/label missing", "/title missing",
	         "/models/0/method missing", "/models/0/confidence missing",
	         "/models/0/confidence_basis missing", "/models/0/sources missing");
	PROBLEMS("{\"vendor\": ", "- mine.json', line 1");
}

static void names_are_checked(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("\"aliases\": [\"Not Me\"], ", STICK("A", STEPS, FILE_AT("/", "a.bin"))),
	         "/aliases/0 lower case", "/models/0/model lower case");
	PROBLEMS(VENDOR("", STICK("a", STEPS "\"aliases\": [\"b\"], ",
	                          FILE_AT("/", "a.bin")) ","
	                                                 "{\"model\": \"b\", \"title\": \"T\", "
	                                                 "\"label\": \"X\", \"method\": "
	                                                 "\"none\", \"aliases\": [\"a\"], "
	                                                 "\"instead\": \"i\", " FACTS "}"),
	         "/models/1/model already a name", "/models/1/aliases/0 already a name");
	PROBLEMS("{\"schema\": 2, \"vendor\": \"yours\", \"title\": \"Y\", \"models\": []}",
	         "/vendor must be called 'yours.json'");
}

static void what_does_not_exist_is_told_where_it_is_named(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", TFTP("\"procedure\": \"no\", ")),
	         "/models/0/procedure no such procedure");
	PROBLEMS(VENDOR("\"procedures\": [{\"name\": \"p\", \"layout\": \"fat64\"}], ", ""),
	         "/procedures/0/layout unknown layout 'fat64'", "/procedures/0/name no model uses");
	PROBLEMS(VENDOR("",
	                TFTP("\"files\": [{\"what\": \"w\", \"accepts\": [{\"format\": \"any\"}, "
	                     "{\"format\": \"new\"}]}], ")),
	         "/models/0/files/0/accepts/1/format unknown firmware format 'new'");
	PROBLEMS(VENDOR("\"codes\": [{\"format\": \"known\", \"code\": \"1\", \"model\": \"A\"}, "
	                "{\"format\": \"known\", \"code\": \"1\", \"model\": \"B\"}, "
	                "{\"format\": \"new\", \"code\": \"not a code\", \"model\": \"B\"}], ",
	                ""),
	         "/codes/1 same code as /codes/0", "/codes/2/format unknown firmware format 'new'",
	         "/codes/2 not a code of the format 'new', which is a number");
}

static void keys_that_are_none_are_told(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}");
	char told[TOLD];

	(void)state;
	write_file(folder, "keys.json",
	           "{\"keys\": [{\"name\": \"a\", \"use\": \"u\", \"source\": \"s\", \"key\": "
	           "\"good\"}, "
	           "{\"name\": \"b\", \"use\": \"u\", \"source\": \"s\", \"key\": \"bad\"}, "
	           "{\"name\": \"c\"}]}");
	review(folder, told);
	assert_non_null(strstr(told, "keys.json /keys/1: no key"));
	assert_non_null(strstr(told, "keys.json /keys/2/use"));
	assert_null(strstr(told, "/keys/0"));
	drop_file(folder, "keys.json");
	drop_folder(folder);
}

static void what_a_stick_cannot_be_is_told(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", STICK("m", "", FILE_AT("/", "a.bin"))), "/models/0/steps missing");
	PROBLEMS(VENDOR("", STICK("m", STEPS, FILE_AT("/", "a?.bin") "," FILE_AT("b", "b.bin"))),
	         "/models/0/files/0/name FAT", "/models/0/files/1/directory '/'");
	PROBLEMS(VENDOR("", STICK("m", STEPS, FILE_AT("/", "a.bin") "," FILE_AT("/", "A.BIN"))),
	         "/models/0/files/1 collides on the stick with file 0");
	PROBLEMS(VENDOR("", STICK("m", STEPS, FILE_AT("/x", "b") "," FILE_AT("/", "X"))),
	         "/models/0/files/1 collides on the stick with file 0");
	PROBLEMS(VENDOR("", STICK("m",
	                          STEPS "\"excluded_layouts\": [{\"layout\": \"fat32\", \"why\": "
	                                "\"w\"}], ",
	                          FILE_AT("/", "a.bin"))),
	         "/models/0/excluded_layouts/0/layout own layout");
	PROBLEMS(VENDOR("", STICK("m", STEPS,
	                          "{\"name\": \"a\", \"what\": \"w\", \"transform\": \"by-hand\", "
	                          "\"accepts\": [{\"format\": \"known\"}]}")),
	         "/models/0/files/0/transform not_built");
	PROBLEMS(VENDOR("", STICK("m",
	                          STEPS "\"loader\": {\"fat16_only\": true, \"one_file\": true, "
	                                "\"cluster_max\": 512, \"why\": \"w\"}, ",
	                          FILE_AT("/", "a.bin") "," FILE_AT("/", "b.bin"))),
	         "/models/0/loader/one_file several", "/models/0/loader/fat16_only FAT32",
	         "/models/0/loader/cluster_max larger");
	PROBLEMS(VENDOR("", TFTP("\"layout\": \"fat32\", ")), "/models/0/layout only sticks",
	         "/models/0/steps missing");
}

static void a_code_of_two_routers_with_one_label_is_told(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", STICK("a", STEPS, FILE_AT("/", "a.bin")) "," STICK(
	                            "b", STEPS, FILE_AT("/", "a.bin"))),
	         "/models/1/files/0/accepts/0 /models/0 has this code, too");
}

static void addresses_and_checksums_are_checked(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", TFTP("\"downloads\": [{\"url\": \"file://x\", \"md5_tail\": \"ABCDE\", "
	                         "\"sha256\": \"12\"}, {\"url\": \"https://\"}], "
	                         "\"network\": {\"port\": 70000}, ")),
	         "/models/0/downloads/0/url http", "/models/0/downloads/0/md5_tail five digits",
	         "/models/0/downloads/0/sha256 64 digits", "/models/0/downloads/1/url http",
	         "/models/0/network/port 65535");
}

static void steps_and_conditions_must_be_of_a_kind(void **state)
{
	(void)state;
	PROBLEMS(
	        VENDOR("",
	               TFTP("\"steps\": [{\"do\": \"Wait.\"}], \"before\": [{\"text\": \"t\"}], ")),
	        "/models/0/steps/0/act missing", "/models/0/before/0/kind only-if");
	PROBLEMS(VENDOR("", TFTP("\"steps\": [{\"do\": \"Wait.\", \"act\": \"hold\"}], ")),
	         "/models/0/steps/0/act not what 'do' says");
	PROBLEMS(VENDOR("", TFTP("\"files\": [{\"name\": \"b\", \"same_as\": \"a\", "
	                         "\"what\": \"w\", \"accepts\": [{\"format\": \"any\"}]}], ")),
	         "/models/0/files/0/same_as another");
}

#define PC(addresses) TFTP("\"network\": {\"pc_addresses\": [" addresses "]}, ")
#define DEVICE(addresses) TFTP("\"network\": {\"device_addresses\": [" addresses "]}, ")
#define IS(kind) "\"kind\": \"" kind "\""
#define AT(address) "\"address\": \"" address "\""

static void an_address_must_be_one(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", PC("{" AT("192.168.0.256") "}")),
	         "/models/0/network/pc_addresses/0/address IPv4",
	         "/models/0/network/pc_addresses/0/address no 'kind'");
	PROBLEMS(VENDOR("", DEVICE("{" AT("10.0.0.9-10.0.0.2") "}, {" AT("10.0.0.1/33") "}")),
	         "/models/0/network/device_addresses/0/address range",
	         "/models/0/network/device_addresses/1/address IPv4",
	         "/models/0/network/device_addresses/0/address no 'kind'",
	         "/models/0/network/device_addresses/1/address no 'kind'");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"pc_address\": \"10.0.0.1\"}, ")),
	         "/models/0/network/pc_address unknown");
	PROBLEMS(VENDOR("", PC("\"10.0.0.1\"")), "/models/0/network/pc_addresses/0 object",
	         "/models/0/network/pc_addresses/0/address no 'kind'");
	PROBLEMS(VENDOR("", PC("{" IS("by hand") ", " AT("10.0.0.1") "}")),
	         "/models/0/network/pc_addresses/0/kind unknown value");
}

static void an_address_and_its_kind_must_agree(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", PC("{\"note\": \"n\"}")),
	         "/models/0/network/pc_addresses/0/address is empty, and no");
	PROBLEMS(VENDOR("", DEVICE("{" IS("given-by-us") ", " AT("10.0.0.1") "}")),
	         "/models/0/network/device_addresses/0/address 'lease'");
	PROBLEMS(VENDOR("", DEVICE("{" IS("any") ", " AT("10.0.0.1") "}")),
	         "/models/0/network/device_addresses/0/address contradicts");
	PROBLEMS(VENDOR("", PC("{" IS("unknown") "}")),
	         "/models/0/network/pc_addresses/0/note nothing else is known");
	PROBLEMS(VENDOR("", PC("{" IS("none") "}, {" AT("10.0.0.1") "}")),
	         "/models/0/network/pc_addresses/0/kind excludes every other address");
	PROBLEMS(VENDOR("", PC("{" IS("given-by-us") "}")),
	         "/models/0/network/pc_addresses/0/kind side of the cable");
	PROBLEMS(VENDOR("", DEVICE("{" IS("given-by-router") "}")),
	         "/models/0/network/device_addresses/0/kind side of the cable");
}

static void what_a_program_needs_of_a_network_must_be_exact(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"lease\": {\"first\": \"10.0.0.9\", \"last\": "
	                         "\"10.0.0.2\"}}, ")),
	         "/models/0/network/lease go up");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"lease\": {\"first\": \"10.0.0.9\"}}, ")),
	         "/models/0/network/lease/last missing");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"asked_as\": [\"a/b\"], \"arp_model\": "
	                         "\"MR60000\", \"neighbour\": \"ff:ff:ff:ff:ff:ff\"}, ")),
	         "/models/0/network/neighbour MAC address",
	         "/models/0/network/asked_as/0 file name", "/models/0/network/arp_model 6 letters");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"ends\": {\"kind\": \"answers\"}}, ")),
	         "/models/0/network/ends/value address");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"ends\": {\"kind\": \"light\"}, \"link\": "
	                         "{\"max_mbit\": 54}, \"page\": {\"second_path\": \"x\"}}, ")),
	         "/models/0/network/ends/text missing", "/models/0/network/link/max_mbit 1000",
	         "/models/0/network/page/second_path '/'");
}

#define EVA(media, target) \
	TFTP("\"network\": {\"eva\": {\"media\": \"" media "\", \"target\": \"" target "\"}}, ")

static void nothing_is_stored_over_what_only_the_maker_has(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", EVA("flash", "mtd2")), "/models/0/network/eva/target 'mtd0' or 'mtd1'");
	PROBLEMS(VENDOR("", EVA("flash", "mtd1 mtd2")), "/models/0/network/eva/target 'mtd0'");
	PROBLEMS(VENDOR("", EVA("flash", "0x88000000")), "/models/0/network/eva/target 'mtd0'");
	PROBLEMS(VENDOR("", EVA("memory", "mtd1")), "/models/0/network/eva/target memory ends");
	PROBLEMS(VENDOR("", EVA("memory", "0x80000000")), "/models/0/network/eva/target memory");
	PROBLEMS(VENDOR("", EVA("memory", "0x8800000g")), "/models/0/network/eva/target memory");
	PROBLEMS(VENDOR("", EVA("unknown", "mtd1")), "/models/0/network/eva/target 'mtd0'");
	PROBLEMS(VENDOR("", TFTP("\"network\": {\"login\": \"adam2/0123456789abcdef\"}, ")),
	         "/models/0/network/login 15 letters");
}

static void a_file_of_the_older_schema_is_told_with_the_remedy(void **state)
{
	(void)state;
	PROBLEMS("{\"vendor\": \"mine\", \"title\": \"M\", \"models\": []}", "/schema --fix DIR");
	PROBLEMS("{\"schema\": 1, \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}",
	         "/schema must be 2");
	PROBLEMS("{\"schema\": \"2\", \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}",
	         "/schema integer");
}

static void texts_that_nobody_can_read_are_told(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("", TFTP("\"gotchas\": [\"\", \" x\", \"x \", \"x\\u0007\"], ")),
	         "/models/0/gotchas/3 unprintable", "/models/0/gotchas/0 empty",
	         "/models/0/gotchas/1 blank", "/models/0/gotchas/2 blank");
}

static void a_shared_mistake_is_told_once_and_where_it_is_written(void **state)
{
	(void)state;
	PROBLEMS(VENDOR("\"procedures\": [{\"name\": \"p\", \"method\": \"usb-stick\", \"layout\": "
	                "\"fat32\", " STEPS FACTS ", \"files\": [{\"what\": \"w\", \"accepts\": "
	                "[{\"format\": \"new\"}]}]}], ",
	                "{\"model\": \"a\", \"title\": \"T\", \"label\": \"L\", \"procedure\": "
	                "\"p\"}, "
	                "{\"model\": \"b\", \"title\": \"T\", \"label\": \"L\", \"procedure\": "
	                "\"p\"}"),
	         "/procedures/0/files/0/name missing",
	         "/procedures/0/files/0/accepts/0/format unknown firmware format");
}

static void names_that_two_vendors_share_are_told(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"aliases\": [\"us\"], "
	        "\"models\": []}");
	char told[TOLD];

	(void)state;
	write_file(folder, "us.json",
	           "{\"schema\": 2, \"vendor\": \"us\", \"title\": \"U\", \"aliases\": [\"mine\"], "
	           "\"models\": []}");
	assert_int_equal(review(folder, told).problems, 2);
	assert_non_null(
	        strstr(told, "us.json /vendor: 'us' is already a name of the vendor 'mine'"));
	assert_non_null(strstr(told, "us.json /aliases/0: 'mine' is already"));
	drop_file(folder, "us.json");
	drop_folder(folder);
}

static void a_folder_that_is_not_there_cannot_be_reviewed(void **state)
{
	const struct review_request request = { .folder = "/nonexistent" };
	struct review_counts counts;
	struct failure why;

	(void)state;
	assert_false(review_run(&request, &counts, &why));
	assert_int_equal(why.kind, FAIL_CATALOG);
}

TEST_MAIN(TEST(keys_that_are_none_are_told), TEST(a_sound_file_has_no_problems_and_is_counted),
          TEST(a_model_is_no_surer_than_its_sources), TEST(every_problem_of_a_file_is_told),
          TEST(names_are_checked), TEST(what_does_not_exist_is_told_where_it_is_named),
          TEST(what_a_stick_cannot_be_is_told), TEST(a_code_of_two_routers_with_one_label_is_told),
          TEST(steps_and_conditions_must_be_of_a_kind), TEST(an_address_must_be_one),
          TEST(an_address_and_its_kind_must_agree),
          TEST(what_a_program_needs_of_a_network_must_be_exact),
          TEST(nothing_is_stored_over_what_only_the_maker_has),
          TEST(a_file_of_the_older_schema_is_told_with_the_remedy),
          TEST(addresses_and_checksums_are_checked), TEST(texts_that_nobody_can_read_are_told),
          TEST(a_shared_mistake_is_told_once_and_where_it_is_written),
          TEST(names_that_two_vendors_share_are_told),
          TEST(a_folder_that_is_not_there_cannot_be_reviewed))
