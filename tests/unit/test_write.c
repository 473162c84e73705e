/* stick/write: what reaches a stick, whatever happens on the way. */
#include "stick/write/write.h"

#include "stick/image/plan.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

enum { SIZE = 6 * MIB, USED = 3 * MIB + 512, MANIFEST = 786432 };

/* What the layouts put before byte MANIFEST, and how far they reach. */
struct shape {
	const char *layout;
	bool full_head; /* the first MiB is not a boot record and a gap */
	size_t used;
	bool check_capacity;
	bool wipe;
};

static const struct shape partitioned = { "mbr-fat", .used = USED };

/* A stick made of memory, with the faults real ones have. */
struct fake {
	struct target target; /* first, so that a target is a fake */
	uint8_t *bytes;       /* what is on the medium */
	uint8_t *cache;       /* what was written and not yet flushed */
	uint64_t real_size;   /* smaller than claimed: a counterfeit stick */
	uint64_t broken_at;   /* writes touching this byte fail */
	bool flush_breaks;    /* such a write succeeds, and the flush after it fails */
	bool broke;
	uint64_t flips_at; /* reads of this byte come back changed */
	int writes_left;   /* then it is unplugged, in the middle of it; negative: never */
	uint64_t dead_at;  /* this byte is always zero */
	int writes;
	bool loses_cache; /* a flush is answered, and nothing reaches the medium */
};

/* How much of it lies in one piece of the real memory. */
static size_t unwrapped(const struct fake *fake, uint64_t offset, size_t size)
{
	const uint64_t left = fake->real_size - offset % fake->real_size;

	return size < left ? size : (size_t)left;
}

static bool fake_read(struct target *target, uint64_t offset, void *data, size_t size,
                      struct failure *why)
{
	struct fake *fake = (struct fake *)target;
	uint8_t *to = data;

	if (fake->writes_left == 0)
		return fail(why, FAIL_IO, "'stick' was unplugged");
	for (size_t i = 0, piece; i < size; i += piece) {
		piece = unwrapped(fake, offset + i, size - i);
		memcpy(to + i, fake->bytes + (offset + i) % fake->real_size, piece);
	}
	if (offset <= fake->flips_at && fake->flips_at < offset + size)
		to[fake->flips_at - offset] ^= 1;
	if (offset <= fake->dead_at && fake->dead_at < offset + size)
		to[fake->dead_at - offset] = 0;
	return true;
}

static bool fake_write(struct target *target, uint64_t offset, const void *data, size_t size,
                       struct failure *why)
{
	struct fake *fake = (struct fake *)target;

	if (fake->writes_left == 0)
		return fail(why, FAIL_IO, "'stick' was unplugged");
	if (offset <= fake->broken_at && fake->broken_at < offset + size)
		fake->broke = true;
	if (fake->broke && !fake->flush_breaks) {
		fake->broke = false;
		return fail(why, FAIL_IO, "cannot write");
	}
	for (size_t i = 0, piece; i < size; i += piece) {
		piece = unwrapped(fake, offset + i, size - i);
		memcpy(fake->cache + (offset + i) % fake->real_size, (const uint8_t *)data + i,
		       piece);
	}
	fake->writes++;
	if (fake->writes_left > 0)
		fake->writes_left--;
	if (fake->writes_left == 0)
		memcpy(fake->bytes + offset % fake->real_size, data, SECTOR); /* torn */
	return true;
}

static bool fake_settle(struct target *target, struct failure *why)
{
	struct fake *fake = (struct fake *)target;

	if (fake->writes_left == 0)
		return fail(why, FAIL_IO, "'stick' was unplugged");
	if (fake->broke) {
		fake->broke = false;
		return fail(why, FAIL_IO, "cannot flush");
	}
	if (!fake->loses_cache)
		memcpy(fake->bytes, fake->cache, SIZE);
	return true;
}

static const struct target_ops fake_ops = {
	.read = fake_read,
	.write = fake_write,
	.flush = fake_settle,
};

