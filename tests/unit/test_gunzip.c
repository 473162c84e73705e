/* base/codec/gunzip: a gzip member in one step, as strictly as zlib reads it piece by piece. */
#include "base/codec/gunzip.h"

#include "base/mem.h"

#include <string.h>
#include <zlib.h>

#include "test.h"

enum { TEXT = 40000, ROOM = 64 << 10, SOME = 61 };

struct sample {
	uint8_t content[TEXT];
	uint8_t packed[ROOM];
	size_t size;
};

/* How hard it was packed; with a name, or a checksum, in the header where there is one. */
static void make_sample(struct sample *out, int level, gz_header *header)
{
	z_stream stream = { 0 };

	for (size_t i = 0; i < TEXT; i++)
		out->content[i] = (uint8_t)("some content, "[i % 14] + (i % 997 == 0));
	assert_int_equal(
	        deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY),
	        Z_OK);
	if (header)
		assert_int_equal(deflateSetHeader(&stream, header), Z_OK);
	stream.next_in = out->content;
	stream.avail_in = TEXT;
	stream.next_out = out->packed;
	stream.avail_out = sizeof(out->packed);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	out->size = stream.total_out;
	deflateEnd(&stream);
}

static bool is_content(const struct gunzipped *content, const struct sample *sample)
{
	return content->size == TEXT && memcmp(content->data, sample->content, TEXT) == 0;
}

static void a_member_is_unpacked_and_its_end_is_told(void **state)
{
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	struct gunzipped content;

	(void)state;
	for (int level = 0; level <= 9; level += 3) {
		make_sample(sample, level, NULL);
		memcpy(sample->packed + sample->size, "and more", 8);
		assert_true(
		        gunzip((struct bytes){ sample->packed, sample->size + 8 }, TEXT, &content));
		assert_true(is_content(&content, sample));
		assert_int_equal(content.packed, sample->size);
		gunzip_done(&content);
		assert_null(content.data);
	}
}

static void a_name_in_the_header_does_not_matter(void **state)
{
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	Bytef name[] = "firmware.bin";
	Bytef comment[] = "mine";
	gz_header header = { .name = name, .comment = comment };
	struct gunzipped content;

	(void)state;
	make_sample(sample, 6, &header);
	assert_true(gunzip((struct bytes){ sample->packed, sample->size }, TEXT, &content));
	assert_true(is_content(&content, sample));
	gunzip_done(&content);
}

/* libdeflate would take any checksum of a header for right. */
static void a_checksum_of_the_header_is_left_to_others(void **state)
{
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	gz_header header = { .hcrc = 1 };
	struct gunzipped content;

	(void)state;
	make_sample(sample, 6, &header);
	assert_false(gunzip((struct bytes){ sample->packed, sample->size }, TEXT, &content));
	assert_null(content.data);
}

static void a_byte_less_than_needed_is_too_little(void **state)
{
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	struct gunzipped content;

	(void)state;
	make_sample(sample, 6, NULL);
	assert_false(gunzip((struct bytes){ sample->packed, sample->size }, TEXT - 1, &content));
	assert_null(content.data);
	assert_false(gunzip((struct bytes){ sample->packed, sample->size }, 0, &content));
	for (size_t size = 0; size < sample->size; size += SOME)
		assert_false(gunzip((struct bytes){ sample->packed, size }, TEXT, &content));
}

static void nothing_is_unpacked_to_nothing(void **state)
{
	static const uint8_t empty[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3,
		                         3,    0,    0, 0, 0, 0, 0, 0, 0, 0 };
	struct gunzipped content;

	(void)state;
	assert_true(gunzip((struct bytes){ empty, sizeof(empty) }, 1, &content));
	assert_int_equal(content.size, 0);
	assert_int_equal(content.packed, sizeof(empty));
	gunzip_done(&content);
}

/* More than one step is for: only its size is looked at. */
static void a_large_file_is_left_to_others(void **state)
{
	AUTO_FREE uint8_t *packed = mem_zalloc(1, (size_t)GUNZIP_PACKED_MAX + 1);
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	struct gunzipped content;

	(void)state;
	make_sample(sample, 6, NULL);
	memcpy(packed, sample->packed, sample->size);
	assert_false(gunzip((struct bytes){ packed, GUNZIP_PACKED_MAX + 1 }, TEXT, &content));
	assert_true(gunzip((struct bytes){ packed, GUNZIP_PACKED_MAX }, TEXT, &content));
	gunzip_done(&content);
}

/* How much comes out; 0: it is refused. */
static size_t size_by_zlib(const struct sample *sample, uint8_t out[ROOM])
{
	z_stream stream = { 0 };
	int status;

	assert_int_equal(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
	stream.next_in = (Bytef *)(uintptr_t)sample->packed;
	stream.avail_in = (uInt)sample->size;
	stream.next_out = out;
	stream.avail_out = ROOM;
	status = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	return status == Z_STREAM_END ? stream.total_out : 0;
}

/* A boot loader reads with code like zlib's: what it would refuse must not be called good. */
static void what_is_taken_zlib_takes_too(void **state)
{
	AUTO_FREE struct sample *sample = mem_zalloc(1, sizeof(*sample));
	AUTO_FREE uint8_t *by_zlib = mem_zalloc(1, ROOM);
	Bytef name[] = "n";
	gz_header header = { .name = name };
	struct gunzipped content;
	size_t taken = 0;

	(void)state;
	make_sample(sample, 6, &header);
	for (size_t bit = 0; bit < 8 * sample->size; bit++) {
		sample->packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (gunzip((struct bytes){ sample->packed, sample->size }, ROOM, &content)) {
			assert_int_equal(size_by_zlib(sample, by_zlib), content.size);
			assert_memory_equal(content.data, by_zlib, content.size);
			gunzip_done(&content);
			taken++;
		}
		sample->packed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_true(taken > 0); /* those of the time and the name */
}

TEST_MAIN(TEST(a_member_is_unpacked_and_its_end_is_told),
          TEST(a_name_in_the_header_does_not_matter),
          TEST(a_checksum_of_the_header_is_left_to_others),
          TEST(a_byte_less_than_needed_is_too_little), TEST(nothing_is_unpacked_to_nothing),
          TEST(a_large_file_is_left_to_others), TEST(what_is_taken_zlib_takes_too))
