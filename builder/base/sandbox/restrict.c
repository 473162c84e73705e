#include "base/sandbox/restrict.h"

#include "base/mem.h"
#include "base/sandbox/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	NOBODY = 65534,
	CPU_SECONDS = 600, /* a gigabyte of xz takes half a minute */
	FILES_MAX = 16,
	MEMORY_MAX = 1 << 30,
};

/* Of a file that is written: what is unpacked may be packed again, several times. */
static const rlim_t file_size_max = (rlim_t)4 << 30;

/* A sanitizer complains on stderr, and its shadow memory has no size that means anything. */
#ifdef HAS_SANITIZER
enum { LAST_SILENCED = STDOUT_FILENO, LIMITS_MEMORY = false };
#else
enum { LAST_SILENCED = STDERR_FILENO, LIMITS_MEMORY = true };
#endif

/* A message of a library must not end up in a file that got the number 2. */
static void silence(void)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int fd = 0; fd <= LAST_SILENCED; fd++) {
		if (nothing == -1)
			close(fd);
		else
			dup2(nothing, fd);
	}
}

struct restrict_limits restrict_usual_limits(void)
{
	return (struct restrict_limits){ CPU_SECONDS, MEMORY_MAX };
}

/* The lowest of them that is not below `from`; ~0U: there is none. */
static unsigned int next_of(const int *kept, int count, unsigned int from)
{
	unsigned int next = ~0U;

	for (int i = 0; i < count; i++) {
		if ((unsigned int)kept[i] >= from && (unsigned int)kept[i] < next)
			next = (unsigned int)kept[i];
	}
	return next;
}

/* All but the standard streams and these. Linux before 5.9 has no close_range(). */
static void close_others(const int *kept, int count)
{
	unsigned int from = STDERR_FILENO + 1;
	unsigned int next = next_of(kept, count, from);

	for (; next != ~0U; next = next_of(kept, count, from)) {
		for (; from < next; from++)
			close((int)from);
		from = next + 1;
	}
	closefrom((int)from);
}

/* fcntl() has another word for it when not even the first number is allowed. */
static bool fail_numbers(void)
{
	if (errno == EINVAL || errno == EBADF)
		errno = EMFILE;
	return false;
}

/* They become SANDBOX_INPUT and those behind it; nothing else stays open. */
static bool keep(const int *from, int count, bool is_silent)
{
	int moved[SANDBOX_OUTPUT - SANDBOX_INPUT + 1];

	close_others(from, count);
	for (int i = 0; i < count; i++) {
		moved[i] = fcntl(from[i], F_DUPFD, SANDBOX_INPUT + count);
		if (moved[i] == -1)
			return fail_numbers();
	}
	if (!is_silent)
		silence();
	for (int i = 0; i < count; i++) {
		if (dup2(moved[i], SANDBOX_INPUT + i) == -1)
			return fail_numbers();
	}
	closefrom(SANDBOX_INPUT + count);
	return true;
}

static bool keep_files(const struct restriction *restriction, bool is_silent)
{
	const int from[] = { restriction->input, restriction->reply, restriction->output };

	return keep(from, restriction->output == -1 ? 2 : 3, is_silent);
}

/* `most` as far as that is allowed; a signal comes `before` units earlier than the kernel's end. */
static void limit(__rlimit_resource_t what, rlim_t most, rlim_t before)
{
	struct rlimit now;

	if (getrlimit(what, &now) == -1)
		return;
	if (now.rlim_max > most + before)
		now.rlim_max = most + before;
	now.rlim_cur = now.rlim_max > before ? now.rlim_max - before : now.rlim_max;
	setrlimit(what, &now);
}

/* Of this process, which has inherited all of its parent's. 0: there is no /proc. */
static rlim_t address_space(void)
{
	char text[32] = "";
	AUTO_CLOSE int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	if (fd == -1 || read(fd, text, sizeof(text) - 1) <= 0)
		return 0;
	return (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit_memory(uint64_t more)
{
	rlim_t has = address_space();

	if (has && LIMITS_MEMORY)
		limit(RLIMIT_AS, has + more, 0);
}

/* A write beyond a limit fails; there is no signal. */
static void limit_all(const struct restrict_limits *limits)
{
	signal(SIGXFSZ, SIG_IGN);
	limit(RLIMIT_CPU, limits->cpu_seconds, 1);
	limit(RLIMIT_FSIZE, file_size_max, 0);
	limit(RLIMIT_NOFILE, FILES_MAX, 0);
	limit(RLIMIT_CORE, 0, 0);
	limit_memory(limits->memory);
}

/* Where a namespace has no such user root remains, but may no more than others. */
static void become_nobody(void)
{
	struct __user_cap_header_struct version = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { { 0 } };
	bool is_nobody = geteuid() == 0 && setgroups(0, NULL) == 0 &&
	                 setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
	                 setresuid(NOBODY, NOBODY, NOBODY) == 0;

	if (!is_nobody)
		syscall(SYS_capset, &version, none);
}

/* As newer kernels have it; older ones take what they know of it. */
struct landlock_all {
	uint64_t files;
	uint64_t network;
	uint64_t scope;
};

/* Every right that this version of Landlock can take away. */
static struct landlock_all rights_of(long version, size_t *size)
{
	static const unsigned file_rights[] = { 0, 13, 14, 15, 15, 16 };
	size_t row = (size_t)version < ARRAY_LEN(file_rights) ? (size_t)version
	                                                      : ARRAY_LEN(file_rights) - 1;
	struct landlock_all all = { .files = (UINT64_C(1) << file_rights[row]) - 1 };

	*size = sizeof(all.files);
	if (version >= 4) {
		all.network = 3; /* bind and connect with TCP */
		*size += sizeof(all.network);
	}
	if (version >= 6) {
		all.scope = 3; /* abstract sockets, signals */
		*size += sizeof(all.scope);
	}
	return all;
}

static bool leave_file_system(void)
{
	long version =
	        syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_all all;
	size_t size;
	long rules;
	bool left;

	if (version < 1)
		return false;
	all = rights_of(version, &size);
	rules = syscall(SYS_landlock_create_ruleset, &all, size, 0);
	left = rules >= 0 && syscall(SYS_landlock_restrict_self, (int)rules, 0) == 0;
	if (rules >= 0)
		close((int)rules);
	return left;
}

static void give_up_rights(const struct restrict_limits *limits, struct restricted *out)
{
	limit_all(limits);
	become_nobody();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	out->without_landlock = !leave_file_system();
}

bool restrict_process(const struct restriction *restriction, struct restricted *out)
{
	if (!keep_files(restriction, false))
		return false;
	give_up_rights(&restriction->limits, out);
	out->without_seccomp = !seccomp_install(SANDBOX_INPUT);
	return true;
}

bool restrict_zygote(int control, const struct restrict_limits *limits, struct restricted *out)
{
	if (!keep(&control, 1, false))
		return false;
	give_up_rights(limits, out);
	return true;
}

bool restrict_forked(const struct restriction *restriction, struct restricted *out)
{
	if (!keep_files(restriction, true))
		return false;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	out->without_seccomp = !seccomp_install(SANDBOX_INPUT);
	return true;
}