/* An image whose bytes all differ from their neighbours, and a gap of zeros where there is one. */
static uint8_t *make_image(const struct shape *shape)
{
	uint8_t *image = test_malloc(SIZE);

	memset(image, 0, SIZE);
	for (size_t i = 0; i < SECTOR; i++)
		image[i] = (uint8_t)(i + 1);
	for (size_t i = shape->full_head ? SECTOR : MANIFEST; i < shape->used; i++)
		image[i] = (uint8_t)(i * 7 + i / 256);
	return image;
}

static struct fake make_fake(uint8_t fill)
{
	struct fake fake = {
		.target = { .ops = &fake_ops, .name = "stick", .size = SIZE },
		.bytes = test_malloc(SIZE),
		.cache = test_malloc(SIZE),
		.real_size = SIZE,
		.broken_at = UINT64_MAX,
		.flips_at = UINT64_MAX,
		.dead_at = UINT64_MAX,
		.writes_left = -1,
	};

	memset(fake.bytes, fill, SIZE);
	memset(fake.cache, fill, SIZE);
	return fake;
}

static void free_fake(struct fake *fake)
{
	test_free(fake->bytes);
	test_free(fake->cache);
}

static struct fake image_fake(uint8_t *image)
{
	return (struct fake){
		.target = { .ops = &fake_ops, .name = "image", .size = SIZE },
		.bytes = image,
		.real_size = SIZE,
		.flips_at = UINT64_MAX,
		.dead_at = UINT64_MAX,
		.writes_left = -1,
	};
}

static bool write_image(struct fake *stick, const struct shape *shape, uint8_t *bytes,
                        struct write_result *result, struct failure *why)
{
	struct fake image = image_fake(bytes);
	const struct write_order order = {
		.image = &image.target,
		.used = shape->used,
		.check_capacity = shape->check_capacity,
		.wipe = shape->wipe,
	};

	return write_stick(&stick->target, &order, NULL, result, why);
}

static bool write_shape(struct fake *stick, const struct shape *shape, struct write_result *result,
                        struct failure *why)
{
	uint8_t *bytes = make_image(shape);
	bool good = write_image(stick, shape, bytes, result, why);

	test_free(bytes);
	return good;
}

static bool write_it(struct fake *stick, enum write_state *state, struct failure *why)
{
	struct write_result result;
	bool good = write_shape(stick, &partitioned, &result, why);

	*state = result.state;
	return good;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i])
			return false;
	}
	return true;
}

static void an_honest_stick_holds_exactly_the_image(void **state)
{
	struct fake stick = make_fake(0xff);
	uint8_t *image = make_image(&partitioned);
	enum write_state what;
	struct failure why;

	(void)state;
	assert_true(write_it(&stick, &what, &why));
	assert_int_equal(what, WRITE_PUBLISHED);
	assert_memory_equal(stick.bytes, image, USED);
	test_free(image);
	free_fake(&stick);
}

static void nothing_else_is_touched_but_a_cleared_last_mib(void **state)
{
	struct fake stick = make_fake(0xff);
	enum write_state what;
	struct failure why;

	(void)state;
	assert_true(write_it(&stick, &what, &why));
	for (size_t i = USED; i < SIZE - MIB; i++)
		assert_int_equal(stick.bytes[i], 0xff);
	assert_true(is_zero(stick.bytes + SIZE - MIB, MIB));
	free_fake(&stick);
}

static void expect_failure(struct fake *stick, enum write_state state, enum fail_kind kind,
                           const char *message)
{
	enum write_state what;
	struct failure why;

	assert_false(write_it(stick, &what, &why));
	assert_int_equal(what, state);
	assert_int_equal(why.kind, kind);
	assert_non_null(strstr(why.text, message));
	free_fake(stick);
}

