#include "app/dialogue/plug_watch.h"

#include "base/mem.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MESSAGE = 16384,
	KERNEL_GROUP = 1,   /* udev's messages, which come later, are group 2 */
	MESSAGES_MAX = 256, /* at a time: of a storm the rest is read next time */
};

int plug_watch_open(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	                NETLINK_KOBJECT_UEVENT);

	if (fd != -1 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* "add@/devices/...", and behind it "NAME=VALUE" after "NAME=VALUE", each with a NUL at its end. */
static bool is_about(const char *message, size_t size, const char *subsystem)
{
	static const char name[] = "SUBSYSTEM=";

	for (size_t at = 0; at < size; at += strlen(message + at) + 1) {
		if (strncmp(message + at, name, strlen(name)) == 0)
			return strcmp(message + at + strlen(name), subsystem) == 0;
	}
	return false;
}

bool plug_watch_read(int fd, const char *subsystem)
{
	char message[MESSAGE];
	bool found = false;

	for (unsigned i = 0; i < MESSAGES_MAX; i++) {
		const ssize_t size = recv(fd, message, sizeof(message) - 1, 0);

		if (size < 0)
			return found || errno == ENOBUFS; /* so much happened that some was lost */
		message[size] = '\0';
		found = is_about(message, (size_t)size, subsystem) || found;
	}
	return found;
}
