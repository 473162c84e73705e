#include "stick/write/wipe.h"

#include "base/mem.h"
#include "stick/image/plan.h"

#include "test.h"

#include "lying_target.h"

enum { SIZE = 40 * MIB, FROM = 5 * MIB + SECTOR };

/* A used stick. */
static struct lying_target used_stick(void)
{
	struct lying_target stick = lying_target(SIZE);

	stick.stale = 0xff;
	return stick;
}

static bool wipe(struct lying_target *stick, struct failure *why)
{
	AUTO_FREE uint8_t *room = mem_pages(WIPE_BUFFER);

	return wipe_range(lying_stick(stick), FROM, SIZE, room, NULL, why);
}

static void assert_wiped(struct lying_target *stick, uint64_t written, uint64_t cleared)
{
	struct failure why;

	if (!wipe(stick, &why))
		assert_string_equal(why.text, "");
	assert_true(lying_holds(stick, 0xff, 0, FROM));
	assert_true(lying_holds(stick, 0, FROM, SIZE));
	assert_int_equal(stick->written, written);
	assert_int_equal(stick->cleared, cleared);
	lying_target_done(stick);
}

static void a_stick_that_clears_nothing_by_itself_gets_zeros_to_its_end(void **state)
{
	struct lying_target stick = used_stick();

	(void)state;
	assert_wiped(&stick, SIZE - FROM, 0);
}

/* Where its own boundaries lie nobody knows: the ends are written. */
static void a_stick_that_clears_by_itself_is_written_at_the_ends_only(void **state)
{
	struct lying_target stick = used_stick();

	(void)state;
	stick.can_clear = true;
	assert_wiped(&stick, 8 * MIB - FROM, SIZE - 8 * MIB);
}

static void a_stick_that_only_says_that_it_cleared_is_not_believed(void **state)
{
	struct lying_target stick = used_stick();

	(void)state;
	stick.can_clear = true;
	stick.clear_lies = true;
	assert_wiped(&stick, SIZE - FROM, 2 * (SIZE - 8 * MIB)); /* asked in both ways */
}

static void expect_failure(struct lying_target *stick, enum fail_kind kind, const char *words)
{
	struct failure why;

	assert_false(wipe(stick, &why));
	assert_int_equal(why.kind, kind);
	assert_non_null(strstr(why.text, words));
	lying_target_done(stick);
}

static void what_is_not_zero_after_all_is_told_with_its_place(void **state)
{
	struct lying_target first = used_stick();
	struct lying_target last = used_stick();
	struct lying_target short_one = used_stick();

	(void)state;
	first.rots_at = FROM;
	expect_failure(&first, FAIL_VERIFY, "not zero at byte 5243392");
	last.rots_at = SIZE - 1;
	expect_failure(&last, FAIL_VERIFY, "not zero at byte 41938944");
	short_one.lie = LIE_LOSES;
	short_one.real = 20 * MIB;
	short_one.can_clear = true;
	expect_failure(&short_one, FAIL_VERIFY, "--check-capacity");
}

static void a_stick_that_cannot_be_written_is_told_with_the_place(void **state)
{
	struct lying_target stick = used_stick();

	(void)state;
	stick.unwritable_at = 30 * MIB;
	expect_failure(&stick, FAIL_IO, "writing failed at byte 31457280");
}

TEST_MAIN(TEST(a_stick_that_clears_nothing_by_itself_gets_zeros_to_its_end),
          TEST(a_stick_that_clears_by_itself_is_written_at_the_ends_only),
          TEST(a_stick_that_only_says_that_it_cleared_is_not_believed),
          TEST(what_is_not_zero_after_all_is_told_with_its_place),
          TEST(a_stick_that_cannot_be_written_is_told_with_the_place))
