#include "net/link_keeper.h"

#include "base/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { END_MS = 5000, KEPT_PIPE = 3, KEPT_SOCKET = 4, FIRST_FREE = 5 };

static bool set_up(int fd, const char *name, bool up)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(fd, SIOCGIFFLAGS, &request) == -1)
		return false;
	request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
	return ioctl(fd, SIOCSIFFLAGS, &request) == 0;
}

static void keep_one_right(void)
{
	struct __user_cap_header_struct version = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct one[_LINUX_CAPABILITY_U32S_3] = {
		{ .effective = 1U << CAP_NET_ADMIN, .permitted = 1U << CAP_NET_ADMIN },
	};

	syscall(SYS_capset, &version, one);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0);
}

/* Ctrl-C and a closed terminal are for the program; this waits for its end. */
static _Noreturn void keep(int ended, int fd, const char *name)
{
	char byte;

	setsid();
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	ended = fcntl(ended, F_DUPFD, FIRST_FREE);
	fd = fcntl(fd, F_DUPFD, FIRST_FREE);
	if (dup2(ended, KEPT_PIPE) == -1 || dup2(fd, KEPT_SOCKET) == -1)
		_exit(1);
	closefrom(FIRST_FREE);
	keep_one_right();
	for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
		close(stream);
	while (read(KEPT_PIPE, &byte, 1) == -1 && errno == EINTR)
		continue;
	_exit(set_up(KEPT_SOCKET, name, false) ? 0 : 1);
}

static bool start(struct link_keeper *out, int fd, const char *name)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) == -1)
		return false;
	out->pid = fork();
	if (out->pid == 0) {
		close(ends[1]);
		keep(ends[0], fd, name);
	}
	close(ends[0]);
	if (out->pid == -1) {
		close(ends[1]);
		out->pid = 0;
		return false;
	}
	out->alive = ends[1];
	return true;
}

bool link_keeper_begin(struct link_keeper *out, const struct interface *interface,
                       struct failure *why)
{
	int fd;
	bool good;

	*out = (struct link_keeper){ .alive = -1 };
	if (interface->is_up)
		return true;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	good = fd != -1 && start(out, fd, interface->name) && set_up(fd, interface->name, true);
	if (!good) {
		(void)fail_errno(why, FAIL_NETWORK, "cannot switch on '%s'", interface->name);
		link_keeper_end(out);
	}
	if (fd != -1)
		close(fd);
	return good;
}

void link_keeper_end(struct link_keeper *keeper)
{
	if (!keeper->pid)
		return;
	close(keeper->alive);
	wait_reap(keeper->pid, END_MS);
	*keeper = (struct link_keeper){ .alive = -1 };
}
