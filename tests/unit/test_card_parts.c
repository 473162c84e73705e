/* guide/drawing, guide/sheet, guide/course, guide/checklist: what the card draws, and what it
 * concludes from all steps together.
 */
#include "base/mem.h"
#include "guide/checklist.h"
#include "guide/course.h"
#include "guide/drawing/lamp.h"
#include "guide/drawing/pictogram.h"
#include "guide/drawing/timebar.h"
#include "guide/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

/* What is drawn goes to `text`. */
struct memory {
	char *text;
	size_t size;
	FILE *to;
};

/* What is drawn, with every lettered block's letter, and how many blocks there are. */
static void assert_lamp(const struct light_part *parts, size_t count, const char *letters,
                        size_t blocks)
{
	struct memory drawn;
	size_t found = 0;
	char read[32] = "";

	drawn.to = mem_text_begin(&drawn.text, &drawn.size);
	lamp_draw(drawn.to, parts, count);
	mem_text_end(drawn.to, &drawn.text);
	for (const char *at = drawn.text; (at = strstr(at, "<text")); at++)
		strncat(read, strchr(at, '>') + 1, strcspn(strchr(at, '>') + 1, "<"));
	for (const char *at = drawn.text; (at = strstr(at, "<rect x=")); at++)
		found++;
	assert_string_equal(read, letters);
	assert_int_equal(found, blocks);
	free(drawn.text);
}

#define LAMP(letters, blocks, ...) \
	do { \
		static const struct light_part parts_[] = { __VA_ARGS__ }; \
		assert_lamp(parts_, ARRAY_LEN(parts_), letters, blocks); \
	} while (0)

static void a_lamp_shows_only_what_its_data_says(void **state)
{
	(void)state;
	LAMP("R", 1, { .colour = "red" });
	LAMP("V", 1, { .colour = "violet", .rhythm = RHYTHM_STEADY });
	LAMP("YYYY", 4, { .colour = "yellow", .rhythm = RHYTHM_BLINKS });
	LAMP("", 3, { .rhythm = RHYTHM_BLINKS, .count = 3 });
	LAMP("", 1, { .colour = "mauve" });
	LAMP("A", 7, { .colour = "amber", .rhythm = RHYTHM_FAST });
	LAMP("", 0, { .which = "power" });
	assert_lamp(NULL, 0, "", 0);
	LAMP("BorW", 2, { .colour = "blue" }, { .join = JOIN_OR, .colour = "white" });
	LAMP("B&gt;W", 2, { .colour = "blue" }, { .join = JOIN_THEN, .colour = "white" });
	LAMP("RGBWA", 5, { .colour = "red" }, { .colour = "green" }, { .colour = "blue" },
	     { .colour = "white" }, { .colour = "amber" });
}

static void a_colour_that_no_source_says_is_missed(void **state)
{
	static const struct light_part parts[] = {
		{ .colour = "red", .rhythm = RHYTHM_BLINKS },
		{ .which = "power", .rhythm = RHYTHM_OFF },
		{ .rhythm = RHYTHM_BLINKS },
	};

	(void)state;
	assert_false(lamp_lacks_colour(parts, 2));
	assert_true(lamp_lacks_colour(parts, 3));
}

static void a_light_that_is_off_is_dark(void **state)
{
	static const struct light_part off = { .which = "power", .rhythm = RHYTHM_OFF };
	struct memory drawn;

	(void)state;
	drawn.to = mem_text_begin(&drawn.text, &drawn.size);
	lamp_draw(drawn.to, &off, 1);
	mem_text_end(drawn.to, &drawn.text);
	assert_non_null(strstr(drawn.text, "class=dark"));
	assert_null(strstr(drawn.text, "fill="));
	free(drawn.text);
}

/* Full blocks, open ones, and whether there is an arrow. */
static void assert_bar(struct span span, size_t full, size_t open, bool arrow)
{
	struct memory drawn;
	size_t counts[2] = { 0 };

	drawn.to = mem_text_begin(&drawn.text, &drawn.size);
	timebar_draw(drawn.to, &span);
	mem_text_end(drawn.to, &drawn.text);
	for (const char *at = drawn.text; (at = strstr(at, "class=b")); at++)
		counts[at[7] == 'h']++;
	assert_int_equal(counts[0], full);
	assert_int_equal(counts[1], open);
	assert_int_equal(strstr(drawn.text, "class=a") != NULL, arrow);
	free(drawn.text);
}

static void a_time_is_drawn_to_scale(void **state)
{
	(void)state;
	assert_bar((struct span){ 0 }, 0, 0, false);
	assert_bar((struct span){ .about = 10 }, 10, 0, false);
	assert_bar((struct span){ .least = 8, .most = 15 }, 8, 7, false);
	assert_bar((struct span){ .least = 120 }, 4, 0, true);
	assert_bar((struct span){ .most = 60 }, 0, 12, false);
	assert_bar((struct span){ .about = 86400 }, 15, 0, false);
}

