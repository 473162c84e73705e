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

struct node_question {
	struct limited process;
	struct node *nodes; /* the disk's own by the given path first */
	size_t count;
	bool to_write;
};

static void add_node(struct node_question *question, const char *path, dev_t number)
{
	question->nodes = mem_grow(question->nodes, question->count, sizeof(*question->nodes));
	question->nodes[question->count++] = (struct node){ mem_strdup(path), number };
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

static struct node_answer look(const struct node_question *question)
{
	const char *node = question->nodes[0].path;
	AUTO_CLOSE int fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct node_answer answer = { .denied = denial(node, fd) };

	if (fd == -1)
		return answer;
	answer.locked = has_lock(fd);
	for (size_t i = 1; i < question->count && !answer.locked; i++)
		answer.locked = has_lock_elsewhere(&question->nodes[i]);
	if (!question->to_write || answer.locked)
		return answer;
	answer.locked = stays_locked(fd);
	answer.held = stays_held(node);
	return answer;
}

/* In a process that may hang. */
static void ask(const void *context)
{
	const struct node_answer answer = look(context);

	limited_give(&answer, sizeof(answer));
}

struct node_question *node_ask(const struct device_world *world, const struct disk *disk,
                               const struct stack *stack, bool to_write)
{
	struct node_question *question = mem_zalloc(1, sizeof(*question));

	question->to_write = to_write;
	add_node(question, disk->node, disk->number);
	for (size_t i = 0; i < stack->count; i++) {
		const struct level *level = &stack->levels[i];
		AUTO_FREE char *kernels = mem_printf("%s/%s", world->dev, level->name);

		if (level->kind == LEVEL_DISK && strcmp(kernels, disk->node) != 0)
			add_node(question, kernels, level->number);
	}
	if (!disk->silent)
		limited_start(&question->process, ask, question);
	return question;
}

struct node_answer node_wait(struct node_question *question)
{
	struct node_answer answer;

	if (!limited_hear(&question->process, &answer, sizeof(answer), PATIENCE_MS))
		answer = (struct node_answer){ .silent = true };
	limited_end(&question->process);
	for (size_t i = 0; i < question->count; i++)
		free(question->nodes[i].path);
	free(question->nodes);
	free(question);
	return answer;
}
