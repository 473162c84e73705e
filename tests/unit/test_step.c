/* catalog/step, catalog/vendorfile/vendorsteps: what a step says, and what steps may not say. */
#include "catalog/step.h"

#include "base/mem.h"
#include "catalog/vendorfile/vendorcheck.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

struct told {
	struct json_problems problems;
	char text[1024];
};

static void note(struct json_problems *problems, const char *pointer, const char *problem)
{
	struct told *told = (struct told *)problems;
	size_t used = strlen(told->text);

	snprintf(told->text + used, sizeof(told->text) - used, "%s %s\n", pointer, problem);
}

/* What is wrong with these steps is `expected`, and nothing else; "": nothing. */
static void assert_problem(struct step *steps, size_t count, const char *expected)
{
	static const struct json_place top = { NULL, NULL, 0 };
	const struct recipe recipe = { .steps = steps, .step_count = count };
	struct told told = { { note, 0 }, "" };

	vendorcheck_steps(&recipe, &top, &told.problems);
	if (told.problems.count != (expected[0] ? 1 : 0) || !strstr(told.text, expected))
		print_message("'%s': %s\n", steps[0].action, told.text);
	assert_int_equal(told.problems.count, expected[0] ? 1 : 0);
	assert_non_null(strstr(told.text, expected));
}

#define PROBLEM(expected, ...) \
	do { \
		struct step steps_[] = { __VA_ARGS__ }; \
		assert_problem(steps_, ARRAY_LEN(steps_), expected); \
	} while (0)
#define STEP(words, what) \
	{ \
		.action = (words), .act = (what) \
	}
#define STEP_WITH(words, what, ...) \
	{ \
		.action = (words), .act = (what), __VA_ARGS__ \
	}

static void a_step_is_one_action_that_its_words_say(void **state)
{
	(void)state;
	PROBLEM("/steps/0/act is not", STEP("Plug it in.", ACT_POWER_OUT));
	PROBLEM("/steps/0/do has two", STEP_WITH("Hold A, plug it in.", ACT_HOLD, .button = "A"));
	PROBLEM("/steps/0/do has two", STEP("Wait and then open the page.", ACT_WAIT));
	PROBLEM("/steps/0/do has two", STEP("Press it. Wait.", ACT_PRESS));
	PROBLEM("/steps/0/do has two", STEP("Put the card in; then unplug it.", ACT_CARD_IN));
	PROBLEM("/steps/0/do forbids", STEP("Do not switch it off.", ACT_POWER_OUT));
	PROBLEM("", STEP("Wait. Do not unplug anything.", ACT_HANDS_OFF));
	PROBLEM("", STEP("Choose the file and upload it.", ACT_UPLOAD));
	PROBLEM("", STEP("Put the cable into a socket and into your computer.", ACT_CABLE_IN));
	PROBLEM("", STEP("Hold it, plug it in.", ACT_UNKNOWN));
}

static void the_power_of_steps_does_not_contradict_their_acts(void **state)
{
	(void)state;
	PROBLEM("/steps/0/power contra", STEP_WITH("Unplug it.", ACT_POWER_OUT, .power = POWER_ON));
	PROBLEM("/steps/0/power contra", STEP_WITH("Wait.", ACT_WAIT, .power = POWER_CYCLE));
	PROBLEM("/steps/1/act switches on", STEP("Plug it in.", ACT_POWER_IN),
	        STEP("Switch it on.", ACT_POWER_IN));
	PROBLEM("", STEP("Plug it in.", ACT_POWER_IN), STEP("Unplug it.", ACT_POWER_OUT),
	        STEP_WITH("Do this again.", ACT_CYCLE, .times = 3),
	        STEP("Plug it in.", ACT_POWER_IN));
	PROBLEM("", STEP("Plug it in.", ACT_POWER_IN),
	        STEP_WITH("Wait.", ACT_WAIT, .power = POWER_OFF),
	        STEP("Switch it on.", ACT_POWER_IN));
}

static void times_and_names_of_buttons_are_what_they_seem(void **state)
{
	(void)state;
	PROBLEM("/steps/0/button must be", STEP_WITH("Hold it.", ACT_HOLD, .button = "hold"));
	PROBLEM("/steps/0/times is for", STEP_WITH("Wait.", ACT_WAIT, .times = 2));
	PROBLEM("/steps/0/seconds is", STEP_WITH("Wait.", ACT_WAIT, .span = { 2, 2, 0 }));
	PROBLEM("/steps/0/seconds_min is", STEP_WITH("Wait.", ACT_WAIT, .span = { 0, 3, 2 }));
	PROBLEM("", STEP_WITH("Wait.", ACT_WAIT, .span = { 0, 2, 3 }));
}

static void a_button_is_held_until_it_is_let_go_of(void **state)
{
	static const struct step steps[] = {
		STEP("Put the card in.", ACT_CARD_IN),
		STEP_WITH("Hold A.", ACT_HOLD, .button = "A"),
		STEP("Plug it in.", ACT_POWER_IN),
		STEP_WITH("Hold B.", ACT_HOLD, .button = "B"),
		STEP_WITH("Let go of A.", ACT_RELEASE, .button = "A"),
		STEP("Wait.", ACT_WAIT),
		STEP("Let go.", ACT_RELEASE),
		STEP("Wait.", ACT_WAIT),
	};
	static const bool held[] = { false, false, true, true, true, true, false, false };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		assert_int_equal(step_is_held(steps, i), held[i]);
	PROBLEM("/steps/0/act lets go", STEP("Let go of it.", ACT_RELEASE));
}

static void power_and_place_follow_from_the_act_unless_they_are_stated(void **state)
{
	static const struct step out = { .act = ACT_POWER_OUT };
	static const struct step cable = { .act = ACT_CABLE_OUT, .power = POWER_OFF };
	static const struct step page = { .act = ACT_BROWSER };
	static const struct step look = { .act = ACT_LOOK, .site = SITE_COMPUTER };

	(void)state;
	assert_int_equal(step_power(&out), POWER_OFF);
	assert_int_equal(step_power(&cable), POWER_OFF);
	assert_int_equal(step_power(&page), POWER_UNCHANGED);
	assert_int_equal(step_site(&out), SITE_ROUTER);
	assert_int_equal(step_site(&page), SITE_COMPUTER);
	assert_int_equal(step_site(&look), SITE_COMPUTER);
	for (enum act act = 0; act < ACT_COUNT; act++)
		assert_non_null(act_name(act));
}

TEST_MAIN(TEST(a_step_is_one_action_that_its_words_say),
          TEST(the_power_of_steps_does_not_contradict_their_acts),
          TEST(times_and_names_of_buttons_are_what_they_seem),
          TEST(a_button_is_held_until_it_is_let_go_of),
          TEST(power_and_place_follow_from_the_act_unless_they_are_stated))
