#include "base/files/temporary.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

struct temporary {
	const char *path; /* NULL once released */
	void (*remove)(const char *path);
	pid_t maker; /* a process that is forked has no business with it */
};

static void remove_at_end(int status, void *context)
{
	struct temporary *temporary = context;

	(void)status;
	if (temporary->path && temporary->maker == getpid())
		temporary->remove(temporary->path);
	free(temporary);
}

struct temporary *temporary_guard(const char *path, void (*remove)(const char *path))
{
	struct temporary *temporary = mem_zalloc(1, sizeof(*temporary));

	*temporary = (struct temporary){ path, remove, getpid() };
	if (on_exit(remove_at_end, temporary) == 0)
		return temporary;
	/* Without memory for the note of it there is no guard, and nothing else is lost. */
	free(temporary);
	return NULL;
}

void temporary_release(struct temporary *temporary)
{
	if (temporary)
		temporary->path = NULL;
}

void temporary_unlink(const char *path)
{
	unlink(path);
}
