#include "base/proc.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

enum { SOON_MS = 3000 };

static const char *const no_env[] = { NULL };

static bool run_shell(const char *script, const char *const *env, bool silent, struct failure *why)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	const struct proc proc = { .argv = argv, .env = env, .silent = silent };

	return proc_run(&proc, why);
}

static void a_program_that_ends_with_0_has_worked(void **state)
{
	struct failure why;

	(void)state;
	assert_true(run_shell("exit 0", no_env, true, &why));
}

static void a_status_is_a_failure_with_the_last_words(void **state)
{
	struct failure why;

	(void)state;
	assert_false(run_shell("echo Disk full >&2; exit 3", no_env, false, &why));
	assert_int_equal(why.kind, FAIL_TOOL);
	assert_non_null(strstr(why.text, "'sh'"));
	assert_non_null(strstr(why.text, "3"));
	assert_non_null(strstr(why.text, "Disk full"));
}

static void death_by_signal_is_a_failure(void **state)
{
	struct failure why;

	(void)state;
	assert_false(run_shell("kill -9 $$", no_env, false, &why));
	assert_int_equal(why.kind, FAIL_TOOL);
	assert_non_null(strstr(why.text, "signal"));
}

static void a_complaint_is_a_failure_only_where_silence_is_wanted(void **state)
{
	struct failure why;

	(void)state;
	assert_true(run_shell("echo careful >&2", no_env, false, &why));
	assert_false(run_shell("echo careful >&2", no_env, true, &why));
	assert_int_equal(why.kind, FAIL_TOOL);
	assert_non_null(strstr(why.text, "careful"));
}

static void the_last_words_cannot_control_the_terminal(void **state)
{
	struct failure why;

	(void)state;
	assert_false(run_shell("printf '\\033[2J'; exit 1", no_env, false, &why));
	assert_null(strchr(why.text, '\033'));
}

static void a_program_that_is_not_there_is_named(void **state)
{
	const char *const argv[] = { "no-such-program-here", NULL };
	const struct proc proc = { .argv = argv, .env = no_env };
	struct failure why;

	(void)state;
	assert_false(proc_run(&proc, &why));
	assert_int_equal(why.kind, FAIL_TOOL);
	assert_non_null(strstr(why.text, "no-such-program-here"));
}

static void only_the_listed_environment_arrives(void **state)
{
	static const char *const env[] = { "LISTED=yes", NULL };
	struct failure why;

	(void)state;
	setenv("NOT_LISTED", "secret", 1);
	assert_true(
	        run_shell("test \"$LISTED\" = yes && test -z \"$NOT_LISTED\"", env, true, &why));
}

static void only_kept_descriptors_arrive(void **state)
{
	int ends[2];
	struct failure why;

	(void)state;
	assert_return_code(pipe2(ends, O_CLOEXEC), 0);
	{
		const int keep[] = { ends[0], -1 };
		AUTO_FREE char *test = mem_printf("test -e /proc/self/fd/%d && "
		                                  "test ! -e /proc/self/fd/%d",
		                                  ends[0], ends[1]);
		const char *const argv[] = { "sh", "-c", test, NULL };
		const struct proc proc = { .argv = argv, .env = no_env, .keep = keep };

		assert_true(proc_run(&proc, &why));
	}
	close(ends[0]);
	close(ends[1]);
}

static void arguments_reach_the_program_as_they_are(void **state)
{
	const char *const argv[] = { "test", "$(id) `id` ; *", "=", "$(id) `id` ; *", NULL };
	const struct proc proc = { .argv = argv, .env = no_env, .silent = true };
	struct failure why;

	(void)state;
	assert_true(proc_run(&proc, &why));
}

/* The child asks to be interrupted: the parent learns of it while the child still runs. */
static void an_interrupt_ends_the_program_and_what_it_started(void **state)
{
	struct failure why;
	pid_t test = fork();
	int status;

	(void)state;
	if (test == 0) {
		interrupt_watch();
		_exit(!run_shell("kill -INT $PPID; while :; do read -r x </dev/zero; done", no_env,
		                 false, &why) &&
		                      why.kind == FAIL_INTERRUPTED
		              ? 0
		              : 1);
	}
	assert_int_equal(waitpid(test, &status, 0), test);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* As the test above: `script` runs until the interrupt that it asks for. */
static void assert_interrupted_soon(const char *script)
{
	const uint64_t begin = wait_now();
	pid_t test = fork();
	struct failure why;
	int status;

	if (test == 0) {
		interrupt_watch();
		_exit(run_shell(script, no_env, false, &why) || why.kind != FAIL_INTERRUPTED);
	}
	assert_int_equal(waitpid(test, &status, 0), test);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(wait_now() - begin < SOON_MS);
}

static void an_interrupt_ends_one_that_ignores_it_or_is_stopped(void **state)
{
	(void)state;
	assert_interrupted_soon("trap '' TERM INT HUP; kill -INT $PPID; "
	                        "while :; do read -r x </dev/zero; done");
	assert_interrupted_soon("kill -INT $PPID; kill -STOP $$");
	assert_interrupted_soon("exec >&- 2>&-; kill -INT $PPID; "
	                        "while :; do read -r x </dev/zero; done");
}

static bool run_shortly(const char *script, struct failure *why)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	const struct proc proc = { .argv = argv, .env = no_env, .limit_ms = 300 };

	return proc_run(&proc, why);
}

