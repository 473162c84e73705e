/*
 * lying-stick - a stick that is not what it says it is, or forgets what it was told.
 *
 * An nbdkit plugin over a file:
 *   file=PATH            what there really is of it
 *   claims=BYTES         what it says it has; more than the file on a counterfeit stick
 *   beyond=wrap          past its end it begins anew, over what was written first
 *   beyond=BYTE          past its end it keeps nothing, and gives this byte back
 *   flips-writes=OFFSET  one bit of this byte changes when it is written
 *   flips-reads=OFFSET   one bit of this byte changes when it is read
 *   worn-out=yes         it takes every write, and none changes anything
 */
#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREAD_MODEL NBDKIT_THREAD_MODEL_SERIALIZE_ALL_REQUESTS

static int file = -1;
static int64_t real_size;
static int64_t claims;
static bool wraps;
static bool worn_out;
static int beyond;
static int64_t flips_writes = -1;
static int64_t flips_reads = -1;

static int open_file(const char *name)
{
	char *path = nbdkit_absolute_path(name);
	struct stat st;

	file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	free(path);
	if (file < 0 || fstat(file, &st) < 0) {
		nbdkit_error("cannot open '%s': %m", name);
		return -1;
	}
	real_size = st.st_size;
	return 0;
}

static int number(const char *value, int64_t *out)
{
	*out = nbdkit_parse_size(value);
	return *out < 0 ? -1 : 0;
}

static int stick_config(const char *key, const char *value)
{
	if (strcmp(key, "file") == 0)
		return open_file(value);
	if (strcmp(key, "claims") == 0)
		return number(value, &claims);
	if (strcmp(key, "flips-writes") == 0)
		return number(value, &flips_writes);
	if (strcmp(key, "flips-reads") == 0)
		return number(value, &flips_reads);
	if (strcmp(key, "beyond") == 0) {
		wraps = strcmp(value, "wrap") == 0;
		beyond = atoi(value);
		return 0;
	}
	if (strcmp(key, "worn-out") == 0) {
		worn_out = strcmp(value, "yes") == 0;
		return 0;
	}
	nbdkit_error("unknown parameter '%s'", key);
	return -1;
}

static int stick_config_complete(void)
{
	if (file < 0) {
		nbdkit_error("file=PATH is wanted");
		return -1;
	}
	if (!claims)
		claims = real_size;
	return 0;
}

static void *stick_open(int readonly)
{
	(void)readonly;
	return NBDKIT_HANDLE_NOT_NEEDED;
}

static int64_t stick_get_size(void *handle)
{
	(void)handle;
	return claims;
}

static void flip(uint8_t *bytes, uint32_t size, uint64_t offset, int64_t place)
{
	if (place >= 0 && (uint64_t)place >= offset && (uint64_t)place - offset < size)
		bytes[(uint64_t)place - offset] ^= 1;
}

/* How much of a request lies in one piece, and where: -1 is nowhere. */
static uint32_t piece_at(uint64_t offset, uint32_t size, off_t *place)
{
	uint64_t within = offset % (uint64_t)real_size;
	uint64_t left = (uint64_t)real_size - within;

	*place = offset < (uint64_t)real_size || wraps ? (off_t)within : -1;
	return size < left ? size : (uint32_t)left;
}

static int stick_pread(void *handle, void *to, uint32_t size, uint64_t offset, uint32_t flags)
{
	uint8_t *bytes = to;

	(void)handle, (void)flags;
	for (uint32_t done = 0; done < size;) {
		off_t place;
		uint32_t piece = piece_at(offset + done, size - done, &place);

		if (place < 0)
			memset(bytes + done, beyond, piece);
		else if (pread(file, bytes + done, piece, place) != (ssize_t)piece)
			return nbdkit_error("reading: %m"), -1;
		done += piece;
	}
	flip(bytes, size, offset, flips_reads);
	return 0;
}

static int stick_pwrite(void *handle, const void *from, uint32_t size, uint64_t offset,
                        uint32_t flags)
{
	uint8_t *bytes = worn_out ? NULL : malloc(size);
	int result = bytes ? 0 : -1;

	(void)handle, (void)flags;
	if (worn_out)
		return 0;
	if (bytes) {
		memcpy(bytes, from, size);
		flip(bytes, size, offset, flips_writes);
	}
	for (uint32_t done = 0; result == 0 && done < size;) {
		off_t place;
		uint32_t piece = piece_at(offset + done, size - done, &place);

		if (place >= 0 && pwrite(file, bytes + done, piece, place) != (ssize_t)piece)
			result = -1;
		done += piece;
	}
	free(bytes);
	if (result < 0)
		nbdkit_error("writing: %m");
	return result;
}

static int stick_flush(void *handle, uint32_t flags)
{
	(void)handle, (void)flags;
	return 0;
}

static struct nbdkit_plugin plugin = {
	.name = "lying-stick",
	.config = stick_config,
	.config_complete = stick_config_complete,
	.open = stick_open,
	.get_size = stick_get_size,
	.pread = stick_pread,
	.pwrite = stick_pwrite,
	.flush = stick_flush,
};

NBDKIT_REGISTER_PLUGIN(plugin)
