/*
 * slow-stick - a disk that reads and writes no faster than it is told to.
 *
 * An nbdkit plugin over a file: file=PATH, read-rate=BYTES and write-rate=BYTES a
 * second. One request at a time, as on a real stick. A counterfeit one has real-size=BYTES,
 * and past-it=wraps (addresses past it are lower ones) or past-it=loses (nothing is kept).
 * unwritable-from=BYTES makes it fail to write from there on. hold=FIFO keeps every write until
 * there is something in that FIFO, or a minute is over, and makes FIFO.held when the first one
 * comes.
 */
#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define THREAD_MODEL NBDKIT_THREAD_MODEL_SERIALIZE_ALL_REQUESTS

enum { HOLD_MS = 60000 };

static const char *path;
static char *hold; /* NULL: not, or no longer */
static int64_t read_rate = 30000000;
static int64_t write_rate = 20000000;
static int64_t real_size = INT64_MAX;
static int64_t unwritable_from = INT64_MAX;
static int wraps;
static struct timespec busy_until;

static int stick_config(const char *key, const char *value)
{
	if (strcmp(key, "file") == 0)
		path = nbdkit_absolute_path(value);
	else if (strcmp(key, "read-rate") == 0)
		read_rate = nbdkit_parse_size(value);
	else if (strcmp(key, "write-rate") == 0)
		write_rate = nbdkit_parse_size(value);
	else if (strcmp(key, "real-size") == 0)
		real_size = nbdkit_parse_size(value);
	else if (strcmp(key, "unwritable-from") == 0)
		unwritable_from = nbdkit_parse_size(value);
	else if (strcmp(key, "hold") == 0)
		hold = nbdkit_absolute_path(value);
	else if (strcmp(key, "past-it") == 0)
		wraps = strcmp(value, "wraps") == 0;
	else
		return nbdkit_error("unknown parameter '%s'", key), -1;
	return path || strcmp(key, "file") != 0 ? 0 : -1;
}

static void *stick_open(int readonly)
{
	int fd = open(path, readonly ? O_RDONLY : O_RDWR);

	return fd < 0 ? NULL : (void *)(intptr_t)(fd + 1);
}

static int fd_of(void *handle)
{
	return (int)(intptr_t)handle - 1;
}

static void stick_close(void *handle)
{
	close(fd_of(handle));
}

static int64_t stick_get_size(void *handle)
{
	struct stat st;

	return fstat(fd_of(handle), &st) < 0 ? -1 : st.st_size;
}

/* The next request may end when this one's bytes have passed at the given rate. */
static void take_time(uint32_t bytes, int64_t rate)
{
	int64_t needed = (int64_t)bytes * 1000000000 / rate;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > busy_until.tv_sec ||
	    (now.tv_sec == busy_until.tv_sec && now.tv_nsec > busy_until.tv_nsec))
		busy_until = now;
	needed += busy_until.tv_nsec;
	busy_until.tv_sec += needed / 1000000000;
	busy_until.tv_nsec = needed % 1000000000;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &busy_until, NULL) == EINTR)
		;
}

/* Where in the file a byte is, and for how many after it that goes on; -1: nowhere. */
static off_t place(uint64_t offset, uint32_t count, uint32_t *part)
{
	const uint64_t real = (uint64_t)real_size;
	const uint64_t at = wraps ? offset % real : offset;

	*part = count;
	if (at < real && count > real - at)
		*part = (uint32_t)(real - at);
	return at < real ? (off_t)at : -1;
}

static int stick_pread(void *handle, void *to, uint32_t count, uint64_t offset, uint32_t flags)
{
	uint8_t *bytes = to;
	uint32_t part;

	(void)flags;
	take_time(count, read_rate);
	for (; count; bytes += part, offset += part, count -= part) {
		off_t at = place(offset, count, &part);

		if (at < 0)
			memset(bytes, 0, part);
		else if (pread(fd_of(handle), bytes, part, at) != (ssize_t)part)
			return -1;
	}
	return 0;
}

static void keep(void)
{
	char held[4096];
	int fifo;

	if (!hold)
		return;
	snprintf(held, sizeof(held), "%s.held", hold);
	close(open(held, O_WRONLY | O_CREAT, 0666));
	fifo = open(hold, O_RDONLY | O_NONBLOCK);
	poll(&(struct pollfd){ .fd = fifo, .events = POLLIN }, 1, HOLD_MS);
	close(fifo);
	hold = NULL;
}

static int stick_pwrite(void *handle, const void *from, uint32_t count, uint64_t offset,
                        uint32_t flags)
{
	const uint8_t *bytes = from;
	uint32_t part;

	(void)flags;
	keep();
	take_time(count, write_rate);
	if (offset + count > (uint64_t)unwritable_from) {
		nbdkit_set_error(EIO);
		return -1;
	}
	for (; count; bytes += part, offset += part, count -= part) {
		off_t at = place(offset, count, &part);

		if (at >= 0 && pwrite(fd_of(handle), bytes, part, at) != (ssize_t)part)
			return -1;
	}
	return 0;
}

static int stick_flush(void *handle, uint32_t flags)
{
	(void)handle;
	(void)flags;
	return 0;
}

static struct nbdkit_plugin plugin = {
	.name = "slow-stick",
	.config = stick_config,
	.open = stick_open,
	.close = stick_close,
	.get_size = stick_get_size,
	.pread = stick_pread,
	.pwrite = stick_pwrite,
	.flush = stick_flush,
};

NBDKIT_REGISTER_PLUGIN(plugin)
