/* firmware/sandbox, base/zygote: many files, each by a process forked from one that is ready. */
#include "firmware/sandbox/sandbox.h"

#include "base/mem.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "both_ways.h"

static void every_sample_is_the_same_from_a_pool(void **state)
{
	struct sandbox_pool pool;
	struct samples samples;

	(void)state;
	samples_load(&samples);
	sandbox_pool_start(&pool, &samples.keys);
	assert_int_not_equal(pool.usual.pid, 0);
	assert_int_equal(compare_samples(&samples), 0);
	assert_int_not_equal(pool.unpacking.pid, 0); /* there is a ZIP among them */
	assert_int_not_equal(pool.usual.pid, 0);     /* it made them all */
	assert_true(pool.usual.left_count > 0);
	sandbox_pool_done(&pool);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* and nobody is left */
	assert_int_equal(errno, ECHILD);
	samples_done(&samples);
}

static void assert_is_sound(const char *path, const struct keyring *keys)
{
	struct firmware firmware;
	struct failure why = { 0 };

	assert_true(firmware_open(&firmware, path, keys, &why));
	firmware_finish(&firmware);
	assert_false(firmware.stopped);
	assert_string_equal(firmware.findings.container, "uimage");
	firmware_done(&firmware);
}

static void signal_zygote(const struct sandbox_pool *pool, int signal)
{
	assert_true(pool->usual.pid > 0); /* 0 would be these tests and whoever started them */
	kill(pool->usual.pid, signal);
}

/* However its zygote ends, a file is examined. */
static void a_pool_that_is_gone_is_done_without(void **state)
{
	struct sandbox_pool pool;
	struct keyring keys = { .sandboxed = true, .pool = &pool };

	(void)state;
	sandbox_pool_start(&pool, &keys);
	assert_is_sound(SAMPLES "uimage-legacy-mips.bin", &keys);
	signal_zygote(&pool, SIGKILL);
	assert_is_sound(SAMPLES "uimage-legacy-mips.bin", &keys);
	assert_int_equal(pool.usual.pid, 0);
	assert_is_sound(SAMPLES "uimage-legacy-mips.bin", &keys);
	sandbox_pool_done(&pool);
}

/* It takes an order, and no process comes of it. */
static void a_pool_that_cannot_fork_is_done_without(void **state)
{
	struct sandbox_pool pool;
	struct keyring keys = { .sandboxed = true, .pool = &pool };
	struct firmware firmware;
	struct failure why = { 0 };

	(void)state;
	sandbox_pool_start(&pool, &keys);
	signal_zygote(&pool, SIGSTOP); /* the order is in the socket when it ends */
	waitpid(pool.usual.pid, NULL, WUNTRACED);
	assert_true(firmware_start(&firmware, SAMPLES "uimage-legacy-mips.bin", &keys, &why));
	signal_zygote(&pool, SIGKILL);
	firmware_look(&firmware);
	firmware_finish(&firmware);
	assert_false(firmware.stopped);
	assert_string_equal(firmware.findings.container, "uimage");
	firmware_done(&firmware);
	assert_int_equal(pool.usual.pid, 0);
	sandbox_pool_done(&pool);
}

/* Only the file itself: the next one has a process that knows nothing of it. */
static void a_file_that_stops_its_reader_says_nothing_of_the_next(void **state)
{
	void *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct sandbox_pool pool;
	struct keyring keys = { .keys = nothing, .count = 1, .sandboxed = true, .pool = &pool };
	struct firmware firmware;
	struct failure why = { 0 };

	(void)state;
	signal(SIGSEGV, SIG_DFL); /* cmocka's own would go on with the tests there */
	sandbox_pool_start(&pool, &keys);
	for (int i = 0; i < 2; i++) {
		assert_true(firmware_open(&firmware, SAMPLES "xiaomi-hdr1-r3g-sha1-8slots.bin",
		                          &keys, &why));
		assert_false(firmware_is_sound(&firmware, &why));
		assert_non_null(strstr(why.text, "may have been made to attack"));
		firmware_done(&firmware);
		assert_is_sound(SAMPLES "uimage-legacy-mips.bin", &keys);
	}
	assert_int_not_equal(pool.usual.pid, 0);
	sandbox_pool_done(&pool);
	munmap(nothing, 4096);
}

TEST_MAIN(TEST(every_sample_is_the_same_from_a_pool), TEST(a_pool_that_is_gone_is_done_without),
          TEST(a_pool_that_cannot_fork_is_done_without),
          TEST(a_file_that_stops_its_reader_says_nothing_of_the_next))
