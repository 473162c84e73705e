#include "cli/output/command_line.h"

#include "base/mem.h"

#include <stdlib.h>

#include "test.h"

#define WORDS(...) \
	{ \
		(const char *[]){ __VA_ARGS__ }, \
		        sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *) \
	}

static void assert_again(const struct strings *typed, const struct strings *added,
                         const char *expected)
{
	const struct event_again again = { .words = added->items, .count = added->count };
	AUTO_FREE char *line = NULL;

	unsetenv("SUDO_UID");
	line = command_line_again(typed, &again);
	assert_non_null(line);
	assert_string_equal(line, expected);
}

static void what_was_answered_stands_behind_what_was_typed(void **state)
{
	const struct strings typed = WORDS("mkrescue-usb", "--trust", "my key");
	const struct strings added = WORDS("--vendor", "acme", "--output", "stick.img");

	(void)state;
	assert_again(&typed, &added,
	             "mkrescue-usb --trust 'my key' --vendor acme --output stick.img");
}

static void an_option_that_was_typed_is_replaced_and_not_repeated(void **state)
{
	const struct strings added = WORDS("--model", "a1", "--firmware", "openwrt:latest:acme_a1");
	const struct strings typed = WORDS("mkrescue-usb", "-m", "a one", "--vendor", "acme",
	                                   "--firmware=openwrt:latest", "-ysomething");
	const struct strings joined = WORDS("mkrescue-usb", "-ma1", "--firm", "openwrt:latest",
	                                    "--vendor", "acme", "--mod=a1", "-fx");

	(void)state;
	assert_again(&typed, &added,
	             "mkrescue-usb --vendor acme -ysomething --model a1 --firmware "
	             "openwrt:latest:acme_a1");
	assert_again(&joined, &added,
	             "mkrescue-usb --vendor acme --model a1 --firmware openwrt:latest:acme_a1");
}

static void a_rescue_is_one_also_the_next_time(void **state)
{
	const struct strings typed = WORDS("mkrescue-usb");
	const struct strings told = WORDS("mkrescue-usb", "rescue");
	const struct event_again again = { .is_rescue = true };
	AUTO_FREE char *line = NULL;
	AUTO_FREE char *same = NULL;

	(void)state;
	unsetenv("SUDO_UID");
	line = command_line_again(&typed, &again);
	same = command_line_again(&told, &again);
	assert_string_equal(line, "mkrescue-usb rescue");
	assert_string_equal(same, "mkrescue-usb rescue");
}

TEST_MAIN(TEST(what_was_answered_stands_behind_what_was_typed),
          TEST(an_option_that_was_typed_is_replaced_and_not_repeated),
          TEST(a_rescue_is_one_also_the_next_time))
