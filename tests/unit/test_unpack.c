/* base/unpack: what gzip, xz, zstd and bzip2 packed. */
#include "base/codec/unpack.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

enum { SIZE = 1000000 };

/* Made-up content with a hole. */
#define TEXT "(yes 'some content' | head -c 400000)"
#define HOLE "(head -c 600000 /dev/zero)"
#define CONTENT "(" TEXT "; " HOLE ")"

struct packed {
	int fd;
	uint64_t size;
};

static struct packed output_of(const char *command)
{
	FILE *from = popen(command, "r");
	struct packed out = { .fd = mem_file(0) };
	uint8_t piece[4096];
	size_t n;

	while ((n = fread(piece, 1, sizeof(piece), from)) > 0) {
		assert_int_equal(write(out.fd, piece, n), n);
		out.size += n;
	}
	assert_int_equal(pclose(from), 0);
	return out;
}

static struct packed packed_by(const char *tool)
{
	AUTO_FREE char *command = mem_printf(CONTENT " | %s -c", tool);

	return output_of(command);
}

struct result {
	bool good;
	int fd;
	uint64_t size;
	struct unpacked unpacked;
	struct failure why;
};

static struct result unpack(struct packed packed, uint64_t limit)
{
	const struct unpacking unpacking = {
		.fd = packed.fd,
		.size = packed.size,
		.name = "a file",
		.kind = FAIL_FIRMWARE,
		.limit = limit,
	};
	struct result result = { .fd = mem_file(0) };

	result.good = unpack_to(&unpacking, result.fd, &result.unpacked, &result.why);
	result.size = result.unpacked.size;
	close(packed.fd);
	return result;
}

static void assert_is_content(struct result *result)
{
	AUTO_FREE char *bytes = mem_zalloc(1, SIZE + 1);

	if (!result->good)
		print_message("%s\n", result->why.text);
	assert_true(result->good);
	assert_int_equal(result->size, SIZE);
	assert_int_equal(pread(result->fd, bytes, SIZE + 1, 0), SIZE);
	for (size_t i = 0; i < 400000; i++)
		assert_int_equal(bytes[i], "some content\n"[i % 13]);
	assert_true(bytes_all_zero((struct bytes){ (uint8_t *)bytes + 400000, 600000 }));
	close(result->fd);
}

static void assert_refused(struct result *result, const char *words)
{
	assert_false(result->good);
	assert_int_equal(result->why.kind, FAIL_FIRMWARE);
	if (!strstr(result->why.text, words))
		print_message("%s\n", result->why.text);
	assert_non_null(strstr(result->why.text, words));
	close(result->fd);
}

static const struct {
	const char *tool;
	enum compression compression;
} tools[] = {
	{ "gzip", COMPRESSION_GZIP },
	{ "xz", COMPRESSION_XZ },
	{ "zstd -q", COMPRESSION_ZSTD },
	{ "bzip2", COMPRESSION_BZIP2 },
};

static void every_kind_is_recognised_and_unpacked(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct packed packed = packed_by(tools[i].tool);
		struct result result;

		assert_int_equal(unpack_recognise_file(packed.fd), tools[i].compression);
		result = unpack(packed, SIZE);
		assert_is_content(&result);
	}
}

static void one_byte_more_than_possible_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct result result = unpack(packed_by(tools[i].tool), SIZE - 1);

		assert_refused(&result, "more than the limit of 999999 bytes");
	}
}

static void a_cut_file_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct packed packed = packed_by(tools[i].tool);
		struct result result;

		packed.size -= 5;
		result = unpack(packed, SIZE);
		assert_refused(&result, "cannot unpack");
	}
}

/* Every one of these ends with a checksum of its content, or of what leads to it. */
static void one_flipped_bit_near_the_end_is_noticed(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct packed packed = packed_by(tools[i].tool);
		struct result result;
		uint8_t byte;

		assert_int_equal(pread(packed.fd, &byte, 1, (off_t)packed.size - 3), 1);
		byte ^= 1;
		assert_int_equal(pwrite(packed.fd, &byte, 1, (off_t)packed.size - 3), 1);
		result = unpack(packed, SIZE);
		assert_refused(&result, "cannot unpack");
	}
}

