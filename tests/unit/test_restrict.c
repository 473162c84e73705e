/* What a confined process can still do, asked of one. */
#include "base/sandbox/process.h"
#include "base/sandbox/zygote.h"

#include "base/job.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confined.h"

static bool opens_a_file(const struct room *room)
{
	(void)room;
	return open("/etc/passwd", O_RDONLY) != -1 || open("/", O_PATH) != -1 ||
	       open("/dev/null", O_RDWR) != -1;
}

static bool changes_the_file_system(const struct room *room)
{
	(void)room;
	return open("/tmp", O_TMPFILE | O_RDWR, 0600) != -1 ||
	       open("/tmp/confined", O_CREAT | O_WRONLY, 0600) != -1 ||
	       mkdir("/tmp/confined.d", 0700) == 0 || unlink("/tmp/confined") == 0 ||
	       rename("/tmp/a", "/tmp/b") == 0 || chdir("/") == 0;
}

static bool opens_a_socket(const struct room *room)
{
	int pair[2];

	(void)room;
	return socket(AF_INET, SOCK_STREAM, 0) != -1 || socket(AF_UNIX, SOCK_DGRAM, 0) != -1 ||
	       socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}

/* ARM64 has clone() alone, which fork() uses. */
static bool forks_without_a_copy(void)
{
#ifdef SYS_vfork
	return syscall(SYS_vfork) != -1;
#else
	return false;
#endif
}

static bool runs_a_program(const struct room *room)
{
	char name[] = "/bin/true";
	char *const words[] = { name, NULL };

	(void)room;
	execve(name, words, NULL); /* its status would not be an answer */
	return fork() != -1 || forks_without_a_copy();
}

static bool touches_a_process(const struct room *room)
{
	return ptrace(PTRACE_ATTACH, room->parent, NULL, NULL) == 0 ||
	       ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 || kill(room->parent, 0) == 0 ||
	       syscall(SYS_tkill, room->parent, 0) == 0;
}

static bool writes_what_it_reads(const struct room *room)
{
	void *pages = mmap(NULL, 7, PROT_READ | PROT_WRITE, MAP_SHARED, SANDBOX_INPUT, 0);

	(void)room;
	return write(SANDBOX_INPUT, "X", 1) == 1 || pwrite(SANDBOX_INPUT, "X", 1, 0) == 1 ||
	       ftruncate(SANDBOX_INPUT, 0) == 0 || pages != MAP_FAILED;
}

static bool makes_code(const struct room *room)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)room;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ||
	       mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	               MAP_FAILED;
}

static bool has_other_descriptors(const struct room *room)
{
	char byte;

	(void)room;
	for (int fd = SANDBOX_OUTPUT + 1; fd < 2000; fd++) {
		if (read(fd, &byte, 0) != -1 || errno != EBADF)
			return true;
	}
	return false;
}

static bool makes_a_file(const struct room *room)
{
	(void)room;
	return mem_file(1) != -1 || mem_file(UINT64_C(1) << 30) != -1 ||
	       memfd_create("more", 0) != -1 || dup(SANDBOX_OUTPUT) != -1;
}

static bool has_an_environment(const struct room *room)
{
	(void)room;
	return environ || getenv("PATH");
}

static void note(void *context)
{
	*(bool *)context = true;
}

static bool does_its_work(const struct room *room)
{
	AUTO_FREE char *memory = mem_zalloc(1, 8 << 20);
	char seen[7];
	bool noted = false;
	struct job job;

	(void)room;
	memory[0] = 'x';
	job_start(&job, note, &noted);
	if (!job.running)
		return false;
	job_wait(&job);
	return noted && pread(SANDBOX_INPUT, seen, 7, 0) == 7 && memcmp(seen, "content", 7) == 0 &&
	       ftruncate(SANDBOX_OUTPUT, 9000) == 0 && pwrite(SANDBOX_OUTPUT, memory, 1, 8999) == 1;
}

static void it_has_no_file_system(void **state)
{
	(void)state;
	assert_false(works(opens_a_file));
	assert_false(works(changes_the_file_system));
}

static void it_has_no_network(void **state)
{
	(void)state;
	assert_false(works(opens_a_socket));
}

static void it_reaches_no_other_process_and_makes_none(void **state)
{
	(void)state;
	assert_false(works(runs_a_program));
	assert_false(works(touches_a_process));
}

static void it_cannot_change_what_it_reads(void **state)
{
	(void)state;
	assert_false(works(writes_what_it_reads));
}

static void it_runs_no_code_but_ours(void **state)
{
	(void)state;
	assert_false(works(makes_code));
}

static void it_has_no_descriptor_of_ours(void **state)
{
	(void)state;
	assert_false(works(has_other_descriptors));
}

static void it_has_no_file_but_those_that_it_got(void **state)
{
	(void)state;
	assert_false(works(makes_a_file));
}

static void its_environment_is_empty(void **state)
{
	(void)state;
	setenv("PASSWORD", "secret", 1);
	assert_false(works(has_an_environment));
}

static void memory_threads_and_its_files_are_left(void **state)
{
	(void)state;
	assert_true(works(does_its_work));
}

/* Reads until there is something: until then it can be looked at from outside. */
static void wait_for_a_byte(const void *context)
{
	char byte = 'r';

	(void)context;
	process_send(&byte, 1);
	if (read(SANDBOX_INPUT, &byte, 1) == 1)
		process_send(&byte, 1);
}