static void a_program_that_does_not_end_is_stopped(void **state)
{
	static const char *const scripts[] = {
		"while :; do read -r x </dev/zero; done",
		"trap '' TERM; while :; do read -r x </dev/zero; done",
		"exec >&- 2>&-; while :; do read -r x </dev/zero; done",
		"while :; do echo word; done",
		"kill -STOP $$",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		struct failure why = { 0 };

		assert_false(run_shortly(scripts[i], &why));
		assert_int_equal(why.kind, FAIL_TOOL);
		assert_non_null(strstr(why.text, "'sh' did not end in time"));
	}
}

/* What it started has its streams, and the write end of `alive`. */
static void what_a_program_leaves_behind_ends_with_it(void **state)
{
	int alive[2];
	struct failure why;
	char byte;

	(void)state;
	assert_return_code(pipe2(alive, O_CLOEXEC), 0);
	{
		const int keep[] = { alive[1], -1 };
		const char *const argv[] = { "sh", "-c",
			                     "echo said; (while :; do echo more; done) &", NULL };
		char line[PROC_LINE] = "";
		const struct proc proc = {
			.argv = argv, .env = no_env, .keep = keep, .first_line = line
		};

		assert_true(proc_run(&proc, &why));
		assert_string_equal(line, "said");
	}
	close(alive[1]);
	assert_int_equal(read(alive[0], &byte, 1), 0);
	close(alive[0]);
}

static void programs_in_sbin_are_found(void **state)
{
	AUTO_FREE char *found = NULL;

	(void)state;
	setenv("PATH", "/usr/bin:/bin", 1);
	found = proc_find("mkfs.fat");
	assert_non_null(found);
	assert_non_null(strstr(found, "sbin/mkfs.fat"));
	assert_null(proc_find("no-such-program-here"));
}

/* What a program says first on stdout, as `script` does. */
static void first_line_of(const char *script, char line[PROC_LINE])
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	const struct proc proc = { .argv = argv, .env = no_env, .first_line = line };
	struct failure why;

	if (!proc_run(&proc, &why))
		assert_int_equal(why.kind, FAIL_TOOL);
}

static void the_first_line_is_kept_even_of_a_program_that_fails(void **state)
{
	char line[PROC_LINE] = "";

	(void)state;
	first_line_of("echo Usage >&2; echo mkfs 4.2; yes | head -c 10000; exit 1", line);
	assert_string_equal(line, "mkfs 4.2");
	first_line_of("printf '\\033[2Jno end of line'", line);
	assert_string_equal(line, "?[2Jno end of line");
	first_line_of("yes | tr -d '\\n' | head -c 10000", line);
	assert_int_equal(strlen(line), PROC_LINE - 1);
	first_line_of("echo Usage >&2", line);
	assert_string_equal(line, "");
}

TEST_MAIN(TEST(a_program_that_ends_with_0_has_worked),
          TEST(a_status_is_a_failure_with_the_last_words), TEST(death_by_signal_is_a_failure),
          TEST(a_complaint_is_a_failure_only_where_silence_is_wanted),
          TEST(the_last_words_cannot_control_the_terminal),
          TEST(a_program_that_is_not_there_is_named), TEST(only_the_listed_environment_arrives),
          TEST(only_kept_descriptors_arrive), TEST(arguments_reach_the_program_as_they_are),
          TEST(an_interrupt_ends_the_program_and_what_it_started),
          TEST(an_interrupt_ends_one_that_ignores_it_or_is_stopped),
          TEST(a_program_that_does_not_end_is_stopped),
          TEST(what_a_program_leaves_behind_ends_with_it), TEST(programs_in_sbin_are_found),
          TEST(the_first_line_is_kept_even_of_a_program_that_fails))
