/* loop_disk - a file that stands for a stick, as a real block device. Wants root. */
#ifndef LOOP_DISK_H
#define LOOP_DISK_H

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct loop_disk {
	char file[32]; /* behind it */
	int file_fd;
	char path[32]; /* "/dev/loop3" */
	int fd;        /* keeps it attached; the kernel detaches it with the last descriptor */
};

static inline bool loop_attach(int loop, int file)
{
	const struct loop_config config = {
		.fd = (unsigned)file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR,
	};

	return ioctl(loop, LOOP_CONFIGURE, &config) == 0;
}

/*
 * The next free one; another program may be faster, then there is a next one. No other test is
 * (tests/loop-device): that would have the faster one's device open for a moment.
 */
static inline bool loop_find(struct loop_disk *disk)
{
	AUTO_CLOSE int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int number;

	while (control != -1 && flock(control, LOCK_EX) == 0 &&
	       (number = ioctl(control, LOOP_CTL_GET_FREE)) >= 0) {
		snprintf(disk->path, sizeof(disk->path), "/dev/loop%d", number);
		disk->fd = open(disk->path, O_RDWR | O_CLOEXEC);
		if (disk->fd == -1)
			return false;
		if (loop_attach(disk->fd, disk->file_fd))
			return true;
		close(disk->fd);
		if (errno != EBUSY)
			return false;
	}
	return false;
}

static inline void loop_leave(struct loop_disk *disk)
{
	close(disk->fd);
	close(disk->file_fd);
	unlink(disk->file);
}

/* False, and why on the screen, when this computer gives none. */
static inline bool loop_make(struct loop_disk *disk, off_t size)
{
	*disk = (struct loop_disk){ .file = "/tmp/loop-disk-XXXXXX", .fd = -1 };
	disk->file_fd = mkostemp(disk->file, O_CLOEXEC);
	if (disk->file_fd != -1 && ftruncate(disk->file_fd, size) == 0 && loop_find(disk))
		return true;
	print_message("SKIPPED: no loop device can be had (%s)%s\n", strerror(errno),
	              geteuid() ? "; only root can" : "");
	close(disk->file_fd);
	unlink(disk->file);
	return false;
}

/* Another file of the same size in the same loop device, as when a stick is changed. */
static inline bool loop_change(struct loop_disk *disk)
{
	return ioctl(disk->fd, LOOP_CLR_FD) == 0 && close(disk->fd) == 0 &&
	       (disk->fd = open(disk->path, O_RDWR | O_CLOEXEC)) != -1 &&
	       loop_attach(disk->fd, disk->file_fd);
}

#endif
