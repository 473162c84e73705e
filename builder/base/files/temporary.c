#include "base/files/temporary.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct temporary {
	const char *path; /* NULL once released */
	void (*remove)(const char *path);
	pid_t maker; /* a process that is forked has no business with it */
	atomic_bool is_over;
};

static void remove_at_end(int status, void *context)
{
	struct temporary *temporary = context;

	(void)status;
	temporary->is_over = true;
	if (!temporary->path)
		free(temporary);
	else if (temporary->maker == getpid())
		temporary->remove(temporary->path);
}

struct temporary *temporary_guard(const char *path, void (*remove)(const char *path))
{
	struct temporary *temporary = mem_zalloc(1, sizeof(*temporary));

	*temporary = (struct temporary){ path, remove, getpid(), false };
	/* Without memory for the note of it, or at the end that another thread has begun. */
	if (on_exit(remove_at_end, temporary) != 0)
		mem_ran_out();
	return temporary;
}

void temporary_is_made(const struct temporary *temporary)
{
	if (!temporary->is_over)
		return;
	temporary->remove(temporary->path);
	for (;;)
		pause(); /* the thread that ends the program is about to */
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
