#include "stick/write/capacity.h"

#include "base/mem.h"
#include "stick/write/probe.h"

#include <inttypes.h>
#include <stdio.h>

#include "test.h"

#include "lying_target.h"

static const uint64_t gib = 1ull << 30;
static const uint64_t claimed_64 = 64000000000; /* as printed on the stick: whole sectors */

static bool check(struct lying_target *stick, struct failure *why)
{
	AUTO_FREE uint8_t *room = mem_pages(CAPACITY_BUFFER);

	*why = (struct failure){ 0 };
	return capacity_check(lying_stick(stick), room, NULL, why);
}

/* The number in front of "MB" or "GB" after "holds about". */
static uint64_t named_size(const struct failure *why)
{
	const char *about = strstr(why->text, "holds about ");
	double number = 0;
	char unit = '?';

	if (!about || sscanf(about, "holds about %lf %c", &number, &unit) != 2)
		return 0;
	return (uint64_t)(number * (unit == 'T'   ? 1e12
	                            : unit == 'G' ? 1e9
	                            : unit == 'M' ? 1e6
	                                          : 1e3));
}

/* To 1 %, and what one decimal of the text leaves out. */
static void assert_named(const struct lying_target *stick, const struct failure *why)
{
	const uint64_t named = named_size(why);
	const uint64_t unit = stick->real >= 1000000000 ? 1000000000 : 1000000;
	const uint64_t slack = stick->real / 100 + unit / 20;

	if (named + slack < stick->real || named > stick->real + slack) {
		print_message("holds %" PRIu64 " (lie %d): %s\n", stick->real, stick->lie,
		              why->text);
		assert_true(false);
	}
	assert_int_equal(why->kind, FAIL_REFUSED);
}

static void assert_caught(uint64_t claimed, enum lie lie, uint64_t real, uint8_t stale)
{
	struct lying_target stick = lying_target(claimed);
	struct failure why;

	stick.lie = lie;
	stick.real = real / SECTOR * SECTOR;
	stick.stale = stale;
	stick.has_cache = true;
	if (check(&stick, &why)) {
		print_message("%" PRIu64 " of %" PRIu64 " (lie %d) is called good\n", stick.real,
		              claimed, lie);
		assert_true(false);
	}
	assert_named(&stick, &why);
	lying_target_done(&stick);
}

static void an_honest_stick_of_any_size_is_good(void **state)
{
	static const uint64_t sizes[] = {
		34 * MIB,    273 * MIB + SECTOR, 1000000000, 1ull << 33,   (1ull << 33) + SECTOR,
		15376318464, 64000000000,        1ull << 36, 256060514304, 2000398934016
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct lying_target stick = lying_target(sizes[i] / SECTOR * SECTOR);
		struct failure why;

		stick.stale = i % 2 ? 0xff : 0;
		stick.has_cache = true;
		if (!check(&stick, &why))
			assert_string_equal(why.text, "");
		lying_target_done(&stick);
	}
}

static void a_stick_that_claims_more_than_it_holds_is_named_with_what_it_holds(void **state)
{
	static const enum lie lies[] = { LIE_WRAPS, LIE_LOSES, LIE_NOISE, LIE_CLAMPS };
	const uint64_t reals[] = { 8 * gib,
		                   8000000000,
		                   7 * gib + 12345 * SECTOR,
		                   31 * gib,
		                   32 * gib,
		                   gib / 2,
		                   100000000,
		                   59 * gib,
		                   3999999488,
		                   33 * gib + 77 * SECTOR };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		for (size_t j = 0; j < ARRAY_LEN(reals); j++) {
			const bool printed = (i + j) % 2;

			assert_caught(printed ? claimed_64 : 64 * gib, lies[i], reals[j],
			              printed ? 0 : 0xff);
		}
	}
}

/* A step of numbers without order, the same in every run. */
static uint64_t next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 11;
}

