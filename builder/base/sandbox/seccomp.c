#include "base/sandbox/seccomp.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

enum { PROGRAM_MAX = 256, LEAF = 3 };

/* Under which condition a call is left. */
enum rule {
	RULE_ALWAYS,
	RULE_NO_CODE,     /* memory: not to be executed */
	RULE_ANONYMOUS,   /* the same, and no file is mapped */
	RULE_THREAD,      /* no process; clone3() hides its flags */
	RULE_NOT_TO_READ, /* on every descriptor but the one that is read */
	RULES,
};

struct call {
	int number;
	enum rule rule;
};

static const struct call left[] = {
	/* what is open */
	{ SYS_read, RULE_ALWAYS },
	{ SYS_pread64, RULE_ALWAYS },
	{ SYS_write, RULE_NOT_TO_READ },
	{ SYS_pwrite64, RULE_NOT_TO_READ },
	{ SYS_ftruncate, RULE_NOT_TO_READ },
	{ SYS_lseek, RULE_ALWAYS },
	{ SYS_close, RULE_ALWAYS },
#ifdef SYS_poll
	{ SYS_poll, RULE_ALWAYS },
#endif
	{ SYS_ppoll, RULE_ALWAYS },
	/* memory */
	{ SYS_brk, RULE_ALWAYS },
	{ SYS_mmap, RULE_ANONYMOUS },
	{ SYS_mprotect, RULE_NO_CODE },
	{ SYS_munmap, RULE_ALWAYS },
	{ SYS_mremap, RULE_ALWAYS },
	{ SYS_madvise, RULE_ALWAYS },
	/* threads */
	{ SYS_clone, RULE_THREAD },
	{ SYS_futex, RULE_ALWAYS },
	{ SYS_set_robust_list, RULE_ALWAYS },
	{ SYS_rseq, RULE_ALWAYS },
	{ SYS_gettid, RULE_ALWAYS },
	{ SYS_getpid, RULE_ALWAYS },
	{ SYS_sched_yield, RULE_ALWAYS },
	{ SYS_sched_getaffinity, RULE_ALWAYS },
	{ SYS_rt_sigprocmask, RULE_ALWAYS },
	{ SYS_rt_sigreturn, RULE_ALWAYS },
	{ SYS_restart_syscall, RULE_ALWAYS },
	{ SYS_exit, RULE_ALWAYS },
	{ SYS_exit_group, RULE_ALWAYS },
	/* OpenSSL */
	{ SYS_getrandom, RULE_ALWAYS },
	{ SYS_clock_gettime, RULE_ALWAYS },
	{ SYS_gettimeofday, RULE_ALWAYS },
#ifdef HAS_SANITIZER
	/* the sanitizer's own stacks, and what it asks about limits */
	{ SYS_sigaltstack, RULE_ALWAYS },
	{ SYS_prlimit64, RULE_ALWAYS },
#endif
};

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short size;
	unsigned short rules[RULES]; /* where each of them begins */
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

static int by_number(const void *a, const void *b)
{
	const struct call *one = a;
	const struct call *other = b;

	return (one->number > other->number) - (one->number < other->number);
}

/*
 * The kernel follows the program for each of its calls whenever a process is confined: so a call
 * is found in a few steps. A jump that is not yet known has the number of its rule.
 */
static void search(struct program *program, const struct call *calls, size_t count)
{
	const size_t half = count / 2;
	const size_t here = program->size;

	if (count <= LEAF) {
		for (size_t i = 0; i < count; i++)
			add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			                                          (uint32_t)calls[i].number,
			                                          (uint8_t)calls[i].rule, 0));
		answer(program, refusal);
		return;
	}
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K,
	                                          (uint32_t)calls[half].number, 0, 0));
	search(program, calls, half);
	program->code[here].jt = (uint8_t)(program->size - here - 1);
	search(program, calls + half, count - half);
}

/* Jumps from the search to the rules, which are there now. */
static void join(struct program *program, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		struct sock_filter *code = &program->code[i];

		if (code->code == (BPF_JMP | BPF_JEQ | BPF_K))
			code->jt = (uint8_t)(program->rules[code->jt] - i - 1);
	}
}

static void begin_rule(struct program *program, enum rule rule)
{
	program->rules[rule] = program->size;
}

/* Where the argument has that bit (BPF_JSET), or is that number (BPF_JEQ); else what follows. */
static void answer_if(struct program *program, size_t argument, uint16_t test, uint32_t value,
                      uint32_t action)
{
	load_argument(program, argument);
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
	answer(program, action);
}

static void write_rules(struct program *program, int reads)
{
	begin_rule(program, RULE_ALWAYS);
	answer(program, SECCOMP_RET_ALLOW);
	begin_rule(program, RULE_NO_CODE);
	answer_if(program, 2, BPF_JSET, PROT_EXEC, refusal);
	answer(program, SECCOMP_RET_ALLOW);
	begin_rule(program, RULE_ANONYMOUS);
	answer_if(program, 2, BPF_JSET, PROT_EXEC, refusal);
	answer_if(program, 3, BPF_JSET, MAP_ANONYMOUS, SECCOMP_RET_ALLOW);
	answer(program, refusal);
	begin_rule(program, RULE_THREAD);
	answer_if(program, 0, BPF_JSET, CLONE_THREAD, SECCOMP_RET_ALLOW);
	answer(program, refusal);
	begin_rule(program, RULE_NOT_TO_READ);
	answer_if(program, 0, BPF_JEQ, (uint32_t)reads, refusal);
	answer(program, SECCOMP_RET_ALLOW);
}

static void write_program(struct program *out, int reads)
{
	struct call calls[ARRAY_LEN(left)];
	size_t first;
	size_t end;

	memcpy(calls, left, sizeof(left));
	qsort(calls, ARRAY_LEN(calls), sizeof(calls[0]), by_number);
	out->size = 0;
	load(out, offsetof(struct seccomp_data, arch));
	add(out, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	answer(out, SECCOMP_RET_KILL_PROCESS);
	load(out, offsetof(struct seccomp_data, nr));
	first = out->size;
	search(out, calls, ARRAY_LEN(calls));
	end = out->size;
	write_rules(out, reads);
	join(out, first, end);
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
