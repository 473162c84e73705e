#include "cli/options/options.h"

#include "cli/options/table.h"
#include "cli/options/usage.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { WORDS_MAX = 12, MANY = 5000 };

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
	assert_refused("check-catalog --yes", "option '--yes' cannot be used with 'check-catalog'");
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
	assert_refused("list --erase 123", "'--erase' cannot be used with 'list'");
	assert_refused("verify --output x", "'--output' cannot be used with 'verify'");
	assert_refused("write --firmware x", "'--firmware' cannot be used with 'write'");
}

static void an_option_with_one_value_is_given_once(void **state)
{
	char name[TABLE_NAME];

	(void)state;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char line[128];
		char words[2 * TABLE_NAME + 32];

		if (option_rows[i].shape != SHAPE_ONE)
			continue;
		option_name(i, name);
		snprintf(line, sizeof(line), "--%s=a --%s b", name, name);
		snprintf(words, sizeof(words), "option '--%s' is given twice; give it once", name);
		assert_refused(line, words);
	}
	assert_refused("verify -i a.img --image a.img", "option '--image' is given twice");
}

static void a_flag_may_be_repeated(void **state)
{
	struct options options;
	struct failure why;

	(void)state;
	assert_true(parse("list --json -q --json -q -q", &options, &why));
	assert_true(options.json && options.quiet);
	options_done(&options);
}

static void mistakes_are_named(void **state)
{
	(void)state;
	assert_refused("--devise /dev/sdb", "'--devise'");
	assert_refused("-Z", "'-Z'");
	assert_refused("--vendor", "'--vendor' needs a value");
	assert_refused("bild", "'bild'");
	assert_refused("list a b", "unexpected word 'b'");
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

static void the_nearest_command_and_option_are_named(void **state)
{
	(void)state;
	assert_refused("wirte --image a.img", "unknown command 'wirte' (did you mean 'write'?)");
	assert_refused("--devcie=/dev/sdb", "unknown option '--devcie' (did you mean '--device'");
}

static char *help_of(size_t verb)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	if (verb == VERB_COUNT)
		help_program(to);
	else
		help_command((enum verb)verb, to);
	fclose(to);
	return text;
}

static void assert_fits_80_columns(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		assert_in_range(strcspn(line, "\n"), 0, 80);
}

static size_t lines_of(const char *text)
{
	size_t lines = 0;

	for (; (text = strchr(text, '\n')); text++)
		lines++;
	return lines;
}

static void help_is_one_screen_with_every_command(void **state)
{
	char *text = help_of(VERB_COUNT);
	char name[TABLE_NAME];

	(void)state;
	assert_fits_80_columns(text);
	assert_in_range(lines_of(text), 14, 24);
	for (size_t i = 0; i < VERB_COUNT; i++)
		assert_non_null(strstr(text, verb_name(i, name)));
	free(text);
}

static void help_of_a_command_has_its_options_and_no_others(void **state)
{
	char name[TABLE_NAME];

	(void)state;
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		char *text = help_of(verb);

		assert_fits_80_columns(text);
		assert_non_null(strstr(text, "Usage: mkrescue-usb "));
		assert_non_null(strstr(text, "\nExamples:\n  mkrescue-usb "));
		for (size_t i = 0; i < OPTION_COUNT; i++) {
			char start[TABLE_NAME + 4];
			const char *found;

			snprintf(start, sizeof(start), " --%s", option_name(i, name));
			found = strstr(strchr(text, '\n'), start);
			assert_true(!verb_takes(verb, i) || found);
		}
		free(text);
	}
}

/* "inspect f --trust f --trust f ...", so many times. */
static bool parse_many(size_t count, struct options *out, struct failure *why)
{
	static char words[][16] = { "mkrescue-usb", "inspect", "--trust", "f" };
	char *argv[3 + 2 * MANY + 1] = { words[0], words[1], words[3] };
	int argc = 3;

	for (size_t i = 0; i < count; i++) {
		argv[argc++] = words[2];
		argv[argc++] = words[3];
	}
	return options_parse(out, argc, argv, why);
}

static void an_option_is_given_a_hundred_times_at_most(void **state)
{
	struct options options;
	struct failure why = { 0 };

	(void)state;
	assert_true(parse_many(100, &options, &why));
	options_done(&options);
	assert_false(parse_many(MANY, &options, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_string_equal(why.text,
	                    "option '--trust' is given 5000 times; give it at most 100 times");
	options_done(&options);
}

TEST_MAIN(TEST(build_is_the_command_when_none_is_named), TEST(the_command_may_stand_anywhere),
          TEST(a_command_is_spelled_with_a_hyphen), TEST(the_vendor_is_an_option_or_an_operand),
          TEST(lists_keep_their_order), TEST(an_option_of_another_command_is_refused),
          TEST(an_option_with_one_value_is_given_once), TEST(a_flag_may_be_repeated),
          TEST(mistakes_are_named), TEST(an_option_is_given_a_hundred_times_at_most),
          TEST(a_usage_error_still_knows_that_json_is_wanted),
          TEST(the_nearest_command_and_option_are_named),
          TEST(help_is_one_screen_with_every_command),
          TEST(help_of_a_command_has_its_options_and_no_others))