static void
whatever_the_sizes_are_no_counterfeit_is_good_and_nothing_good_is_counterfeit(void **state)
{
	static const enum lie lies[] = { LIE_WRAPS, LIE_LOSES, LIE_CLAMPS };
	uint64_t seed = 4711;

	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		const uint64_t claimed =
		        (256 * (uint64_t)MIB + next(&seed) % (20 * gib)) / SECTOR * SECTOR;
		const uint64_t real = 16 * MIB + next(&seed) % (claimed / 100 * 92);
		struct lying_target honest = lying_target(claimed);
		struct failure why;

		assert_caught(claimed, lies[i % ARRAY_LEN(lies)], real, (uint8_t)(i * 85));
		if (i % 6 == 0 && !check(&honest, &why))
			assert_string_equal(why.text, "");
		lying_target_done(&honest);
	}
}

static void one_that_wraps_by_any_number_of_sectors_near_its_size_is_caught(void **state)
{
	const uint64_t claimed = 300 * (uint64_t)MIB;

	(void)state;
	for (uint64_t missing = 9; missing < 30000; missing = missing * 3 + 1) {
		struct lying_target stick = lying_target(claimed);
		struct failure why;

		stick.lie = LIE_WRAPS;
		stick.real = claimed - missing * SECTOR;
		assert_false(check(&stick, &why));
		assert_named(&stick, &why);
		lying_target_done(&stick);
	}
}

static void one_with_more_address_lines_than_memory_is_named_with_its_memory(void **state)
{
	static const uint64_t lines[] = { 3, 4, 6, 16 }; /* of how many 2 GiB, claiming 32 GiB */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct lying_target stick = lying_target(32 * gib);
		struct failure why;

		stick.lie = LIE_LINES;
		stick.lines = lines[i] * 2 * gib;
		stick.real = stick.lines / 10 * 7 / SECTOR * SECTOR;
		assert_false(check(&stick, &why));
		assert_named(&stick, &why);
		lying_target_done(&stick);
	}
}

static void the_message_names_both_sizes_and_what_happens_past_the_real_one(void **state)
{
	struct lying_target stick = lying_target(claimed_64);
	struct failure why;

	(void)state;
	stick.lie = LIE_WRAPS;
	stick.real = 8000000000;
	assert_false(check(&stick, &why));
	assert_non_null(strstr(why.text, "it claims 64.0 GB but holds about 8.0 GB"));
	assert_non_null(strstr(why.text, "overwrites"));
	stick.lie = LIE_LOSES;
	assert_false(check(&stick, &why));
	assert_non_null(strstr(why.text, "is lost"));
	lying_target_done(&stick);
}

/* The parts of its memory that a check may have touched: nothing else costs time. */
static void assert_no_stamp_left(struct lying_target *stick)
{
	uint8_t sector[SECTOR];
	struct failure why;
	unsigned changed = 0;

	for (uint64_t at = 0; at < stick->target.size; at += SECTOR) {
		const uint64_t place = lying_place(stick, at);

		if (place == UINT64_MAX)
			continue;
		assert_true(
		        lying_stick(stick)->ops->read(&stick->target, at, sector, SECTOR, &why));
		if (sector[0] == 0xff && sector[511] == 0xff && sector[200] == 0xff)
			continue;
		changed++;
		for (size_t i = 0; i < SECTOR; i++)
			assert_int_equal(sector[i], 0);
	}
	assert_in_range(changed, 1, 100000);
}

static void no_stamp_is_left_on_any_stick(void **state)
{
	static const enum lie lies[] = { LIE_NONE, LIE_WRAPS, LIE_LOSES, LIE_CLAMPS };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		struct lying_target stick = lying_target(64 * MIB);
		struct failure why;

		stick.lie = lies[i];
		stick.real = lies[i] ? 21 * MIB : 64 * MIB;
		stick.stale = 0xff;
		assert_int_equal(check(&stick, &why), lies[i] == LIE_NONE);
		assert_no_stamp_left(&stick);
		lying_target_done(&stick);
	}
}

