#include "cli/prompt/waiting.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { LOOK_AGAIN_MS = 100 };

/* A signal just before a read would be lost on it: the caller asks again and again. */
enum waited waiting_for_input(int watched, struct failure *why)
{
	struct pollfd files[] = { { STDIN_FILENO, POLLIN, 0 }, { watched, POLLIN, 0 } };
	int ready;

	if (!interrupt_check(why))
		return WAITED_STOP;
	ready = poll(files, ARRAY_LEN(files), LOOK_AGAIN_MS);
	if (ready < 0)
		return errno == EINTR ? WAITED_NOTHING : WAITED_INPUT;
	if (files[0].revents)
		return WAITED_INPUT;
	return files[1].revents & POLLIN ? WAITED_CHANGE : WAITED_NOTHING;
}
