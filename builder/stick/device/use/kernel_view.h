/* kernel_view - all that the kernel shows of who uses disks, read once. Private to device. */
#ifndef KERNEL_VIEW_H
#define KERNEL_VIEW_H

#include "stick/device/use/loops.h"
#include "stick/device/use/members.h"
#include "stick/device/use/mounts.h"
#include "stick/device/use/openers.h"
#include "stick/device/use/swaps.h"

struct kernel_view {
	struct mounts mounts;
	struct swaps swaps;
	struct members members;
	struct loops loops;
	struct openers openers;
	bool processes_unchecked; /* the open files of some programs cannot be read */
	bool in_container;        /* programs outside it are invisible */
};

/* FAIL_IO: the list of mounts cannot be read. kernel_view_done() it. */
bool kernel_view_read(const struct device_world *world, struct kernel_view *out,
                      struct failure *why) MUST_CHECK;

void kernel_view_done(struct kernel_view *view);

#endif
