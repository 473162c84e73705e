#include "base/sandbox/child.h"

#include "base/digest.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void child_wake_openssl(void)
{
	digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)"", 0 });
}

int child_open_reader(int fd)
{
	char self[32];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	return open(self, O_RDONLY | O_CLOEXEC);
}

void child_offer_to_die(void)
{
	AUTO_CLOSE int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd != -1)
		(void)!write(fd, "1000", 4);
}

void child_empty_environment(void)
{
	for (char **variable = environ; variable && *variable; variable++)
		explicit_bzero(*variable, strlen(*variable));
	clearenv();
}

void child_give_up(void)
{
	_exit(errno == EMFILE ? CHILD_TOO_FEW_FILES : CHILD_UNRESTRICTED);
}
