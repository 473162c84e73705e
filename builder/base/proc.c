#include "base/proc.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "base/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WORDS = 400,
	STREAMS = 2,
	LOOK_AGAIN_MS = 100,
	POLITE_MS = 1000,
	LIMIT_MS = 10 * 60 * 1000,
};

/*
 * What a running program has said so far: how it began on stdout, its last words, and whether
 * any were on stderr.
 */
struct listener {
	int fds[STREAMS]; /* stdout, stderr; -1 once closed */
	char first[PROC_LINE];
	size_t first_used;
	char words[WORDS];
	size_t used;
	bool complained;
};

/* Debian keeps mkfs.fat where a user's PATH does not look. */
static char *search_path(void)
{
	const char *path = getenv("PATH");

	return mem_printf("%s:/usr/local/sbin:/usr/sbin:/sbin", path ? path : "/usr/bin:/bin");
}

static bool runnable(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 && S_ISREG(st.st_mode) && access(file, X_OK) == 0;
}

/* The file behind a program's name, or NULL. */
static char *find_program(const char *name, char *path)
{
	char *save = NULL;

	if (strchr(name, '/'))
		return runnable(name) ? mem_strdup(name) : NULL;
	for (char *dir = strtok_r(path, ":", &save); dir; dir = strtok_r(NULL, ":", &save)) {
		AUTO_FREE char *file = mem_printf("%s/%s", dir, name);

		if (runnable(file))
			return TAKE(file);
	}
	return NULL;
}

char *proc_find(const char *program)
{
	AUTO_FREE char *path = search_path();

	return find_program(program, path);
}

/* Keeps the last words of a program: that is where the reason is. */
static void keep_words(struct listener *to, const char *piece, size_t got)
{
	size_t keep = to->used + got < WORDS ? to->used : WORDS - 1 - got;

	memmove(to->words, to->words + to->used - keep, keep);
	memcpy(to->words + keep, piece, got);
	to->used = keep + got;
	to->words[to->used] = '\0';
}

static void keep_first(struct listener *to, const char *piece, size_t got)
{
	const size_t space = PROC_LINE - 1 - to->first_used;
	const size_t taken = got < space ? got : space;

	memcpy(to->first + to->first_used, piece, taken);
	to->first_used += taken;
	to->first[to->first_used] = '\0';
}

static void read_output(struct listener *from, size_t stream)
{
	char piece[256];
	ssize_t n = read(from->fds[stream], piece, sizeof(piece));

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		close(from->fds[stream]);
		from->fds[stream] = -1;
		return;
	}
	if (stream == 1)
		from->complained = true;
	else
		keep_first(from, piece, (size_t)n);
	keep_words(from, piece, (size_t)n);
}

/* Reads what is there within so many milliseconds; false when nothing is. */
static bool listen(struct listener *from, int milliseconds)
{
	struct pollfd polls[STREAMS] = { { from->fds[0], POLLIN, 0 }, { from->fds[1], POLLIN, 0 } };

	if (poll(polls, STREAMS, milliseconds) <= 0)
		return false;
	for (size_t i = 0; i < STREAMS; i++) {
		if (polls[i].revents)
			read_output(from, i);
	}
	return true;
}

static bool is_silent_for_good(const struct listener *from)
{
	return from->fds[0] < 0 && from->fds[1] < 0;
}

/*
 * Until the program has ended, and what it wrote is read; false when the user interrupts or
 * the time is over. What it started may outlive it and keep its streams open.
 */
static bool listen_to_end(struct listener *from, pid_t pid, uint64_t limit_ms)
{
	const uint64_t end = wait_now() + limit_ms;
	bool ended = false;

	while (!ended) {
		if (interrupt_requested() || wait_now() >= end)
			return false;
		if (is_silent_for_good(from)) {
			ended = wait_child(pid, LOOK_AGAIN_MS);
		} else {
			listen(from, LOOK_AGAIN_MS);
			ended = wait_child(pid, 0);
		}
	}
	kill(-pid, SIGKILL); /* what it left behind */
	while (!is_silent_for_good(from) && wait_now() < end && listen(from, 0))
		;
	return true;
}

