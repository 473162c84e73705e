#include "base/sandbox/seccomp.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

enum { PROGRAM_MAX = 256 };

/* Whatever their arguments are. */
static const int allowed[] = {
	/* what is open */
	SYS_read,
	SYS_pread64,
	SYS_lseek,
	SYS_close,
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
	/* memory */
	SYS_brk,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	/* threads */
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
	/* OpenSSL */
	SYS_getrandom,
	SYS_clock_gettime,
	SYS_gettimeofday,
#ifdef HAS_SANITIZER
	/* the sanitizer's own stacks, and what it asks about limits */
	SYS_sigaltstack,
	SYS_prlimit64,
#endif
};

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short size;
};

static void add(struct program *program, struct sock_filter instruction)
{
	if (program->size < PROGRAM_MAX)
		program->code[program->size++] = instruction;
}

static void load(struct program *program, size_t offset)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* The lower half: none of the arguments looked at has more. */
static void load_argument(struct program *program, size_t which)
{
	load(program, offsetof(struct seccomp_data, args) + which * sizeof(uint64_t));
}

static void answer(struct program *program, uint32_t action)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static const uint32_t refusal = SECCOMP_RET_ERRNO | ENOSYS;

/* The next `length` instructions are for this call alone; they end with an answer. */
static void begin_rule(struct program *program, int call, uint8_t length)
{
	load(program, offsetof(struct seccomp_data, nr));
	add(program,
	    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, length));
}

/* Only with that bit in the argument. */
static void allow_with(struct program *program, int call, size_t which, uint32_t bit)
{
	begin_rule(program, call, 4);
	load_argument(program, which);
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bit, 0, 1));
	answer(program, SECCOMP_RET_ALLOW);
	answer(program, refusal);
}

/* A call on every descriptor but one. */
static void allow_but_on(struct program *program, int call, int fd)
{
	begin_rule(program, call, 4);
	load_argument(program, 0);
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)fd, 1, 0));
	answer(program, SECCOMP_RET_ALLOW);
	answer(program, refusal);
}

/* mmap() for anonymous memory only, and neither it nor mprotect() for code. */
static void allow_memory(struct program *program)
{
	const struct sock_filter is_code = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1);

	begin_rule(program, SYS_mprotect, 4);
	load_argument(program, 2);
	add(program, is_code);
	answer(program, refusal);
	answer(program, SECCOMP_RET_ALLOW);
	begin_rule(program, SYS_mmap, 3);
	load_argument(program, 2);
	add(program, is_code);
	answer(program, refusal);
	allow_with(program, SYS_mmap, 3, MAP_ANONYMOUS);
}

/*
 * One comparison each: every process that is forked has the kernel translate all of it anew.
 * Returns where they begin.
 */
static size_t begin_list(struct program *program)
{
	size_t first;

	load(program, offsetof(struct seccomp_data, nr));
	first = program->size;
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
		                                          (uint32_t)allowed[i], 0, 0));
	return first;
}

/* Where they lead is known once everything else is there. */
static void end_list(struct program *program, size_t first)
{
	const size_t yes = program->size;

	answer(program, SECCOMP_RET_ALLOW);
	for (size_t i = first; i < first + ARRAY_LEN(allowed); i++)
		program->code[i].jt = (uint8_t)(yes - i - 1);
}

static void write_program(struct program *out, int reads)
{
	size_t first;

	out->size = 0;
	load(out, offsetof(struct seccomp_data, arch));
	add(out, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	answer(out, SECCOMP_RET_KILL_PROCESS);
	first = begin_list(out);
	allow_memory(out);
	allow_with(out, SYS_clone, 0, CLONE_THREAD); /* clone3() hides its flags */
	allow_but_on(out, SYS_write, reads);
	allow_but_on(out, SYS_pwrite64, reads);
	allow_but_on(out, SYS_ftruncate, reads);
	answer(out, refusal);
	end_list(out, first);
}

bool seccomp_install(int reads)
{
	struct program program;
	struct sock_fprog fprog = { .filter = program.code };

	write_program(&program, reads);
	fprog.len = program.size;
	return program.size < PROGRAM_MAX &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog) == 0;
}

#else

bool seccomp_install(int reads)
{
	(void)reads;
	return false;
}

#endif
