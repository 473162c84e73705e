#include "app/doctor/checks.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

static void check_release(struct checkup *checkup)
{
	struct utsname system;

	if (uname(&system) == 0)
		checkup_ok(checkup, "kernel", "%s %s, %s", system.sysname, system.release,
		           system.machine);
}

static void check_memory_file(struct checkup *checkup)
{
	AUTO_CLOSE int fd = mem_file(1);
	AUTO_FREE char *path = mem_printf("/proc/self/fd/%d", fd);

	if (fd < 0)
		checkup_missing(checkup, "memfd", "use Linux 3.17 or later",
		                "cannot create files in memory: %s", strerror(errno));
	else if (access(path, R_OK | W_OK) < 0)
		checkup_missing(checkup, "memfd", "mount /proc",
		                "other programs cannot open '%s': %s", path, strerror(errno));
	else
		checkup_ok(checkup, "memfd", "files in memory, which other programs can open");
}

static void check_mounted(struct checkup *checkup, const char *name, const char *file)
{
	if (access(file, R_OK) == 0)
		checkup_ok(checkup, name, "mounted");
	else
		checkup_warning(checkup, name,
		                "mount it before writing sticks; image files do not need it",
		                "cannot read '%s': %s", file, strerror(errno));
}

/* Fences around the process that reads firmware files. */
static void check_fences(struct checkup *checkup)
{
	long landlock = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	                        LANDLOCK_CREATE_RULESET_VERSION);
	int seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);

	if (landlock > 0)
		checkup_ok(checkup, "landlock",
		           "version %ld: the process that reads firmware files cannot open any "
		           "other file",
		           landlock);
	else
		checkup_warning(checkup, "landlock", NULL,
		                "the kernel does not offer it (%s); only the other restrictions "
		                "confine the process that reads firmware files",
		                strerror(errno));
	if (seccomp >= 0)
		checkup_ok(checkup, "seccomp",
		           "the process that reads firmware files can make few system calls");
	else
		checkup_warning(checkup, "seccomp", NULL,
		                "the kernel does not offer it; only the other restrictions confine "
		                "the process that reads firmware files");
}

void check_kernel(struct checkup *checkup)
{
	check_release(checkup);
	check_memory_file(checkup);
	check_mounted(checkup, "proc", "/proc/self/mountinfo");
	check_mounted(checkup, "sys", "/sys/block");
	check_fences(checkup);
}