static void a_counterfeit_stick_is_caught_and_left_blank(void **state)
{
	struct fake stick = make_fake(0);
	const uint8_t *bytes = stick.bytes;
	enum write_state what;
	struct failure why;

	(void)state;
	stick.real_size = SIZE / 4; /* what lies beyond it lands on the first sector */
	assert_false(write_it(&stick, &what, &why));
	assert_int_equal(what, WRITE_BLANK);
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "first at byte"));
	assert_true(is_zero(bytes, SECTOR));
	free_fake(&stick);
}

static void a_stick_that_loses_its_cache_is_caught_at_once_and_not_called_blank(void **state)
{
	struct fake stick = make_fake(0xff);

	(void)state;
	stick.loses_cache = true;
	expect_failure(&stick, WRITE_UNKNOWN, FAIL_VERIFY, "first at byte 0;");
}

static void a_stick_that_is_unplugged_later_was_blank(void **state)
{
	struct fake stick = make_fake(0xff);

	(void)state;
	stick.writes_left = 3;
	expect_failure(&stick, WRITE_BLANK, FAIL_IO, "unplugged");
}

static void one_flipped_bit_is_caught_with_its_place(void **state)
{
	struct fake stick = make_fake(0xff);

	(void)state;
	stick.flips_at = 2 * MIB + 77;
	expect_failure(&stick, WRITE_BLANK, FAIL_VERIFY, "first at byte 2097229;");
}

static void a_bit_lost_in_the_boot_record_blanks_the_stick_again(void **state)
{
	struct fake stick = make_fake(0xff);
	uint8_t *bytes = stick.bytes;
	enum write_state what;
	struct failure why;

	(void)state;
	stick.dead_at = 446; /* a partition that is not active */
	assert_false(write_it(&stick, &what, &why));
	assert_int_equal(what, WRITE_BLANK);
	assert_true(is_zero(bytes, SECTOR));
	free_fake(&stick);
}

static void a_bad_sector_leaves_the_stick_blank(void **state)
{
	struct fake stick = make_fake(0xff);

	(void)state;
	stick.broken_at = USED - 1;
	expect_failure(&stick, WRITE_BLANK, FAIL_IO, "cannot write");
}

static void a_stick_whose_first_sector_cannot_be_written_is_not_called_blank(void **state)
{
	struct fake stick = make_fake(0xff);

	(void)state;
	stick.broken_at = 0;
	expect_failure(&stick, WRITE_UNKNOWN, FAIL_IO, "cannot write");
}

static void the_end_of_an_image_that_reaches_it_is_not_cleared(void **state)
{
	static const struct shape shapes[] = { { "raw", .full_head = true, .used = SIZE },
		                               { "raw", .full_head = true,
		                                 .used = SIZE - SECTOR } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fake stick = make_fake(0xff);
		uint8_t *image = make_image(&shapes[i]);
		struct write_result result;
		struct failure why;

		assert_true(write_shape(&stick, &shapes[i], &result, &why));
		assert_memory_equal(stick.bytes, image, SIZE);
		test_free(image);
		free_fake(&stick);
	}
}

/* Nothing that leads somewhere may be there before what it leads to. */
static void assert_blank_or_complete(const struct fake *stick, const uint8_t *image,
                                     const struct shape *shape)
{
	size_t head = shape->used < MIB ? shape->used : MIB;

	if (!is_zero(stick->bytes, SECTOR))
		assert_memory_equal(stick->bytes, image, shape->used);
	if (shape->used > head && memcmp(stick->bytes + SECTOR, image + SECTOR, head - SECTOR) == 0)
		assert_memory_equal(stick->bytes + head, image + head, shape->used - head);
}

