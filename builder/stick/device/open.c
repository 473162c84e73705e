#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"
#include "stick/device/device.h"
#include "stick/device/io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* udev holds the lock for moments, after a stick was plugged in or written. */
enum { LOCK_MS = 5000, LOCK_PAUSE_MS = 50 };

static bool lock(const struct disk *disk, int fd, struct progress *progress, struct failure *why)
{
	const uint64_t began = wait_now();

	while (wait_now() - began < LOCK_MS) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return fail_errno(why, FAIL_IO, "cannot lock '%s'", disk->path);
		if (!interrupt_check(why))
			return false;
		wait_tell(progress, "waiting for another program to let go of the disk", began,
		          LOCK_MS);
		wait_pause(LOCK_PAUSE_MS);
	}
	return fail(why, FAIL_IN_USE, "another program holds a lock on '%s'", disk->path);
}

static bool is_same_disk(const struct disk *disk, int fd)
{
	struct stat node;
	uint64_t sequence = 0;
	uint64_t size = 0;
	int sector = 0;

	if (fstat(fd, &node) < 0 || !S_ISBLK(node.st_mode) || node.st_rdev != disk->number ||
	    ioctl(fd, BLKGETSIZE64, &size) < 0 || size != disk->size ||
	    ioctl(fd, BLKSSZGET, &sector) < 0 || (uint64_t)sector != disk->sector_size)
		return false;
#ifdef BLKGETDISKSEQ
	if (disk->sequence && ioctl(fd, BLKGETDISKSEQ, &sequence) == 0)
		return sequence == disk->sequence;
#endif
	return true;
}

static bool cannot_open(const struct disk *disk, struct failure *why)
{
	if (errno == EBUSY)
		return fail(why, FAIL_IN_USE, "'%s' is in use by another program", disk->path);
	if (errno == EACCES || errno == EPERM)
		return fail_unless(why, FAIL_DENIED, geteuid() ? "sudo" : "",
		                   "only root can open '%s'; run mkrescue-usb with sudo",
		                   disk->path);
	if (errno == EROFS)
		return fail(why, FAIL_READ_ONLY, "'%s' is read-only", disk->path);
	if (errno == ENOENT || errno == ENXIO || errno == ENODEV || errno == ENOMEDIUM)
		return fail(why, FAIL_PULLED_OUT, "'%s' was pulled out", disk->path);
	return fail_errno(why, FAIL_IO, "cannot open '%s'", disk->path);
}

/* O_EXCL does not keep out those who have it open without asking for it alone. */
static bool is_unused(const struct disk *disk, struct failure *why)
{
	const struct device_query query = { .to_write = false };
	AUTO_FREE struct disk *now = mem_zalloc(1, sizeof(*now));

	*now = *disk;
	return device_find_users(&device_world_here, now, 1, &query, why) &&
	       (now->user_count == 0 ||
	        fail(why, now->users[0].mount ? FAIL_MOUNTED : FAIL_IN_USE,
	             "'%s' must not be written: %s", disk->path, now->users[0].text));
}

bool device_open(const struct disk *disk, struct progress *progress, struct target **out,
                 struct failure *why)
{
	AUTO_CLOSE int fd = open(disk->node, O_RDWR | O_EXCL | O_DIRECT | O_CLOEXEC);

	if (fd == -1)
		return cannot_open(disk, why);
	if (!lock(disk, fd, progress, why))
		return false;
	if (!is_same_disk(disk, fd))
		return fail(why, FAIL_REPLACED, "'%s' is another disk now than the one shown",
		            disk->path);
	if (!is_unused(disk, why))
		return false;
	*out = io_target(disk, mem_take_fd(&fd), true);
	return true;
}

bool device_open_to_read(const struct disk *disk, struct target **out, struct failure *why)
{
	AUTO_CLOSE int fd = open(disk->node, O_RDONLY | O_DIRECT | O_CLOEXEC);

	if (fd == -1) {
		cannot_open(disk, why);
		why->kind = FAIL_IO;
		return false;
	}
	*out = io_target(disk, mem_take_fd(&fd), false);
	return true;
}
