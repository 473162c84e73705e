#include "cli/output/batch_progress.h"

#include "test.h"

static const uint64_t MB = 1000000;

enum { MOST = 4 };

static struct batch_sum sum_of(const struct batch_place *places, size_t count)
{
	const struct batch_place *all[MOST];
	struct batch_sum sum;

	assert_in_range(count, 1, MOST);
	for (size_t i = 0; i < count; i++)
		all[i] = &places[i];
	batch_progress_sum_up(all, count, &sum);
	return sum;
}

static void the_bytes_of_all_sticks_are_added(void **state)
{
	const struct batch_place places[] = {
		{ BATCH_AT_WORK, "writing", 10 * MB, 40 * MB, 1 },
		{ BATCH_AT_WORK, "writing", 30 * MB, 40 * MB, 1 },
		{ BATCH_AT_WORK, "writing", 40 * MB, 40 * MB, 1 },
	};
	struct batch_sum sum = sum_of(places, 3);

	(void)state;
	assert_string_equal(sum.step, "writing");
	assert_int_equal(sum.done, 80 * MB);
	assert_int_equal(sum.total, 120 * MB);
	assert_int_equal(sum.past, 1);
	assert_int_equal(sum.failed, 0);
}

static void the_step_is_that_of_the_slowest_and_who_is_past_it_has_done_all_of_it(void **state)
{
	const struct batch_place places[] = {
		{ BATCH_AT_WORK, "comparing", 1 * MB, 42 * MB, 2 },
		{ BATCH_AT_WORK, "writing", 30 * MB, 40 * MB, 1 },
		{ BATCH_PROVEN, "checking the file", 12 * MB, 12 * MB, 3 },
		{ .state = BATCH_AT_WORK },
	};
	struct batch_sum sum = sum_of(places, 4);

	(void)state;
	assert_string_equal(sum.step, "writing");
	assert_int_equal(sum.done, 110 * MB);
	assert_int_equal(sum.total, 160 * MB);
	assert_int_equal(sum.past, 2);
}

static void a_stick_that_failed_is_counted_and_not_waited_for(void **state)
{
	const struct batch_place places[] = {
		{ BATCH_FAILED, "writing", 10 * MB, 40 * MB, 1 },
		{ BATCH_AT_WORK, "comparing", 21 * MB, 42 * MB, 2 },
	};
	struct batch_sum sum = sum_of(places, 2);

	(void)state;
	assert_string_equal(sum.step, "comparing");
	assert_int_equal(sum.done, 21 * MB);
	assert_int_equal(sum.total, 42 * MB);
	assert_int_equal(sum.failed, 1);
}

static void without_a_stick_at_work_there_is_nothing_to_show(void **state)
{
	const struct batch_place places[] = {
		{ BATCH_FAILED, "writing", 10 * MB, 40 * MB, 1 },
		{ BATCH_PROVEN, "comparing", 42 * MB, 42 * MB, 2 },
	};

	(void)state;
	assert_null(sum_of(places, 2).step);
}

static void a_step_without_a_known_end_gives_the_sum_none(void **state)
{
	const struct batch_place places[] = {
		{ BATCH_AT_WORK, "looking", 10 * MB, 0, 1 },
		{ BATCH_AT_WORK, "looking", 5 * MB, 0, 1 },
	};

	(void)state;
	assert_int_equal(sum_of(places, 2).total, 0);
	assert_int_equal(sum_of(places, 2).done, 15 * MB);
	assert_int_equal(sum_of(places, 2).past, 0);
}

TEST_MAIN(TEST(the_bytes_of_all_sticks_are_added),
          TEST(the_step_is_that_of_the_slowest_and_who_is_past_it_has_done_all_of_it),
          TEST(a_stick_that_failed_is_counted_and_not_waited_for),
          TEST(without_a_stick_at_work_there_is_nothing_to_show),
          TEST(a_step_without_a_known_end_gives_the_sum_none))
