#include "firmware/examine/sums.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory_source.h"
#include "test.h"

static const struct keyring no_keys = { 0 };

struct bench {
	struct findings findings;
	struct examination exam;
	struct byte_source source;
	struct view view;
};

static void set_up(struct bench *bench, const void *data, size_t size)
{
	examine_begin(&bench->exam, &no_keys, "x.bin", &bench->findings);
	source_of_memory(&bench->source, data, size);
	bench->view = view_of(&bench->source);
}

static void tear_down(struct bench *bench)
{
	examine_done(&bench->exam);
	source_done(&bench->source);
}

static uint32_t number_of(enum sum_kind kind, const char *text)
{
	return sum_of(kind, text, strlen(text));
}

static void every_sum_gives_the_published_value(void **state)
{
	static const struct {
		enum sum_kind kind;
		const char *text;
		uint32_t value;
	} vectors[] = {
		{ SUM_CRC32, "123456789", 0xcbf43926 },
		{ SUM_CRC32_JAM, "123456789", 0x340bc6d9 },
		{ SUM_CRC32_RAW, "123456789", 0x2dfd2d88 },
		{ SUM_CRC_POSIX, "123456789", 0x377a6011 },
		{ SUM_ADD8, "123456789", 0xdd },
		{ SUM_ADD32, "123456789", 0x1dd },
		{ SUM_NETGEAR, "123456789", 0x091501dd },
		{ SUM_JBOOT, "12345678", 0xd4d0 },
		{ SUM_XOR16, "12345678", 0x0800 },
		{ SUM_ADD16_LE, "12345678", 0xd4d0 },
		{ SUM_ADD16_BE, "12345678", 0xd0d4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++)
		assert_int_equal(number_of(vectors[i].kind, vectors[i].text), vectors[i].value);
}

static void what_stands_in_place_of_a_field_is_summed_instead(void **state)
{
	static const char file[] = "....XXXX....";
	struct bench bench;
	struct sum *sum;

	(void)state;
	set_up(&bench, file, 12);
	sum = sums_add(&bench.exam, SUM_CRC32, bench.view);
	sum_range(sum, bench.view, 0, 4);
	sum_literal(sum, "salt", 4);
	sum_range(sum, bench.view, 8, 4);
	sum_zeros(sum, 100);
	sum_expect32(sum, "salted", 0);
	sums_run(&bench.exam.sums);
	{
		uint8_t whole[112] = "....salt....";

		assert_int_equal(sum_number(&bench.exam.sums.list[0]),
		                 sum_of(SUM_CRC32, whole, sizeof(whole)));
	}
	examine_end(&bench.exam);
	assert_int_equal(bench.findings.checks[0].result, CHECK_BAD);
	assert_string_equal(bench.findings.checks[0].name, "salted");
	tear_down(&bench);
}

static void ranges_that_do_not_exist_are_bad_and_read_nothing(void **state)
{
	struct bench bench;
	struct sum *sum;

	(void)state;
	set_up(&bench, "0123456789", 10);
	sum = sums_add(&bench.exam, SUM_MD5, bench.view);
	sum_range(sum, bench.view, 4, 7);
	sum_expect(sum, "past the end", "0123456789012345");
	sum = sums_add(&bench.exam, SUM_CRC32, bench.view);
	sum_range(sum, bench.view, 5, 2);
	sum_range(sum, bench.view, 4, 2);
	sum_expect32(sum, "backwards", 0);
	sums_run(&bench.exam.sums);
	examine_end(&bench.exam);
	assert_int_equal(bench.findings.check_count, 2);
	assert_int_equal(bench.findings.checks[0].result, CHECK_BAD);
	assert_int_equal(bench.findings.checks[1].result, CHECK_BAD);
	tear_down(&bench);
}

static void many_sums_over_a_long_file_take_one_pass_and_agree(void **state)
{
	enum { SIZE = 3000001 };
	static const enum sum_kind kinds[] = { SUM_CRC32,   SUM_MD5,       SUM_SHA256,
		                               SUM_NETGEAR, SUM_CRC_POSIX, SUM_CRC32_RAW,
		                               SUM_SHA512 };
	AUTO_FREE uint8_t *data = mem_zalloc(1, SIZE);
	struct bench bench;

	(void)state;
	for (size_t i = 0; i < SIZE; i++)
		data[i] = (uint8_t)(i * 2654435761U >> 13);
	set_up(&bench, data, SIZE);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		sum_range(sums_add(&bench.exam, kinds[i], bench.view), bench.view, 100 * i,
		          SIZE - 1000 * i);
	sums_run(&bench.exam.sums);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct sum *sum = &bench.exam.sums.list[i];

		if (sum_size(sum->kind) <= 4)
			assert_int_equal(sum_number(sum),
			                 sum_of(sum->kind, data + 100 * i, SIZE - 1000 * i));
	}
	{
		struct digest md5 =
		        digest_of(DIGEST_MD5, (struct bytes){ data + 100, SIZE - 1000 });

		assert_memory_equal(bench.exam.sums.list[1].value, md5.bytes, 16);
	}
	tear_down(&bench);
}