/* What an earlier check left past the real size must not stand for what is lost now. */
static void stamps_of_an_earlier_check_are_not_believed(void **state)
{
	struct lying_target stick = lying_target(claimed_64);
	struct failure why;

	(void)state;
	stick.writes_left = 16; /* pulled out before the stamps are wiped */
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_IO);
	stick.writes_left = -1;
	stick.lie = LIE_LOSES;
	stick.real = 8 * gib;
	assert_false(check(&stick, &why));
	assert_named(&stick, &why);
	lying_target_done(&stick);
}

static void a_stick_that_breaks_is_not_called_counterfeit_and_the_place_is_named(void **state)
{
	struct lying_target stick = lying_target(claimed_64);
	struct failure why;

	(void)state;
	stick.rots_at = (1ull << 34) + 100;
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "17179869184"));
	stick.rots_at = claimed_64 - 1; /* its last sector only */
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	stick.rots_at = UINT64_MAX;
	stick.unwritable_at = (1ull << 33) + 1;
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, "writing failed at byte 8589934593"));
	stick.unwritable_at = UINT64_MAX;
	stick.unreadable_at = (1ull << 33) + 1;
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, "reading failed at byte 8589934593"));
	lying_target_done(&stick);
}

static void a_stick_that_keeps_nothing_is_not_said_to_hold_something(void **state)
{
	struct lying_target stick = lying_target(claimed_64);
	struct failure why;

	(void)state;
	stick.lie = LIE_LOSES;
	stick.real = 0;
	stick.has_cache = true;
	assert_false(check(&stick, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "does not keep any data"));
	lying_target_done(&stick);
}

/* As capacity.h tells: seconds on any stick, and hardly any wear. */
static void an_honest_stick_of_64_gb_costs_a_handful_of_writes_and_4112_small_reads(void **state)
{
	struct lying_target stick = lying_target(claimed_64);
	struct failure why;

	(void)state;
	assert_true(check(&stick, &why));
	print_message("%u writes, %" PRIu64 " bytes; %u reads; %u flushes\n", stick.writes,
	              stick.written, stick.reads, stick.settles);
	assert_int_equal(stick.writes, 32);
	assert_int_equal(stick.reads, 4112);
	assert_int_equal(stick.settles, 3);
	assert_in_range(stick.written, 0, 2 * 8 * MIB);
	lying_target_done(&stick);
}

static void a_counterfeit_stick_costs_a_bounded_number_of_writes_more(void **state)
{
	static const enum lie lies[] = { LIE_WRAPS, LIE_LOSES, LIE_NOISE, LIE_CLAMPS };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		struct lying_target stick = lying_target(2000398934016);
		struct failure why;

		stick.lie = lies[i];
		stick.real = 7 * gib + 12345 * SECTOR;
		assert_false(check(&stick, &why));
		assert_in_range(stick.writes, 20, 250);
		assert_in_range(stick.reads, 20, 17000);
		lying_target_done(&stick);
	}
}

TEST_MAIN(TEST(an_honest_stick_of_any_size_is_good),
          TEST(a_stick_that_claims_more_than_it_holds_is_named_with_what_it_holds),
          TEST(whatever_the_sizes_are_no_counterfeit_is_good_and_nothing_good_is_counterfeit),
          TEST(one_that_wraps_by_any_number_of_sectors_near_its_size_is_caught),
          TEST(one_with_more_address_lines_than_memory_is_named_with_its_memory),
          TEST(the_message_names_both_sizes_and_what_happens_past_the_real_one),
          TEST(no_stamp_is_left_on_any_stick), TEST(stamps_of_an_earlier_check_are_not_believed),
          TEST(a_stick_that_breaks_is_not_called_counterfeit_and_the_place_is_named),
          TEST(a_stick_that_keeps_nothing_is_not_said_to_hold_something),
          TEST(an_honest_stick_of_64_gb_costs_a_handful_of_writes_and_4112_small_reads),
          TEST(a_counterfeit_stick_costs_a_bounded_number_of_writes_more))
