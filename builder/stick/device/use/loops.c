#include "stick/device/use/loops.h"

#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/device/limited.h"
#include "stick/device/sysfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* For the file's number the kernel asks its file system, whose server may be gone. */
enum { PATIENCE_MS = 3000 };

static int is_loop(const struct dirent *entry)
{
	return strncmp(entry->d_name, "loop", 4) == 0;
}

/* The answer of one, from a process that may hang. */
struct answer {
	bool known;
	dev_t disk;
	dev_t file_system;
	uint64_t inode;
};

/* The loop devices to query. */
struct query {
	const struct device_world *world;
	struct loop *loops;
	size_t count;
	size_t next; /* the first one that was not queried yet */
};

static bool ask_kernel(const char *node, const struct loop *loop, struct answer *out)
{
	AUTO_CLOSE int fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct loop_info64 info;
	struct stat st;

	/* The node may be anything's, where /dev is not the kernel's own. */
	if (fd == -1 || fstat(fd, &st) < 0 || !S_ISBLK(st.st_mode) || st.st_rdev != loop->number ||
	    ioctl(fd, LOOP_GET_STATUS64, &info) < 0)
		return false;
	*out = (struct answer){ true, (dev_t)info.lo_rdevice, (dev_t)info.lo_device,
		                info.lo_inode };
	return true;
}

static bool ask_name(const struct loop *loop, struct answer *out)
{
	struct stat file;

	if (stat(loop->file, &file) < 0)
		return false;
	*out = (struct answer){ true, S_ISBLK(file.st_mode) ? file.st_rdev : 0, file.st_dev,
		                file.st_ino };
	return true;
}

static void ask(const void *context)
{
	const struct query *query = context;

	for (size_t i = query->next; i < query->count; i++) {
		const struct loop *loop = &query->loops[i];
		AUTO_FREE char *node = mem_printf("%s/%s", query->world->dev, loop->name);
		struct answer answer = { 0 };

		answer.known = ask_kernel(node, loop, &answer) || ask_name(loop, &answer);
		limited_send(&answer, sizeof(answer));
	}
}

/* Those that have something behind them. */
static void find(const struct device_world *world, struct query *out)
{
	AUTO_FREE char *all = mem_printf("%s/block", world->sysfs);
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(all, &entries, is_loop, versionsort);

	*out = (struct query){ .world = world };
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *directory = mem_printf("%s/%s", all, entries[i]->d_name);
		struct loop loop = { .number = sysfs_device_number(directory, "dev") };

		snprintf(loop.name, sizeof(loop.name), "%.31s", entries[i]->d_name);
		sysfs_text(directory, "loop/backing_file", loop.file, sizeof(loop.file));
		free(entries[i]);
		if (!loop.file[0])
			continue;
		out->loops = mem_grow(out->loops, out->count, sizeof(*out->loops));
		out->loops[out->count++] = loop;
	}
}

static void add(struct loops *loops, const struct loop *loop, const struct answer *answer)
{
	struct loop known = *loop;

	if (!answer->known) {
		loops->unchecked = true;
		return;
	}
	known.disk = answer->disk;
	known.file_system = answer->file_system;
	known.inode = answer->inode;
	loops->items = mem_grow(loops->items, loops->count, sizeof(*loops->items));
	loops->items[loops->count++] = known;
}

/* The answers up to one that does not come: that one is left out, and the rest queried anew. */
static void receive(struct query *query, struct loops *out)
{
	struct limited limited;
	struct answer answer;

	limited_start(&limited, ask, query);
	while (query->next < query->count &&
	       limited_receive(&limited, &answer, sizeof(answer), PATIENCE_MS))
		add(out, &query->loops[query->next++], &answer);
	limited_end(&limited);
	if (query->next < query->count) {
		query->next++;
		out->unchecked = true;
	}
}

void loops_read(const struct device_world *world, struct loops *out)
{
	struct query query;

	*out = (struct loops){ 0 };
	find(world, &query);
	while (query.next < query.count && !interrupt_requested())
		receive(&query, out);
	free(query.loops);
}

const struct loop *loops_find(const struct loops *loops, dev_t number)
{
	for (size_t i = 0; i < loops->count; i++) {
		if (loops->items[i].number == number)
			return &loops->items[i];
	}
	return NULL;
}

bool loops_on_file(const struct loop *loop, dev_t file_system, uint64_t inode)
{
	return !loop->disk && loop->inode == inode && loop->file_system == file_system;
}

bool loops_share_file(const struct loop *a, const struct loop *b)
{
	return !a->disk && loops_on_file(b, a->file_system, a->inode);
}

void loops_done(struct loops *loops)
{
	free(loops->items);
	*loops = (struct loops){ 0 };
}
