#include "stick/device/io.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/units.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* O_DIRECT wants whole sectors at sector boundaries in aligned memory. */
enum { BOUNCE = MIB };

struct device {
	struct target target; /* first, so that a target is a device */
	char path[DEVICE_PATH];
	int fd;
	uint8_t *bounce; /* what cannot go straight goes through here */
};

/* The kernel gives a disk that went away the size 0: reads meet its end, writes lack space. */
static bool is_gone(const struct device *device)
{
	const int cause = errno;
	uint64_t size;
	bool empty = ioctl(device->fd, BLKGETSIZE64, &size) == 0 && size == 0;

	errno = cause;
	return empty || cause == ENODEV || cause == ENXIO || cause == ENOMEDIUM;
}

static bool pulled_out(const struct device *device, struct failure *why)
{
	return fail(why, FAIL_IO, "'%s' was pulled out", device->path);
}

static bool io_failed(const struct device *device, const char *doing, uint64_t offset,
                      struct failure *why)
{
	if (is_gone(device))
		return pulled_out(device, why);
	return fail_errno(why, FAIL_IO,
	                  "%s '%s' failed at byte %" PRIu64
	                  "; the stick is failing or was pulled out",
	                  doing, device->path, offset);
}

static bool read_sectors(const struct device *device, uint64_t offset, uint8_t *to, size_t size,
                         struct failure *why)
{
	while (size) {
		ssize_t n = pread(device->fd, to, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return io_failed(device, "reading", offset, why);
		to += n;
		offset += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

static bool write_sectors(const struct device *device, uint64_t offset, const uint8_t *from,
                          size_t size, struct failure *why)
{
	sigset_t before;

	while (size) {
		ssize_t n;

		interrupt_hold(&before);
		n = pwrite(device->fd, from, size, (off_t)offset);
		interrupt_release(&before);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return io_failed(device, "writing", offset, why);
		from += n;
		offset += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

static bool is_aligned(uint64_t offset, const void *data, size_t size)
{
	return offset % SECTOR == 0 && size % SECTOR == 0 && (uintptr_t)data % MEM_PAGE == 0;
}

/* A part of an unaligned request: whole sectors around it, as many as the bounce buffer holds. */
struct part {
	uint64_t start; /* of the sectors */
	size_t size;    /* of the sectors */
	size_t skip;    /* bytes before the part in the first one */
	size_t bytes;   /* of the part */
};

static struct part next_part(uint64_t offset, size_t size)
{
	size_t skip = (size_t)(offset % SECTOR);
	size_t bytes = size < BOUNCE - skip ? size : BOUNCE - skip;

	return (struct part){
		.start = offset - skip,
		.size = (skip + bytes + SECTOR - 1) / SECTOR * SECTOR,
		.skip = skip,
		.bytes = bytes,
	};
}

static bool device_read(struct target *target, uint64_t offset, void *data, size_t size,
                        struct failure *why)
{
	const struct device *device = (struct device *)target;
	uint8_t *to = data;

	if (is_aligned(offset, data, size))
		return read_sectors(device, offset, to, size, why);
	while (size) {
		struct part part = next_part(offset, size);

		if (!read_sectors(device, part.start, device->bounce, part.size, why))
			return false;
		memcpy(to, device->bounce + part.skip, part.bytes);
		to += part.bytes;
		offset += part.bytes;
		size -= part.bytes;
	}
	return true;
}

static bool device_write(struct target *target, uint64_t offset, const void *data, size_t size,
                         struct failure *why)
{
	const struct device *device = (struct device *)target;
	const uint8_t *from = data;

	if (is_aligned(offset, data, size))
		return write_sectors(device, offset, from, size, why);
	while (size) {
		struct part part = next_part(offset, size);

		if (part.bytes != part.size &&
		    !read_sectors(device, part.start, device->bounce, part.size, why))
			return false;
		memcpy(device->bounce + part.skip, from, part.bytes);
		if (!write_sectors(device, part.start, device->bounce, part.size, why))
			return false;
		from += part.bytes;
		offset += part.bytes;
		size -= part.bytes;
	}
	return true;
}

/* O_DIRECT leaves no copies here; fsync has the disk empty its own cache. */
static bool device_flush(struct target *target, struct failure *why)
{
	const struct device *device = (struct device *)target;
	sigset_t before;
	int flushed;

	interrupt_hold(&before);
	flushed = fsync(device->fd);
	interrupt_release(&before);
	if (flushed == 0)
		return true;
	if (is_gone(device))
		return pulled_out(device, why);
	return fail_errno(why, FAIL_IO,
	                  "flushing '%s' failed; the stick is failing or was pulled out",
	                  device->path);
}

static bool device_clear(struct target *target, enum target_clear way, uint64_t offset,
                         uint64_t size, struct failure *why)
{
	const struct device *device = (struct device *)target;
	uint64_t range[2] = { offset, size };
	sigset_t before;
	int cleared;

	interrupt_hold(&before);
	cleared = ioctl(device->fd, way == TARGET_DISCARD ? BLKDISCARD : BLKZEROOUT, range);
	interrupt_release(&before);
	return cleared == 0 || io_failed(device, "clearing", offset, why);
}

static void device_close(struct target *target)
{
	struct device *device = (struct device *)target;

	close(device->fd);
	free(device->bounce);
	free(device);
}

static const struct target_ops write_ops = {
	.read = device_read,
	.write = device_write,
	.flush = device_flush,
	.clear = device_clear,
	.close = device_close,
};
static const struct target_ops read_ops = { .read = device_read, .close = device_close };

struct target *io_target(const struct disk *disk, int fd, bool writable)
{
	struct device *device = mem_zalloc(1, sizeof(*device));

	memcpy(device->path, disk->path, sizeof(device->path));
	device->target = (struct target){
		.ops = writable ? &write_ops : &read_ops,
		.name = device->path,
		.size = disk->size,
	};
	device->fd = fd;
	device->bounce = mem_pages(BOUNCE);
	return &device->target;
}

int io_descriptor(const struct target *target)
{
	return ((const struct device *)target)->fd;
}