static void flip(void *state, uint64_t at, uint8_t *data, size_t size)
{
	(void)state;
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(data[i] + at + i);
}

static void a_filter_sees_every_byte_once_and_leaves_the_file_alone(void **state)
{
	uint8_t file[600000];
	uint8_t changed[600000];
	struct bench bench;
	struct sum *sum;

	(void)state;
	for (size_t i = 0; i < sizeof(file); i++)
		file[i] = (uint8_t)(i >> 3);
	memcpy(changed, file, sizeof(file));
	flip(NULL, 0, changed, sizeof(changed));
	set_up(&bench, file, sizeof(file));
	sum = sums_add(&bench.exam, SUM_ADD32, bench.view);
	sum_range(sum, bench.view, 0, sizeof(file));
	sum->filter = flip;
	sums_run(&bench.exam.sums);
	assert_int_equal(sum_number(&bench.exam.sums.list[0]),
	                 sum_of(SUM_ADD32, changed, sizeof(changed)));
	tear_down(&bench);
}

static void a_crafted_number_of_sums_is_cut_and_said(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench, "0123456789", 10);
	for (size_t i = 0; i < 1000; i++) {
		struct sum *sum = sums_add(&bench.exam, SUM_SHA512, bench.view);

		sum_range(sum, bench.view, 0, 10);
	}
	assert_int_equal(bench.exam.sums.count, SUMS_MAX);
	sums_run(&bench.exam.sums);
	examine_end(&bench.exam);
	assert_string_equal(bench.findings.checks[0].name, "further checksums");
	assert_int_equal(bench.findings.checks[0].result, CHECK_UNKNOWN);
	tear_down(&bench);
}

static void a_file_that_shrinks_is_not_judged(void **state)
{
	char path[] = "/tmp/sums-XXXXXX";
	int fd = mkstemp(path);
	struct bench bench;
	struct sum *sum;

	(void)state;
	assert_return_code(fd, 0);
	unlink(path);
	assert_return_code(ftruncate(fd, 5000), 0);
	set_up(&bench, NULL, 0);
	source_of_file(&bench.source, fd, 5000);
	bench.view = view_of(&bench.source);
	sum = sums_add(&bench.exam, SUM_CRC32, bench.view);
	sum_range(sum, bench.view, 0, 5000);
	sum_expect32(sum, "CRC-32", 0);
	assert_return_code(ftruncate(fd, 100), 0);
	sums_run(&bench.exam.sums);
	assert_true(bench.exam.sums.failed);
	examine_end(&bench.exam);
	assert_int_equal(bench.findings.check_count, 0);
	tear_down(&bench);
	close(fd);
}

static void views_end_where_their_bytes_end(void **state)
{
	static const uint8_t data[] = { 0, 0, 0, 0xff, 0xff, 0xde, 0xad, 0xc0, 0xde, 0, 7 };
	struct byte_source source;
	struct view view;
	uint8_t byte;

	(void)state;
	source_of_memory(&source, data, sizeof(data));
	view = view_of(&source);
	assert_true(view_read(view, 10, &byte, 1));
	assert_false(view_read(view, 11, &byte, 1));
	assert_false(view_read(view, UINT64_MAX, &byte, 2));
	assert_int_equal(view_part(view, 3, 9).size, 0);
	assert_int_equal(view_part(view, UINT64_MAX, 2).size, 0);
	assert_int_equal(view_from(view, 12).size, 0);
	assert_int_equal(view_run(view, 0), 3);
	assert_int_equal(view_filler(view), 10);
	assert_true(view_has(view_from(view, 5), 0, "\xde\xad", 2));
	source_done(&source);
}

TEST_MAIN(TEST(every_sum_gives_the_published_value),
          TEST(what_stands_in_place_of_a_field_is_summed_instead),
          TEST(ranges_that_do_not_exist_are_bad_and_read_nothing),
          TEST(many_sums_over_a_long_file_take_one_pass_and_agree),
          TEST(a_filter_sees_every_byte_once_and_leaves_the_file_alone),
          TEST(a_crafted_number_of_sums_is_cut_and_said), TEST(a_file_that_shrinks_is_not_judged),
          TEST(views_end_where_their_bytes_end))