/* The shell's $tool compresses. */
static struct result unpack_output(const char *command, const char *tool)
{
	AUTO_FREE char *whole = mem_printf("tool='%s'; %s", tool, command);

	return unpack(output_of(whole), SIZE);
}

static void only_zeros_may_follow(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct result result = unpack_output(
		        "{ " CONTENT " | $tool -c; head -c 700001 /dev/zero; }", tools[i].tool);
		const char *const trails[] = {
			"{ " CONTENT " | $tool -c; echo; }",
			"{ " CONTENT " | $tool -c; printf JUNKJUNK; }",
			"{ " CONTENT " | $tool -c; head -c 9 /dev/zero; printf 'BZ'; }",
		};

		assert_is_content(&result);
		for (size_t j = 0; j < ARRAY_LEN(trails); j++) {
			result = unpack_output(trails[j], tools[i].tool);
			assert_int_equal(result.unpacked.fault, UNPACK_TRAILING);
			assert_refused(&result, "unexpected data follows");
		}
	}
}

static void several_members_are_one_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct result result = unpack_output(
		        "{ " TEXT " | $tool -c; " HOLE " | $tool -c; }", tools[i].tool);

		assert_is_content(&result);
		result = unpack_output("{ " TEXT " | $tool -c; head -c 512 /dev/zero; " HOLE
		                       " | $tool -c; }",
		                       tools[i].tool);
		assert_is_content(&result);
	}
}

static void a_second_member_that_is_cut_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		struct result result =
		        unpack_output("{ " TEXT " | $tool -c; " HOLE " | $tool -c | head -c -3; }",
		                      tools[i].tool);

		assert_int_equal(result.unpacked.fault, UNPACK_CUT);
		assert_refused(&result, "truncated");
	}
}

/* Of gzip: what does not fit into one step is unpacked piece by piece. */
static void what_is_large_is_unpacked_as_well(void **state)
{
	static const struct {
		const char *command;
		uint64_t size;
	} large[] = {
		{ "head -c 70000000 /dev/zero | gzip -c", 70000000 },
		{ "head -c 9000000 /dev/urandom | gzip -c1", 9000000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(large); i++) {
		struct result result = unpack(output_of(large[i].command), 80000000);

		assert_true(result.good);
		assert_int_equal(result.size, large[i].size);
		close(result.fd);
		result = unpack(output_of(large[i].command), large[i].size - 1);
		assert_int_equal(result.unpacked.fault, UNPACK_TOO_BIG);
		assert_refused(&result, "more than the limit");
	}
}

/* As pzstd writes them; RFC 8878, 3.1.2. */
#define SKIPPABLE "printf '\\120\\52\\115\\30\\4\\0\\0\\0abcd'"

static void skippable_frames_of_zstd_are_skipped(void **state)
{
	struct packed packed =
	        output_of(SKIPPABLE "; " SKIPPABLE "; " CONTENT " | zstd -qc; " SKIPPABLE);
	struct result result;

	(void)state;
	assert_int_equal(unpack_recognise_file(packed.fd), COMPRESSION_ZSTD);
	result = unpack(packed, SIZE);
	assert_is_content(&result);
	packed = output_of(SKIPPABLE "; " SKIPPABLE);
	assert_int_equal(unpack_recognise_file(packed.fd), COMPRESSION_NONE);
	close(packed.fd);
}

TEST_MAIN(TEST(every_kind_is_recognised_and_unpacked), TEST(one_byte_more_than_possible_is_refused),
          TEST(a_cut_file_is_refused), TEST(one_flipped_bit_near_the_end_is_noticed),
          TEST(only_zeros_may_follow), TEST(several_members_are_one_content),
          TEST(a_second_member_that_is_cut_is_refused), TEST(what_is_large_is_unpacked_as_well),
          TEST(skippable_frames_of_zstd_are_skipped))