/* What the kernel says of a process, as one text. To be freed. */
static char *told_of(pid_t pid, const char *what)
{
	AUTO_FREE char *path = mem_printf("/proc/%d/%s", (int)pid, what);
	AUTO_CLOSE int fd = open(path, O_RDONLY);
	char *text = mem_zalloc(1, 16 << 10);

	assert_true(read(fd, text, (16 << 10) - 1) > 0);
	return text;
}

static void judge_from_outside(pid_t pid)
{
	AUTO_FREE char *status = told_of(pid, "status");
	AUTO_FREE char *limits = told_of(pid, "limits");
	AUTO_FREE char *users = told_of(getpid(), "uid_map");
	AUTO_FREE char *oom = told_of(pid, "oom_score_adj");
	AUTO_FREE char *environment = told_of(pid, "environ");

	assert_non_null(strstr(status, "NoNewPrivs:\t1"));
	assert_non_null(strstr(status, "Seccomp:\t2"));
	assert_non_null(strstr(status, "CapPrm:\t0000000000000000"));
	assert_non_null(strstr(status, "CapEff:\t0000000000000000"));
	if (geteuid() == 0 && strstr(users, "4294967295")) { /* else there may be no nobody */
		assert_non_null(strstr(status, "Uid:\t65534\t65534\t65534\t65534"));
		assert_non_null(strstr(status, "Gid:\t65534\t65534\t65534\t65534"));
		assert_non_null(strstr(status, "Groups:\t \n"));
	}
	assert_non_null(strstr(limits, "Max cpu time              600 "));
	assert_non_null(strstr(limits, "Max core file size        0 "));
	assert_non_null(strstr(limits, "Max open files            16 "));
	assert_string_equal(oom, "1000\n");
	for (size_t i = 0; i < 64; i++) /* what is left of the environment are its zeros */
		assert_int_equal(environment[i], '\0');
}

static void wait_for_an_order(const void *context, const void *order)
{
	(void)order;
	wait_for_a_byte(context);
}

static void look_from_outside(struct process *process, int end)
{
	char byte = '?';

	assert_true(process_receive(process, &byte, 1));
	judge_from_outside(process->pid);
	assert_int_equal(write(end, "g", 1), 1);
	assert_true(process_receive(process, &byte, 1));
	assert_int_equal(byte, 'g');
	process_end(process);
}

static void it_is_nobody_without_rights(void **state)
{
	struct process_work work = { .run = wait_for_a_byte, .output = -1 };
	const struct zygote_work ready = { .run = wait_for_an_order };
	struct zygote_order order = { .bytes = "", .size = 1, .output = -1 };
	struct zygote zygote;
	struct process process;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	work.input = ends[0];
	order.input = ends[0];
	assert_true(process_start(&process, &work));
	look_from_outside(&process, ends[1]);
	assert_true(zygote_start(&zygote, &ready));
	assert_true(zygote_fork(&zygote, &process, &order));
	look_from_outside(&process, ends[1]);
	zygote_done(&zygote);
	close(ends[0]);
	close(ends[1]);
}

static void what_the_kernel_has_is_used(void **state)
{
	struct restricted confined = { .without_seccomp = true };
	long landlock =
	        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int ends[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		const struct restriction files = { ends[0], ends[1], -1, restrict_usual_limits() };

		restrict_process(&files, &confined);
		process_send(&confined, sizeof(confined));
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &confined, sizeof(confined)), sizeof(confined));
	process_end(&(struct process){ .pid = pid, .reply = ends[0] });
	assert_false(confined.without_seccomp);
	assert_int_equal(confined.without_landlock, landlock < 1);
}

static void die(const void *context)
{
	(void)context;
	abort();
}

static void say_little(const void *context)
{
	(void)context;
	process_send("ab", 2);
}

static void one_that_dies_or_says_too_little_is_not_heard(void **state)
{
	struct room room = make_room();
	struct process_work work = { .run = die, .input = room.file, .output = -1 };
	struct process process;
	char bytes[3];

	(void)state;
	signal(SIGABRT, SIG_DFL); /* cmocka's own would go on with the tests there */
	signal(SIGSEGV, SIG_DFL);
	assert_true(process_start(&process, &work));
	assert_false(process_receive(&process, bytes, 1));
	process_end(&process);
	work.run = say_little;
	assert_true(process_start(&process, &work));
	assert_false(process_receive(&process, bytes, 3));
	process_end(&process);
	assert_int_equal(process.pid, 0);
	process_end(&process);
	close(room.file);
	close(room.output);
	close(room.stray);
}

TEST_MAIN(TEST(it_has_no_file_system), TEST(it_has_no_network),
          TEST(it_reaches_no_other_process_and_makes_none), TEST(it_cannot_change_what_it_reads),
          TEST(it_runs_no_code_but_ours), TEST(it_has_no_descriptor_of_ours),
          TEST(it_has_no_file_but_those_that_it_got), TEST(its_environment_is_empty),
          TEST(memory_threads_and_its_files_are_left), TEST(it_is_nobody_without_rights),
          TEST(what_the_kernel_has_is_used), TEST(one_that_dies_or_says_too_little_is_not_heard))
