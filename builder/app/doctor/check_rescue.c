#include "app/doctor/checks.h"
#include "base/mem.h"
#include "net/interface.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void check_interface(struct checkup *checkup)
{
	struct interface *interfaces = NULL;
	const struct interface *chosen;
	struct failure why;
	size_t count = 0;

	if (!interface_survey(&interfaces, &count, &why)) {
		checkup_warning(checkup, "interface", NULL, "%s", why.text);
	} else if (interface_choose(interfaces, count, NULL, &chosen, &why)) {
		checkup_ok(checkup, "interface",
		           "'%s' would be used for a rescue over the network%s", chosen->name,
		           chosen->has_default_route
		                   ? ", after a question, since the computer's own network is there"
		                   : "");
	} else {
		AUTO_FREE char *list = interface_list(interfaces, count);

		checkup_warning(checkup, "interface",
		                "plug in a wired network adapter, or name one with --interface",
		                "a rescue over the network cannot choose one: %s",
		                list[0] ? list : "there is none");
	}
	free(interfaces);
}

static void check_frames(struct checkup *checkup)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd != -1)
		checkup_ok(checkup, "frames", "may be sent and received on a network cable");
	else if (errno == EPERM || errno == EACCES)
		checkup_warning(checkup, "frames", "run 'rescue' and 'listen' with sudo",
		                "only root may send and receive them on a network cable");
	else
		checkup_warning(checkup, "frames", "load the kernel module af_packet",
		                "the kernel cannot send and receive them on a network cable");
	if (fd != -1)
		close(fd);
}

void check_rescue(struct checkup *checkup)
{
	check_interface(checkup);
	check_frames(checkup);
}
