/* The digest of a file that somebody fills meanwhile is that of the finished file. */
#include "base/medium/following_hash.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { SIZE = 3000001 };

static uint8_t *content(void)
{
	uint8_t *bytes = mem_zalloc(1, SIZE);

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 31 + i / 4096);
	return bytes;
}

/* Fills it in steps, and says so after every one up to `told`. */
static int fill(struct following_hash *hash, size_t step, size_t told)
{
	AUTO_FREE uint8_t *bytes = content();
	int fd = memfd_create("followed", MFD_CLOEXEC);

	for (size_t at = 0; at < SIZE; at += step) {
		const size_t now = SIZE - at < step ? SIZE - at : step;

		assert_int_equal(pwrite(fd, bytes + at, now, (off_t)at), now);
		if (at + now <= told)
			following_hash_go_on(hash, fd, at + now);
	}
	return fd;
}

static void it_is_that_of_the_whole_file_however_that_was_filled(void **state)
{
	static const size_t steps[] = { 1000, 65536, 131072, 1 << 20, SIZE };
	static const size_t told[] = { 0, 1 << 20, SIZE };
	AUTO_FREE uint8_t *bytes = content();
	const struct digest whole = digest_of(DIGEST_SHA256, (struct bytes){ bytes, SIZE });

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps) * ARRAY_LEN(told); i++) {
		struct following_hash *hash = following_hash_begin();
		int fd = fill(hash, steps[i % ARRAY_LEN(steps)], told[i / ARRAY_LEN(steps)]);
		struct digest digest;

		assert_true(following_hash_end(hash, fd, SIZE, &digest));
		assert_true(digest_equal(&digest, &whole));
		following_hash_done(hash);
		close(fd);
	}
}

/* Somebody may cut it from then on. */
static void a_lease_that_is_over_changes_nothing(void **state)
{
	static const uint64_t sure_until[] = { UINT64_MAX, 1 };
	AUTO_FREE uint8_t *bytes = content();
	const struct digest whole = digest_of(DIGEST_SHA256, (struct bytes){ bytes, SIZE });

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sure_until); i++) {
		struct following_hash *hash = following_hash_begin();
		int fd = fill(hash, SIZE, 0);
		struct file_lease lease = { .sure_until = sure_until[i] };
		struct digest digest;

		file_lease_map(&lease, fd, SIZE);
		following_hash_take(hash, fd, SIZE, &lease);
		assert_true(following_hash_end(hash, fd, SIZE, &digest));
		assert_true(digest_equal(&digest, &whole));
		following_hash_done(hash);
		file_lease_unmap(&lease);
		close(fd);
	}
}

/* A lease that is over, and a file that was cut since: what is mapped of it would end this test. */
static void what_was_cut_after_its_lease_is_noticed(void **state)
{
	struct file_lease over = { .sure_until = 1 };
	struct following_hash *hash = following_hash_begin();
	int fd = fill(hash, SIZE, 0);
	struct digest digest;

	(void)state;
	file_lease_map(&over, fd, SIZE);
	assert_return_code(ftruncate(fd, 5000), 0);
	following_hash_take(hash, fd, SIZE, &over);
	assert_false(following_hash_end(hash, fd, SIZE, &digest));
	following_hash_done(hash);
	file_lease_unmap(&over);
	close(fd);
}

/* As of a file on disk, which is opened anew for reading alone. */
static void whoever_fills_it_may_close_their_descriptor(void **state)
{
	AUTO_FREE uint8_t *bytes = content();
	const struct digest whole = digest_of(DIGEST_SHA256, (struct bytes){ bytes, SIZE });
	struct following_hash *hash = following_hash_begin();
	int first = fill(hash, 1 << 20, SIZE);
	AUTO_CLOSE int second = dup(first);
	struct digest digest;

	(void)state;
	close(first);
	assert_true(following_hash_end(hash, second, SIZE, &digest));
	assert_true(digest_equal(&digest, &whole));
	following_hash_done(hash);
}

static void a_file_that_ends_too_early_has_none(void **state)
{
	struct following_hash *hash = following_hash_begin();
	AUTO_CLOSE int fd = fill(hash, 1 << 20, 1 << 20);
	struct digest digest;

	(void)state;
	assert_false(following_hash_end(hash, fd, SIZE + 1, &digest));
	following_hash_done(hash);
}

static void it_may_be_dropped_at_any_moment(void **state)
{
	struct following_hash *hash = following_hash_begin();

	(void)state;
	following_hash_done(NULL);
	following_hash_done(hash);
	hash = following_hash_begin();
	close(fill(hash, 1 << 20, SIZE));
	following_hash_done(hash);
}

TEST_MAIN(TEST(it_is_that_of_the_whole_file_however_that_was_filled),
          TEST(a_lease_that_is_over_changes_nothing), TEST(what_was_cut_after_its_lease_is_noticed),
          TEST(whoever_fills_it_may_close_their_descriptor),
          TEST(a_file_that_ends_too_early_has_none), TEST(it_may_be_dropped_at_any_moment))
