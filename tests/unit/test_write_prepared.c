/* stick/write: what may be done before the image: the capacity checked, all of it wiped. */
#include "stick/image/plan.h"
#include "stick/write/write.h"

#include "test.h"

#include "lying_target.h"

enum { SIZE = 6 * MIB, USED = 3 * MIB + 512 };

/* Nothing but the boot record in the first MiB, and bytes of which none is zero after it. */
static struct lying_target make_image(void)
{
	struct lying_target image = lying_target(SIZE);

	lying_fill(&image, 1, 0, SECTOR);
	lying_fill(&image, 0xee, MIB, USED);
	return image;
}

/* A stick with a partition table and old content. */
static struct lying_target used_stick_of(uint64_t size)
{
	struct lying_target stick = lying_target(size);

	lying_fill(&stick, 0xff, 0, SIZE);
	lying_fill(&stick, 0x55, SECTOR - 2, SECTOR - 1);
	lying_fill(&stick, 0xaa, SECTOR - 1, SECTOR);
	return stick;
}

static struct lying_target used_stick(void)
{
	return used_stick_of(SIZE);
}

static bool write_it(struct lying_target *stick, bool check_capacity, bool wipe,
                     struct write_result *result, struct failure *why)
{
	struct lying_target image = make_image();
	const struct write_order order = {
		.image = lying_stick(&image),
		.used = USED,
		.check_capacity = check_capacity,
		.wipe = wipe,
	};
	bool good = write_stick(lying_stick(stick), &order, NULL, result, why);

	lying_target_done(&image);
	return good;
}

static void expect_failure(struct lying_target *stick, bool check_capacity, bool wipe,
                           enum fail_kind kind, const char *words)
{
	struct write_result result;
	struct failure why;

	assert_false(write_it(stick, check_capacity, wipe, &result, &why));
	assert_int_equal(result.state, WRITE_BLANK);
	assert_int_equal(why.kind, kind);
	assert_non_null(strstr(why.text, words));
	assert_true(lying_holds(stick, 0, 0, SECTOR));
	lying_target_done(stick);
}

static void a_checked_and_wiped_stick_holds_the_image_and_zeros(void **state)
{
	struct lying_target stick = used_stick();
	struct lying_target image = make_image();
	struct write_result result;
	struct failure why;

	(void)state;
	assert_true(write_it(&stick, true, true, &result, &why));
	assert_int_equal(result.state, WRITE_PUBLISHED);
	for (uint64_t at = 0; at < SIZE; at += SECTOR)
		assert_memory_equal(lying_memory(&stick, at), lying_memory(&image, at), SECTOR);
	lying_target_done(&image);
	lying_target_done(&stick);
}

static void a_counterfeit_stick_is_refused_and_blank_though_it_would_hold_the_image(void **state)
{
	struct lying_target stick = used_stick();

	(void)state;
	stick.lie = LIE_WRAPS;
	stick.real = 4 * MIB;
	expect_failure(&stick, true, false, FAIL_REFUSED, "holds about 4.2 MB");
}

static void an_end_that_cannot_be_wiped_is_a_failure_where_wiping_was_asked_for(void **state)
{
	struct lying_target lost = used_stick();
	struct lying_target broken = used_stick();

	(void)state;
	lost.lie = LIE_LOSES;
	lost.real = 5 * MIB;
	expect_failure(&lost, false, true, FAIL_VERIFY, "is not zero at byte 5");
	broken.unwritable_at = SIZE - 1;
	expect_failure(&broken, false, true, FAIL_IO, "writing failed at byte 6291455");
}

/* Most worn-out sticks: all that was there stays. */
static void a_stick_that_keeps_what_it_held_is_not_called_blank(void **state)
{
	struct lying_target stick = used_stick();
	struct write_result result;
	struct failure why;

	(void)state;
	stick.lie = LIE_LOSES;
	stick.real = 0;
	assert_false(write_it(&stick, true, false, &result, &why));
	assert_int_equal(result.state, WRITE_UNKNOWN);
	assert_int_equal(why.kind, FAIL_VERIFY);
	lying_target_done(&stick);
}

/* The stamp of the last sector comes to lie in the first one of this stick. */
static void a_counterfeit_stick_shows_no_partition_whenever_the_check_is_cut_off(void **state)
{
	struct failure why = { 0 };
	int n = 1;

	(void)state;
	for (; why.kind != FAIL_REFUSED; n++) {
		struct lying_target stick = used_stick_of(SIZE + SECTOR);
		struct write_result result;

		stick.lie = LIE_WRAPS;
		stick.real = 3 * MIB;
		stick.writes_left = n;
		assert_false(write_it(&stick, true, true, &result, &why));
		assert_false(lying_holds(&stick, 0x55, SECTOR - 2, SECTOR - 1) &&
		             lying_holds(&stick, 0xaa, SECTOR - 1, SECTOR));
		lying_target_done(&stick);
		assert_in_range(n, 1, 200);
	}
	assert_in_range(n, 5, 200);
}

TEST_MAIN(TEST(a_checked_and_wiped_stick_holds_the_image_and_zeros),
          TEST(a_counterfeit_stick_is_refused_and_blank_though_it_would_hold_the_image),
          TEST(an_end_that_cannot_be_wiped_is_a_failure_where_wiping_was_asked_for),
          TEST(a_stick_that_keeps_what_it_held_is_not_called_blank),
          TEST(a_counterfeit_stick_shows_no_partition_whenever_the_check_is_cut_off))
