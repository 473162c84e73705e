#include "firmware/sandbox/restrict.h"

#include "base/mem.h"
#include "firmware/examine/snapshot.h"
#include "firmware/sandbox/seccomp.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	NOBODY = 65534,
	CPU_SECONDS = 600, /* a gigabyte of xz takes half a minute */
	FILES_MAX = 1100,  /* as many as an archive has members, and some */
	OUT_OF_THE_WAY = 16,
};

#ifdef HAS_SANITIZER
#define LAST_SILENCED STDOUT_FILENO
#else
#define LAST_SILENCED STDERR_FILENO
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

static bool inputs(const struct restriction *restriction)
{
	const int from[] = { restriction->input, restriction->reply, restriction->output };
	int moved[ARRAY_LEN(from)];
	int count = restriction->output == -1 ? 2 : 3;

	for (int i = 0; i < count; i++) {
		moved[i] = fcntl(from[i], F_DUPFD, OUT_OF_THE_WAY);
		if (moved[i] == -1)
			return false;
	}
	silence();
	for (int i = 0; i < count; i++) {
		if (dup2(moved[i], SANDBOX_INPUT + i) == -1)
			return false;
	}
	closefrom(SANDBOX_INPUT + count);
	return true;
}

static void limit(void)
{
	const struct {
		__rlimit_resource_t what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CPU, CPU_SECONDS },
		{ RLIMIT_FSIZE, (rlim_t)2 * FIRMWARE_SIZE_MAX }, /* of a file without a name */
		{ RLIMIT_NOFILE, FILES_MAX },
		{ RLIMIT_CORE, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct rlimit now;

		if (getrlimit(limits[i].what, &now) == -1)
			continue;
		if (now.rlim_max > limits[i].most)
			now.rlim_max = limits[i].most;
		now.rlim_cur = now.rlim_max;
		setrlimit(limits[i].what, &now);
	}
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

bool restrict_process(const struct restriction *restriction, struct restricted *out)
{
	if (!inputs(restriction))
		return false;
	limit();
	become_nobody();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	out->without_landlock = !leave_file_system();
	out->without_seccomp = !seccomp_install(SANDBOX_INPUT);
	return true;
}