/* The picture of a step. */
static void assert_picture(const struct step *step, const char *what)
{
	struct memory drawn;

	drawn.to = mem_text_begin(&drawn.text, &drawn.size);
	pictogram_draw(drawn.to, step);
	mem_text_end(drawn.to, &drawn.text);
	assert_non_null(strstr(drawn.text, what));
	free(drawn.text);
}

static void every_act_has_a_picture_and_a_cycle_its_count(void **state)
{
	static const struct step again = { .act = ACT_CYCLE, .times = 3 };
	static const struct step power = { .act = ACT_CYCLE, .power = POWER_CYCLE };
	struct step steps[ACT_COUNT];
	struct memory defined;

	(void)state;
	for (enum act act = 0; act < ACT_COUNT; act++)
		steps[act] = (struct step){ .act = act };
	defined.to = mem_text_begin(&defined.text, &defined.size);
	pictogram_define(defined.to, steps, ACT_COUNT);
	mem_text_end(defined.to, &defined.text);
	for (enum act act = ACT_POWER_OUT; act < ACT_COUNT; act++) {
		AUTO_FREE char *symbol = mem_printf("<symbol id=p-%s ", act_name(act));
		AUTO_FREE char *use = mem_printf("\"#p-%s\"", act_name(act));

		assert_non_null(strstr(defined.text, symbol));
		if (act != ACT_CYCLE)
			assert_picture(&steps[act], use);
	}
	assert_picture(&again, ">3×<");
	assert_picture(&power, ">OFF ON<");
	free(defined.text);
}

static void the_time_in_all_is_planned_from_what_is_known(void **state)
{
	struct step steps[] = {
		{ .act = ACT_POWER_OUT },
		{ .act = ACT_HANDS_OFF, .span = { .about = 240 } },
		{ .act = ACT_PC_SEND },
	};
	struct recipe recipe = { .steps = steps, .step_count = 2 };

	(void)state;
	assert_int_equal(course_of(&recipe).minutes, 10); /* 5 for the hands, 4 of waiting */
	assert_false(course_of(&recipe).is_open);
	recipe.step_count = 3; /* a computer takes 10 */
	assert_int_equal(course_of(&recipe).minutes, 15);
	steps[1].span.about = 0;
	assert_true(course_of(&recipe).is_open);
	assert_int_equal(course_of(&recipe).minutes, 30);
	recipe.network.wait_seconds = 600; /* belongs to the wait */
	assert_int_equal(course_span(&recipe, 1).least, 600);
	assert_false(course_of(&recipe).is_open);
	recipe.minutes = 7; /* a source says so */
	assert_int_equal(course_of(&recipe).minutes, 7);
}

static void what_is_needed_comes_before_what_must_hold(void **state)
{
	struct slot file = { .name = "a.bin", .directory = "/" };
	struct condition before[] = {
		{ CONDITION_ONLY_IF, "If it is a v2." },
		{ CONDITION_ACCEPT, "Its settings are lost." },
	};
	struct step step = { .act = ACT_POWER_OUT };
	const struct recipe recipe = {
		.method = METHOD_TFTP_SERVE,
		.files = &file,
		.file_count = 1,
		.before = before,
		.before_count = 2,
		.steps = &step,
		.step_count = 1,
	};
	const struct guide_card card = { .recipe = &recipe };
	struct checklist list;

	(void)state;
	checklist_make(&list, &card);
	assert_int_equal(list.box_count, 3);
	assert_string_equal(list.boxes[1], "On it the file, named a.bin");
	assert_string_equal(list.boxes[2], "Its settings are lost.");
	assert_int_equal(list.special_count, 1);
	assert_string_equal(list.special[0], "If it is a v2.");
	checklist_done(&list);
}

static void long_cards_are_printed_in_smaller_type(void **state)
{
	AUTO_FREE char *text = mem_zalloc(6001, 1);

	(void)state;
	assert_int_equal(sheet_type_size("<p>short</p>"), 115);
	memset(text, 'x', 4000);
	assert_in_range(sheet_type_size(text), 85, 105);
	memset(text, 'x', 6000);
	assert_int_equal(sheet_type_size(text), 84);
	memset(text, ' ', 6000); /* blanks take no room */
	assert_int_equal(sheet_type_size(text), 115);
	memset(text, 'x', 6000);
	text[0] = '<'; /* nor do tags */
	assert_int_equal(sheet_type_size(text), 115);
}

TEST_MAIN(TEST(a_lamp_shows_only_what_its_data_says), TEST(a_colour_that_no_source_says_is_missed),
          TEST(a_light_that_is_off_is_dark), TEST(a_time_is_drawn_to_scale),
          TEST(every_act_has_a_picture_and_a_cycle_its_count),
          TEST(the_time_in_all_is_planned_from_what_is_known),
          TEST(what_is_needed_comes_before_what_must_hold),
          TEST(long_cards_are_printed_in_smaller_type))
