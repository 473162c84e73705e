/* What comes of a sandboxed process that attacks, or that something happens to. */
#include "base/sandbox/process.h"
#include "firmware/sandbox/unpack.h"

#include "base/mem.h"
#include "base/wait.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum {
	SOON_MS = 300,
	NEVER_MS = 600 * 1000,
	NS_OF_S = 1000 * 1000 * 1000,
	TRICKLE_NS = 20 * 1000 * 1000,
};

static struct process_limits limits_of(uint64_t stall_ms, uint64_t total_ms)
{
	struct process_limits limits = process_usual_limits();

	limits.stall_ms = stall_ms;
	limits.total_ms = total_ms;
	return limits;
}

static void begin(struct process *out, void (*run)(const void *context),
                  const struct process_limits *limits)
{
	AUTO_CLOSE int input = memfd_create("input", MFD_CLOEXEC);
	const struct process_work work = {
		.run = run, .input = input, .output = -1, .limits = limits
	};

	signal(SIGABRT, SIG_DFL); /* cmocka's own would go on with the tests there */
	signal(SIGSEGV, SIG_DFL);
	assert_true(process_start(out, &work));
}

/* What is said of one that never gives all that it should. */
static enum process_fault fault_of(void (*run)(const void *context),
                                   const struct process_limits *limits)
{
	AUTO_FREE char *reply = mem_zalloc(1, 1 << 20);
	struct process process;

	begin(&process, run, limits);
	assert_false(process_receive(&process, reply, 1 << 20));
	return process_end(&process);
}

/* The parent is there, and says nothing. */
static void sleep_for_ever(const void *context)
{
	(void)context;
	process_wait();
}

/* A sandboxed process has no call to sleep, but it can wait for a lock that nobody gives. */
static void trickle(const void *context)
{
	sem_t never;

	(void)context;
	sem_init(&never, 0, 0);
	for (;;) {
		struct timespec end;

		process_send("x", 1);
		clock_gettime(CLOCK_MONOTONIC, &end);
		end.tv_nsec += TRICKLE_NS;
		end.tv_sec += end.tv_nsec / NS_OF_S;
		end.tv_nsec %= NS_OF_S;
		sem_clockwait(&never, CLOCK_MONOTONIC, &end);
	}
}

static void work_for_ever(const void *context)
{
	while (!context)
		;
}

static void one_that_sleeps_is_too_slow(void **state)
{
	const struct process_limits limits = limits_of(SOON_MS, NEVER_MS);

	(void)state;
	assert_int_equal(fault_of(sleep_for_ever, &limits), PROCESS_TOO_SLOW);
}

static void a_trickle_of_bytes_renews_nothing(void **state)
{
	const struct process_limits limits = limits_of(SOON_MS, NEVER_MS);
	struct process process;
	int count = 0;
	char reply;

	(void)state;
	assert_int_equal(fault_of(trickle, &limits), PROCESS_TOO_SLOW);
	begin(&process, trickle, &limits); /* nor does it when each byte is a whole reply */
	while (process_receive(&process, &reply, 1))
		count++;
	assert_int_equal(process_end(&process), PROCESS_TOO_SLOW);
	assert_true(count > 1);
}

static void one_that_works_too_long_is_too_slow(void **state)
{
	struct process_limits limits = limits_of(NEVER_MS, NEVER_MS);

	(void)state;
	limits.rights.cpu_seconds = 1;
	assert_int_equal(fault_of(work_for_ever, &limits), PROCESS_TOO_SLOW);
}

static void one_that_never_ends_is_too_slow(void **state)
{
	const struct process_limits limits = limits_of(NEVER_MS, SOON_MS);

	(void)state;
	assert_int_equal(fault_of(work_for_ever, &limits), PROCESS_TOO_SLOW);
}

/* One byte, and the next when the parent says so. */
static void give_on_demand(const void *context)
{
	(void)context;
	for (;;) {
		process_send("x", 1);
		process_wait();
	}
}

static void only_the_time_counts_in_which_it_is_awaited(void **state)
{
	const struct process_limits limits = limits_of(NEVER_MS, SOON_MS);
	struct process process;
	char reply;

	(void)state;
	begin(&process, give_on_demand, &limits);
	assert_true(process_receive(&process, &reply, 1));
	wait_pause(2 * SOON_MS); /* the parent has other things to do */
	process_continue(&process);
	assert_true(process_receive(&process, &reply, 1));
	assert_false(process_receive(&process, &reply, 1));
	assert_int_equal(process_end(&process), PROCESS_TOO_SLOW);
}

/* Of a process that never answers: what is awaited, and for how long at most. */
struct listener {
	struct progress progress; /* first, so that a progress is a listener */
	const char *awaited;
	uint64_t seconds;
};

static void hear_wait(struct progress *progress, const char *step, uint64_t seconds)
{
	struct listener *listener = (struct listener *)progress;

	listener->awaited = step;
	listener->seconds = seconds;
}

