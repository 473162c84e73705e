/* kernel_view - all that the kernel tells about who uses disks, read once. Private to device. */
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
	bool processes_unasked; /* some programs may not be asked what they have open */
	bool in_container;      /* other programs are not even seen */
};

/* FAIL_IO: without a list of mounts nothing is known. kernel_view_done() it. */
bool kernel_view_read(const struct device_world *world, struct kernel_view *out,
                      struct failure *why) MUST_CHECK;

void kernel_view_done(struct kernel_view *view);

#endif
