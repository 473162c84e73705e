#include "cli/options/options.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { WORDS_MAX = 12 };

/* Takes a command line apart at its spaces. */
static bool parse(const char *line, struct options *out, struct failure *why)
{
	static char words[256];
	static char name[] = "mkrescue-usb";
	char *argv[WORDS_MAX] = { name };
	int argc = 1;

	strncpy(words, line, sizeof(words) - 1);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return options_parse(out, argc, argv, why);
}

static void assert_refused(const char *line, const char *words)
{
	struct options options;
	struct failure why;

	assert_false(parse(line, &options, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_non_null(strstr(why.text, words));
	options_done(&options);
}

static void build_is_the_command_when_none_is_named(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_true(parse("--vendor xiaomi --output stick.img -y", &options, &why));
	assert_int_equal(options.verb, VERB_build);
	assert_string_equal(options.vendor, "xiaomi");
	assert_string_equal(options.output, "stick.img");
	assert_true(options.yes);
	assert_false(options.force);
	options_done(&options);
}

static void the_command_may_stand_anywhere(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_true(parse("--json show xiaomi r3g", &options, &why));
	assert_int_equal(options.verb, VERB_show);
	assert_int_equal(options.operands.count, 2);
	assert_string_equal(options.operands.items[1], "r3g");
	options_done(&options);
}

static void a_command_is_spelled_with_a_hyphen(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_true(parse("check-catalog mine", &options, &why));
	assert_int_equal(options.verb, VERB_check_catalog);
	options_done(&options);
	assert_refused("check_catalog", "'check_catalog'");
	assert_refused("check-catalog --yes", "'check-catalog' knows no option '--yes'");
}

static void assert_vendor(const char *line, const char *vendor)
{
	struct options options;
	struct failure why;

	assert_true(parse(line, &options, &why));
	if (vendor)
		assert_string_equal(options_request(&options).router.vendor, vendor);
	else
		assert_null(options_request(&options).router.vendor);
	options_done(&options);
}

static void the_vendor_is_an_option_or_an_operand(void **state)
{
	(void)state;
	assert_vendor("--vendor xiaomi", "xiaomi");
	assert_vendor("show xiaomi r3g", "xiaomi");
	assert_vendor("list xiaomi", "xiaomi");
	assert_vendor("list", NULL);
	assert_vendor("inspect xiaomi", NULL);
	assert_vendor("check-catalog xiaomi", NULL);
}

static void lists_keep_their_order(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_true(parse("inspect a --trust=k1 b --trust k2", &options, &why));
	assert_int_equal(options.trust.count, 2);
	assert_string_equal(options.trust.items[0], "k1");
	assert_string_equal(options.trust.items[1], "k2");
	assert_string_equal(options.operands.items[0], "a");
	options_done(&options);
}

static void an_option_of_another_command_is_refused(void **state)
{
	(void)state;
	assert_refused("list --erase 123", "'list' knows no option '--erase'");
	assert_refused("verify --output x", "'verify' knows no option '--output'");
	assert_refused("write --firmware x", "'write' knows no option '--firmware'");
}

static void mistakes_are_named(void **state)
{
	(void)state;
	assert_refused("--devise /dev/sdb", "'--devise'");
	assert_refused("-Z", "'-Z'");
	assert_refused("--vendor", "'--vendor' wants a value");
	assert_refused("bild", "'bild'");
	assert_refused("show xiaomi", "VENDOR MODEL");
	assert_refused("list a b", "'b' is one word too many");
}

static void a_usage_error_still_knows_that_json_is_wanted(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_false(parse("--bogus --json", &options, &why));
	assert_true(options.json);
	options_done(&options);
}

static void help_names_every_command_and_option(void **state)
{
	char names[][32] = {
#define VERB(name, operands, least, most, help) #name,
#include "cli/options/verbs.def"
#undef VERB
	};
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	(void)state;
	assert_non_null(to);
	options_help(to);
	fclose(to);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (char *s = names[i]; (s = strchr(s, '_'));)
			*s = '-';
		assert_non_null(strstr(text, names[i]));
	}
	assert_non_null(strstr(text, "--accept-unsigned"));
	assert_non_null(strstr(text, "--dry-run"));
	free(text);
}

TEST_MAIN(TEST(build_is_the_command_when_none_is_named), TEST(the_command_may_stand_anywhere),
          TEST(a_command_is_spelled_with_a_hyphen), TEST(the_vendor_is_an_option_or_an_operand),
          TEST(lists_keep_their_order), TEST(an_option_of_another_command_is_refused),
          TEST(mistakes_are_named), TEST(a_usage_error_still_knows_that_json_is_wanted),
          TEST(help_names_every_command_and_option))
