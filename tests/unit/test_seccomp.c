/* Of all system calls a confined process makes those that are on the list, and no other. */
#include "base/mem.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confined.h"

/* All that is left, whatever the arguments are or with some of them alone. */
static const int left[] = {
	SYS_read,
	SYS_pread64,
	SYS_lseek,
	SYS_close,
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_futex,
	SYS_set_robust_list,
	SYS_rseq,
	SYS_gettid,
	SYS_getpid,
	SYS_sched_yield,
	SYS_sched_getaffinity,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_exit,
	SYS_exit_group,
	SYS_getrandom,
	SYS_clock_gettime,
	SYS_gettimeofday,
	SYS_mprotect,
	SYS_mmap,
	SYS_clone,
	SYS_write,
	SYS_pwrite64,
	SYS_ftruncate,
#ifdef HAS_SANITIZER
	SYS_sigaltstack,
	SYS_prlimit64,
#endif
#ifdef __x86_64__
	/* uretprobe() and uprobe(): Linux 6.14 lets them pass whatever a filter says, and ends who
	   calls them by himself. */
	335,
	336,
#endif
};

static bool is_left(long call)
{
	for (size_t i = 0; i < ARRAY_LEN(left); i++) {
		if (left[i] == call)
			return true;
	}
	return false;
}

/* As if the kernel did not have it. */
static bool makes_another_call(const struct room *room)
{
	(void)room;
	for (long call = 0; call < 1000; call++) {
		if (is_left(call))
			continue;
		if (syscall(call, -1L, -1L, -1L, -1L, -1L, -1L) != -1 || errno != ENOSYS)
			return true;
	}
	return false;
}

static bool is_refused(long result)
{
	return result == -1 && errno == ENOSYS;
}

/* By the filter, whatever else would have kept it from that. */
static bool may_more_than_arguments_allow(const struct room *room)
{
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)room;
	return !is_refused(
	               syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE, SANDBOX_INPUT, 0)) ||
	       !is_refused(syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC,
	                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) ||
	       !is_refused(syscall(SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC)) ||
	       !is_refused(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL)) ||
	       !is_refused(syscall(SYS_write, SANDBOX_INPUT, "X", 1)) ||
	       !is_refused(syscall(SYS_pwrite64, SANDBOX_INPUT, "X", 1, 0)) ||
	       !is_refused(syscall(SYS_ftruncate, SANDBOX_INPUT, 0));
}

static void of_those_with_arguments_it_makes_only_harmless_ones(void **state)
{
	(void)state;
	assert_false(works(may_more_than_arguments_allow));
}

static void it_makes_no_call_that_is_not_on_the_list(void **state)
{
	(void)state;
	assert_false(works(makes_another_call));
}

TEST_MAIN(TEST(it_makes_no_call_that_is_not_on_the_list),
          TEST(of_those_with_arguments_it_makes_only_harmless_ones))
