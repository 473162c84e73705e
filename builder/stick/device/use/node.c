#include "stick/device/use/node.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/device/limited.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE_MS = 20000, /* a disk may have to spin up */
	PAUSE_NS = 50 * 1000 * 1000,
	LOCK_TRIES = 100, /* udev holds the lock for moments, after a stick was plugged in */
	HOLD_TRIES = 10,  /* and others try, like this program, whether they can have it */
};

struct node {
	char *path;
	dev_t number;
};

struct node_check {
	struct limited process;
	struct node *nodes; /* the disk's own by the given path first */
	size_t count;
	bool to_write;
};

static void add_node(struct node_check *check, const char *path, dev_t number)
{
	check->nodes = mem_grow(check->nodes, check->count, sizeof(*check->nodes));
	check->nodes[check->count++] = (struct node){ mem_strdup(path), number };
}

static bool again(int try, int tries)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	if (try + 1 < tries && !interrupt_requested())
		nanosleep(&pause, NULL);
	return try + 1 < tries && !interrupt_requested();
}

/* Locks belong to a node, not to the disk: there may be several of them. */
static bool has_lock(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

static bool stays_locked(int fd)
{
	int try = 0;

	do {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return flock(fd, LOCK_UN) != 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
	} while (again(try++, LOCK_TRIES));
	return true;
}

static bool stays_held(const char *node)
{
	int try = 0;

	do {
		int fd = open(node, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);

		if (fd != -1)
			close(fd);
		if (fd != -1 || errno != EBUSY)
			return false;
	} while (again(try++, HOLD_TRIES));
	return true;
}

/* The kernel's name of a partition, or of the disk itself, may be another one's node here. */
static bool has_lock_elsewhere(const struct node *node)
{
	AUTO_CLOSE int fd = open(node->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	return fd != -1 && fstat(fd, &st) == 0 &&
	       (!S_ISBLK(st.st_mode) || st.st_rdev == node->number) && has_lock(fd);
}

static int denial(const char *node, int fd)
{
	if (fd == -1)
		return errno == EACCES || errno == EPERM ? errno : 0;
	return faccessat(AT_FDCWD, node, W_OK, AT_EACCESS) < 0 && errno == EACCES ? EACCES : 0;
}

static struct node_state look(const struct node_check *check)
{
	const char *node = check->nodes[0].path;
	AUTO_CLOSE int fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct node_state answer = { .denied = denial(node, fd) };

	if (fd == -1)
		return answer;
	answer.locked = has_lock(fd);
	for (size_t i = 1; i < check->count && !answer.locked; i++)
		answer.locked = has_lock_elsewhere(&check->nodes[i]);
	if (!check->to_write || answer.locked)
		return answer;
	answer.locked = stays_locked(fd);
	answer.held = stays_held(node);
	return answer;
}

/* In a process that may hang. */
static void ask(const void *context)
{
	const struct node_state answer = look(context);

	limited_send(&answer, sizeof(answer));
}

struct node_check *node_check_start(const struct device_world *world, const struct disk *disk,
                                    const struct stack *stack, bool to_write)
{
	struct node_check *check = mem_zalloc(1, sizeof(*check));

	check->to_write = to_write;
	add_node(check, disk->node, disk->number);
	for (size_t i = 0; i < stack->count; i++) {
		const struct level *level = &stack->levels[i];
		AUTO_FREE char *kernels = mem_printf("%s/%s", world->dev, level->name);

		if (level->kind == LEVEL_DISK && strcmp(kernels, disk->node) != 0)
			add_node(check, kernels, level->number);
	}
	if (!disk->unresponsive)
		limited_start(&check->process, ask, check);
	return check;
}

struct node_state node_check_finish(struct node_check *check, struct progress *progress)
{
	struct node_state answer;

	check->process.progress = progress;
	if (!limited_receive(&check->process, &answer, sizeof(answer), PATIENCE_MS))
		answer = (struct node_state){ .unresponsive = true };
	limited_end(&check->process);
	for (size_t i = 0; i < check->count; i++)
		free(check->nodes[i].path);
	free(check->nodes);
	free(check);
	return answer;
}