static int prepare(const struct proc *proc, const int ends[STREAMS],
                   posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes)
{
	sigset_t none;
	int failed;

	sigemptyset(&none);
	failed = posix_spawnattr_setflags(attributes,
	                                  POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	if (!failed)
		failed = posix_spawnattr_setsigmask(attributes, &none);
	if (!failed)
		failed = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null",
		                                          O_RDONLY, 0);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(actions, ends[0], STDOUT_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(actions, ends[1], STDERR_FILENO);
	for (const int *fd = proc->keep; !failed && fd && *fd >= 0; fd++)
		failed = posix_spawn_file_actions_adddup2(actions, *fd, *fd);
	return failed;
}

static int spawn(const struct proc *proc, const char *file, const char *path,
                 const int ends[STREAMS], pid_t *pid)
{
	AUTO_FREE char *path_variable = mem_printf("PATH=%s", path);
	AUTO_FREE const char **env = NULL;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	size_t count = 0;
	int failed;

	while (proc->env[count])
		count++;
	env = mem_zalloc(count + 2, sizeof(*env));
	memcpy(env, proc->env, count * sizeof(*env));
	env[count] = path_variable;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	failed = prepare(proc, ends, &actions, &attributes);
	if (!failed)
		failed = posix_spawn(pid, file, &actions, &attributes,
		                     (char *const *)(uintptr_t)proc->argv,
		                     (char *const *)(uintptr_t)env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static bool judge(const struct proc *proc, int status, const struct listener *output,
                  struct failure *why)
{
	const char *program = proc->argv[0];
	char words[WORDS];

	text_clean(words, sizeof(words), output->words);
	if (WIFSIGNALED(status))
		return fail(why, FAIL_TOOL, "'%s' was killed by signal %d", program,
		            WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return fail(why, FAIL_TOOL, "'%s' failed (status %d): %s", program,
		            WEXITSTATUS(status), words);
	if (proc->silent && output->complained)
		return fail(why, FAIL_TOOL, "'%s' reported: %s", program, words);
	return true;
}

/*
 * The whole group. One that the user or a fault has stopped wakes up to end; one that the kernel
 * blocks is left behind.
 */
static void end_group(pid_t pid)
{
	kill(-pid, SIGTERM);
	kill(-pid, SIGCONT);
	if (!wait_child(pid, POLITE_MS))
		kill(-pid, SIGKILL);
	if (wait_child(pid, POLITE_MS)) {
		kill(-pid, SIGKILL); /* what it started; its number is not free before waitpid() */
		waitpid(pid, NULL, 0);
	}
}

static bool wait_for(pid_t pid, int *status, struct failure *why)
{
	while (waitpid(pid, status, 0) < 0) {
		if (errno != EINTR)
			return fail_errno(why, FAIL_IO, "cannot wait for a program");
	}
	return true;
}

static bool run_and_listen(const struct proc *proc, pid_t pid, struct listener *output,
                           struct failure *why)
{
	int status = 0;

	if (!listen_to_end(output, pid, proc->limit_ms ? proc->limit_ms : LIMIT_MS)) {
		end_group(pid);
		return interrupt_check(why) &&
		       fail(why, FAIL_TOOL,
		            "'%s' did not end in time and was stopped; check the disk that TMPDIR "
		            "is on, and try again",
		            proc->argv[0]);
	}
	if (!wait_for(pid, &status, why))
		return false;
	if (proc->first_line)
		text_clean_bytes(proc->first_line, PROC_LINE, output->first,
		                 strcspn(output->first, "\r\n"));
	return judge(proc, status, output, why);
}

bool proc_run(const struct proc *proc, struct failure *why)
{
	AUTO_FREE char *path = search_path();
	AUTO_FREE char *path_to_split = mem_strdup(path);
	AUTO_FREE char *file = find_program(proc->argv[0], path_to_split);
	struct listener output = { .fds = { -1, -1 } };
	int ends[STREAMS];
	int pipes[STREAMS][2];
	bool worked;
	int failed;
	pid_t pid;

	if (!file)
		return fail(why, FAIL_NO_TOOL, "'%s' is not installed or not in PATH",
		            proc->argv[0]);
	for (size_t i = 0; i < STREAMS; i++) {
		if (pipe2(pipes[i], O_CLOEXEC) < 0)
			return fail_errno(why, FAIL_IO, "cannot create a pipe");
		output.fds[i] = pipes[i][0];
		ends[i] = pipes[i][1];
	}
	failed = spawn(proc, file, path, ends, &pid);
	close(ends[0]);
	close(ends[1]);
	errno = failed;
	worked = failed ? fail_errno(why, FAIL_TOOL, "cannot run '%s'", file)
	                : run_and_listen(proc, pid, &output, why);
	for (size_t i = 0; i < STREAMS; i++)
		mem_auto_close(&output.fds[i]);
	return worked;
}