static void unplug_after_every_write(const struct shape *shape)
{
	uint8_t *image = make_image(shape);
	struct fake stick = make_fake(0);
	int most = 0;

	for (int n = 0; n <= most || most == 0; n++) {
		struct write_result result;
		struct failure why;

		memcpy(stick.bytes, image, SECTOR); /* an old, complete stick, other content */
		memset(stick.bytes + SECTOR, 0xee, SIZE - SECTOR);
		memcpy(stick.cache, stick.bytes, SIZE);
		stick.writes = 0;
		stick.writes_left = n == 0 ? -1 : n;
		if (write_image(&stick, shape, image, &result, &why) && n == 0)
			most = stick.writes;
		assert_true(n > 0 || result.state == WRITE_PUBLISHED);
		assert_blank_or_complete(&stick, image, shape);
	}
	assert_in_range(most, 5, 60);
	free_fake(&stick);
	test_free(image);
}

/* After power fails at any write the stick shows nothing, or the whole image. */
static void unplugged_after_any_write_it_is_blank_or_complete_in_every_layout(void **state)
{
	static const struct shape shapes[] = {
		{ "mbr-fat", .used = USED },
		{ "superfloppy", .full_head = true, .used = USED },
		{ "raw", .full_head = true, .used = USED },
		{ "raw, shorter than the first MiB", .full_head = true, .used = 3 * SECTOR },
		{ "raw, one MiB", .full_head = true, .used = MIB },
		{ "raw, as large as the stick", .full_head = true, .used = SIZE },
		{ "mbr-fat, checked", .used = USED, .check_capacity = true },
		{ "mbr-fat, wiped", .used = USED, .wipe = true },
		{ "superfloppy, checked and wiped", .full_head = true, .used = USED,
		  .check_capacity = true, .wipe = true },
		{ "raw, checked and wiped", .full_head = true, .used = 3 * SECTOR,
		  .check_capacity = true, .wipe = true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		unplug_after_every_write(&shapes[i]);
}

/* One sector more or less at the end is no reason to refuse what is proven. */
static void expect_doubtful_end(struct fake *stick, bool doubtful)
{
	uint8_t *image = make_image(&partitioned);
	struct write_result result;
	struct failure why;

	if (!write_shape(stick, &partitioned, &result, &why))
		assert_string_equal(why.text, "");
	assert_int_equal(result.state, WRITE_PUBLISHED);
	assert_int_equal(result.end_doubtful, doubtful);
	assert_memory_equal(stick->bytes, image, USED);
	test_free(image);
	free_fake(stick);
}

static void an_end_that_cannot_be_written_or_is_not_kept_is_told_and_no_failure(void **state)
{
	struct fake honest = make_fake(0xff);
	struct fake broken = make_fake(0xff);
	struct fake late = make_fake(0xff);
	struct fake flipped = make_fake(0xff);
	struct fake wrapping = make_fake(0);

	(void)state;
	expect_doubtful_end(&honest, false);
	broken.broken_at = SIZE - 1;
	expect_doubtful_end(&broken, true);
	late.broken_at = SIZE - 1;
	late.flush_breaks = true;
	expect_doubtful_end(&late, true);
	flipped.flips_at = SIZE - MIB;
	expect_doubtful_end(&flipped, true);
	wrapping.real_size = 4 * MIB;
	expect_doubtful_end(&wrapping, true);
}

TEST_MAIN(TEST(an_honest_stick_holds_exactly_the_image),
          TEST(nothing_else_is_touched_but_a_cleared_last_mib),
          TEST(a_counterfeit_stick_is_caught_and_left_blank),
          TEST(a_stick_that_loses_its_cache_is_caught_at_once_and_not_called_blank),
          TEST(a_stick_that_is_unplugged_later_was_blank),
          TEST(one_flipped_bit_is_caught_with_its_place),
          TEST(a_bit_lost_in_the_boot_record_blanks_the_stick_again),
          TEST(a_bad_sector_leaves_the_stick_blank),
          TEST(a_stick_whose_first_sector_cannot_be_written_is_not_called_blank),
          TEST(the_end_of_an_image_that_reaches_it_is_not_cleared),
          TEST(unplugged_after_any_write_it_is_blank_or_complete_in_every_layout),
          TEST(an_end_that_cannot_be_written_or_is_not_kept_is_told_and_no_failure))
