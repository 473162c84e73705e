#include "stick/device/use/own_path.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum { ASKED = STATX_TYPE | STATX_INO | STATX_MNT_ID };

/* Of the path, or of the nearest folder above it that exists. */
static bool look(const char *path, struct statx *out)
{
	AUTO_FREE char *nearest = mem_printf("%s%s", path[0] == '/' ? "" : "./", path);

	while (statx(AT_FDCWD, nearest, AT_STATX_DONT_SYNC, ASKED, out) < 0) {
		char *slash = strrchr(nearest, '/');

		if ((errno != ENOENT && errno != ENOTDIR) || !slash || !slash[1])
			return false;
		slash[slash == nearest] = '\0';
	}
	return true;
}

static bool has(const struct stack *stack, dev_t number)
{
	return stack_find(stack, number) < stack->count;
}

static bool mount_is_on(const struct stack *stack, const struct mounted *mounted,
                        const struct members *members)
{
	if (has(stack, mounted->number) || has(stack, mounted->source))
		return true;
	for (size_t i = 0; i < stack->count; i++) {
		if (members_together(members, mounted->source, stack->levels[i].number))
			return true;
	}
	return false;
}

/* The disk may be a loop device with that file behind it. */
static bool is_backing_file(const struct stack *stack, const struct loops *loops, dev_t file_system,
                            uint64_t inode)
{
	for (size_t i = 0; i < stack->count; i++) {
		const struct loop *loop = loops_find(loops, stack->levels[i].number);

		if (loop && loops_on_file(loop, file_system, inode))
			return true;
	}
	return false;
}

bool own_path_is_on(const struct stack *stack, const struct kernel_view *view, const char *path)
{
	const struct mounted *mounted;
	dev_t file_system;
	struct statx st;

	if (!look(path, &st))
		return false;
	file_system = makedev(st.stx_dev_major, st.stx_dev_minor);
	if (S_ISBLK(st.stx_mode) && has(stack, makedev(st.stx_rdev_major, st.stx_rdev_minor)))
		return true;
	if (has(stack, file_system) ||
	    is_backing_file(stack, &view->loops, file_system, st.stx_ino))
		return true;
	mounted = st.stx_mask & STATX_MNT_ID ? mounts_by_id(&view->mounts, st.stx_mnt_id) : NULL;
	return mounted && mount_is_on(stack, mounted, &view->members);
}
