/*
 * slow-stick - a disk that reads and writes no faster than it is told to.
 *
 * An nbdkit plugin over a file: file=PATH, read-rate=BYTES and write-rate=BYTES a
 * second. One request at a time, as on a real stick.
 */
#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define THREAD_MODEL NBDKIT_THREAD_MODEL_SERIALIZE_ALL_REQUESTS

static const char *path;
static int64_t read_rate = 30000000;
static int64_t write_rate = 20000000;
static struct timespec busy_until;

static int stick_config(const char *key, const char *value)
{
	if (strcmp(key, "file") == 0)
		path = nbdkit_absolute_path(value);
	else if (strcmp(key, "read-rate") == 0)
		read_rate = nbdkit_parse_size(value);
	else if (strcmp(key, "write-rate") == 0)
		write_rate = nbdkit_parse_size(value);
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

static int stick_pread(void *handle, void *to, uint32_t count, uint64_t offset, uint32_t flags)
{
	(void)flags;
	take_time(count, read_rate);
	return pread(fd_of(handle), to, count, (off_t)offset) == (ssize_t)count ? 0 : -1;
}

static int stick_pwrite(void *handle, const void *from, uint32_t count, uint64_t offset,
                        uint32_t flags)
{
	(void)flags;
	take_time(count, write_rate);
	return pwrite(fd_of(handle), from, count, (off_t)offset) == (ssize_t)count ? 0 : -1;
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
