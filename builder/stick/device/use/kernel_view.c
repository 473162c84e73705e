#include "stick/device/use/kernel_view.h"

#include "base/mem.h"

#include <string.h>
#include <unistd.h>

struct visit {
	const struct device_world *world;
	struct kernel_view *view;
};

static void visit(const struct process *process, void *context)
{
	const struct visit *visit = context;
	struct kernel_view *view = visit->view;
	bool mounts = mounts_add(visit->world, process, &view->mounts);
	bool files = openers_add(process, &view->loops, &view->openers);

	view->processes_unchecked = view->processes_unchecked || !mounts || !files;
}

/* The kernel's first process namespace has this number: PROC_PID_INIT_INO in linux/proc_ns.h. */
static bool is_container(const struct device_world *world)
{
	AUTO_FREE char *link = mem_printf("%s/self/ns/pid", world->proc);
	char text[64];
	ssize_t n = readlink(link, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return n > 0 && strcmp(text, "pid:[4026531836]") != 0;
}

bool kernel_view_read(const struct device_world *world, struct kernel_view *out,
                      struct failure *why)
{
	struct visit context = { world, out };

	*out = (struct kernel_view){ 0 };
	if (!mounts_read(world, &out->mounts, why))
		return false;
	swaps_read(world, &out->swaps);
	members_read(world, &out->members);
	loops_read(world, &out->loops);
	/* Where /proc hides them, other users' programs are not even seen. */
	out->processes_unchecked = geteuid() != 0;
	out->in_container = is_container(world);
	if (!processes_visit(world->proc, visit, &context))
		out->processes_unchecked = true;
	return true;
}

void kernel_view_done(struct kernel_view *view)
{
	mounts_done(&view->mounts);
	swaps_done(&view->swaps);
	members_done(&view->members);
	loops_done(&view->loops);
	openers_done(&view->openers);
}