static void after_a_second_it_is_said_what_is_awaited(void **state)
{
	const struct process_limits limits = limits_of(NEVER_MS, 1500);
	struct listener listener = { .progress = { .wait = hear_wait } };
	struct process process;
	char reply;

	(void)state;
	begin(&process, sleep_for_ever, &limits);
	process_tell(&process, &listener.progress, "examining");
	assert_false(process_receive(&process, &reply, 1));
	assert_int_equal(process_end(&process), PROCESS_TOO_SLOW);
	assert_string_equal(listener.awaited, "examining");
	assert_int_equal(listener.seconds, 2);
}

static void eat(const void *context)
{
	(void)context;
	for (;;) {
		char *memory = mem_zalloc(1, 8 << 20);

		for (size_t i = 0; i < 8 << 20; i += 4096)
			memory[i] = 'x';
		process_send(memory, 1);
	}
}

/* A sanitizer's memory has no limit; there, the process has the words at least. */
static void run_out(const void *context)
{
	(void)context;
	_exit(FAIL_MEMORY);
}

static void one_that_fills_memory_ends_without_ours(void **state)
{
	struct process_limits limits = process_usual_limits();
	struct rusage before;
	struct rusage after;

	(void)state;
	limits.rights.memory = 64 << 20;
	getrusage(RUSAGE_SELF, &before);
#ifdef HAS_SANITIZER
	assert_int_equal(fault_of(run_out, &limits), PROCESS_OUT_OF_MEMORY);
	(void)eat;
#else
	assert_int_equal(fault_of(eat, &limits), PROCESS_OUT_OF_MEMORY);
	(void)run_out;
#endif
	getrusage(RUSAGE_SELF, &after);
	assert_true(after.ru_maxrss - before.ru_maxrss < 8 << 10); /* KiB */
}

static void one_that_is_killed_from_outside_has_done_nothing_wrong(void **state)
{
	static const int signals[] = { SIGKILL, SIGTERM };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct process process;
		char reply[2];

		begin(&process, give_on_demand, NULL);
		assert_true(process_receive(&process, reply, 1));
		kill(process.pid, signals[i]);
		assert_false(process_receive(&process, reply, sizeof(reply)));
		assert_int_equal(process_end(&process), PROCESS_KILLED);
	}
}

static void crash(const void *context)
{
	(void)context;
	abort();
}

static void end_early(const void *context)
{
	(void)context;
}

/* It closes its end, and stays. */
static void hang_up(const void *context)
{
	close(SANDBOX_REPLY);
	while (!context)
		;
}

static void one_that_crashes_or_hangs_up_has_misbehaved(void **state)
{
	(void)state;
	assert_int_equal(fault_of(crash, NULL), PROCESS_MISBEHAVED);
	assert_int_equal(fault_of(end_early, NULL), PROCESS_MISBEHAVED);
	assert_int_equal(fault_of(hang_up, NULL), PROCESS_MISBEHAVED);
}

/* Whether it works where so few files may be open; else it is said why not. */
static bool works_with_files(rlim_t most)
{
	AUTO_CLOSE int input = memfd_create("input", MFD_CLOEXEC);
	const struct process_work work = { .run = give_on_demand, .input = input, .output = input };
	struct rlimit before;
	struct process process;
	bool works;
	char reply;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &(struct rlimit){ most, before.rlim_max }), 0);
	if (process_start(&process, &work)) {
		works = process_receive(&process, &reply, 1);
		assert_true(process_end(&process) == PROCESS_TOO_FEW_FILES || works);
	} else {
		works = false;
		assert_int_equal(errno, EMFILE);
	}
	setrlimit(RLIMIT_NOFILE, &before);
	return works;
}

static void too_few_files_are_no_attack(void **state)
{
	(void)state;
	for (rlim_t most = 3; most < 32; most++)
		works_with_files(most);
	assert_true(works_with_files(32));
	assert_false(works_with_files(3));
}

static void only_what_may_be_the_files_doing_is_called_so(void **state)
{
	(void)state;
	for (int fault = PROCESS_MISBEHAVED; fault <= PROCESS_UNRESTRICTED; fault++) {
		struct failure why = { 0 };
		bool is_attack = fault == PROCESS_MISBEHAVED;

		assert_false(sandbox_fail_stopped("x.bin", (enum process_fault)fault, &why));
		assert_non_null(strstr(why.text, "'x.bin'"));
		assert_int_equal(strstr(why.text, "attack") != NULL, is_attack);
		assert_int_equal(why.kind == FAIL_FIRMWARE, is_attack || fault == PROCESS_TOO_SLOW);
	}
}

TEST_MAIN(TEST(one_that_sleeps_is_too_slow), TEST(a_trickle_of_bytes_renews_nothing),
          TEST(one_that_works_too_long_is_too_slow), TEST(one_that_never_ends_is_too_slow),
          TEST(only_the_time_counts_in_which_it_is_awaited),
          TEST(after_a_second_it_is_said_what_is_awaited),
          TEST(one_that_fills_memory_ends_without_ours),
          TEST(one_that_is_killed_from_outside_has_done_nothing_wrong),
          TEST(one_that_crashes_or_hangs_up_has_misbehaved), TEST(too_few_files_are_no_attack),
          TEST(only_what_may_be_the_files_doing_is_called_so))
