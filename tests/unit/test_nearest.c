#include "app/knowledge/search/nearest.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

static const char *const vendors[] = { "asus", "dlink", "linksys", "netgear", "tplink", "xiaomi" };

/* What is asked of who typed this, with the names above. */
static void assert_question(const char *typed, const char *question)
{
	AUTO_FREE char *asked = NULL;
	struct nearest nearest;

	nearest_begin(&nearest, typed);
	for (size_t i = 0; i < ARRAY_LEN(vendors); i++)
		nearest_try(&nearest, vendors[i], vendors[i]);
	nearest_try(&nearest, "mi", "xiaomi");
	asked = nearest_question(&nearest);
	assert_string_equal(asked, question);
}

static void one_mistake_is_forgiven(void **state)
{
	(void)state;
	assert_question("netgaer", " (did you mean 'netgear'?)");
	assert_question("netgar", " (did you mean 'netgear'?)");
	assert_question("nettgear", " (did you mean 'netgear'?)");
	assert_question("netgeat", " (did you mean 'netgear'?)");
	assert_question("TP-Lnik", " (did you mean 'tplink'?)");
}

static void two_letters_that_changed_places_are_one_mistake(void **state)
{
	struct nearest nearest;

	(void)state;
	nearest_begin(&nearest, "rg3"); /* so short that no more than one is forgiven */
	nearest_try(&nearest, "r3g", "r3g");
	nearest_try(&nearest, "r4x", "r4x");
	assert_int_equal(nearest.count, 1);
	assert_string_equal(nearest.best[0].name, "r3g");
}

static void case_blanks_and_hyphens_do_not_count(void **state)
{
	(void)state;
	assert_question("D-LINK", " (did you mean 'dlink'?)");
	assert_question("net gear", " (did you mean 'netgear'?)");
}

static void a_part_of_a_name_is_near(void **state)
{
	(void)state;
	assert_question("gear", " (did you mean 'netgear'?)");
	assert_question("asustek", " (did you mean 'asus'?)");
}

static void an_alias_counts_and_its_name_is_told_once(void **state)
{
	(void)state;
	assert_question("mii", " (did you mean 'xiaomi'?)");
	assert_question("xiaom", " (did you mean 'xiaomi'?)");
}

static void what_is_far_from_everything_gets_no_question(void **state)
{
	(void)state;
	assert_question("zyxel", "");
	assert_question("", "");
	assert_question("---", "");
}

static void three_are_told_at_most_the_nearest_first(void **state)
{
	static const char *const names[] = { "r3000", "r700", "r7000p", "r7000", "r7500" };
	AUTO_FREE char *asked = NULL;
	struct nearest nearest;

	(void)state;
	nearest_begin(&nearest, "r7100");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		nearest_try(&nearest, names[i], names[i]);
	asked = nearest_question(&nearest);
	assert_string_equal(asked, " (did you mean 'r700', 'r7000' or 'r7500'?)");
}

static void a_name_longer_than_any_does_no_harm(void **state)
{
	char long_name[1000];
	struct nearest nearest;

	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	nearest_begin(&nearest, long_name);
	nearest_try(&nearest, long_name, long_name);
	nearest_try(&nearest, "x", "x");
	assert_int_equal(nearest.count, 1);
}

TEST_MAIN(TEST(one_mistake_is_forgiven), TEST(two_letters_that_changed_places_are_one_mistake),
          TEST(case_blanks_and_hyphens_do_not_count), TEST(a_part_of_a_name_is_near),
          TEST(an_alias_counts_and_its_name_is_told_once),
          TEST(what_is_far_from_everything_gets_no_question),
          TEST(three_are_told_at_most_the_nearest_first), TEST(a_name_longer_than_any_does_no_harm))
