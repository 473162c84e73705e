#include "stick/device/survey.h"

#include "base/mem.h"
#include "base/text.h"
#include "stick/device/sysfs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum { SYSFS_SECTOR = 512 }; /* sysfs counts in these, whatever the disk's sectors are */

const struct device_world device_world_here = {
	.sysfs = "/sys",
	.mountinfo = "/proc/self/mountinfo",
	.swaps = "/proc/swaps",
	.dev = "/dev",
};

static int is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void note_holder(const char *directory, struct disk *disk)
{
	if (!disk->holder[0])
		sysfs_first_entry(directory, "holders", disk->holder, sizeof(disk->holder));
}

static void read_partition(const char *directory, struct disk *disk)
{
	disk->partition_count++;
	if (disk->part_count < PARTITION_MAX)
		disk->parts[disk->part_count++] = sysfs_device_number(directory, "dev");
	note_holder(directory, disk);
}

static void read_partitions(const char *directory, struct disk *disk)
{
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_entry, alphasort);

	for (int i = 0; i < count; i++) {
		AUTO_FREE char *inner = mem_printf("%s/%s", directory, entries[i]->d_name);

		if (sysfs_exists(inner, "partition"))
			read_partition(inner, disk);
		free(entries[i]);
	}
}

/* Some drivers put a '/' into names; in sysfs it is written as '!'. */
static void node_path(const struct device_world *world, struct disk *disk)
{
	snprintf(disk->path, sizeof(disk->path), "%s/%s", world->dev, disk->name);
	for (char *mark; (mark = strchr(disk->path, '!'));)
		*mark = '/';
}

static void read_disk(const struct device_world *world, const char *directory, const char *name,
                      struct disk *out)
{
	*out = (struct disk){ 0 };
	snprintf(out->name, sizeof(out->name), "%s", name);
	node_path(world, out);
	out->number = sysfs_device_number(directory, "dev");
	out->sequence = sysfs_number(directory, "diskseq");
	out->size = sysfs_number(directory, "size") * SYSFS_SECTOR;
	out->sector_size = sysfs_number(directory, "queue/logical_block_size");
	out->read_only = sysfs_number(directory, "ro") != 0;
	identity_read(directory, out);
	note_holder(directory, out);
	read_partitions(directory, out);
	usage_read(world, out);
}

/* Memory, CDs, floppies, and loop devices with nothing behind them are no disks to anybody. */
static bool is_disk(const char *directory, const char *name)
{
	static const char *const others[] = { "ram", "zram", "sr", "fd", "mtdblock" };

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		size_t length = strlen(others[i]);

		if (strncmp(name, others[i], length) == 0 && name[length] >= '0' &&
		    name[length] <= '9')
			return false;
	}
	return strncmp(name, "loop", 4) != 0 || sysfs_number(directory, "size") != 0;
}

bool device_survey(const struct device_world *world, bool probe, struct disk **out, size_t *count,
                   struct failure *why)
{
	AUTO_FREE char *all = mem_printf("%s/block", world->sysfs);
	AUTO_FREE struct dirent **entries = NULL;
	int found = scandir(all, &entries, is_entry, versionsort);

	if (found < 0)
		return fail_errno(why, FAIL_IO, "cannot list the disks in '%s'", all);
	*out = mem_zalloc((size_t)found + 1, sizeof(**out));
	*count = 0;
	for (int i = 0; i < found; i++) {
		AUTO_FREE struct dirent *entry = entries[i];
		AUTO_FREE char *directory = mem_printf("%s/%s", all, entry->d_name);
		struct disk *disk = &(*out)[*count];

		if (!is_disk(directory, entry->d_name))
			continue;
		read_disk(world, directory, entry->d_name, disk);
		if (probe && disk->size)
			contents_read(disk);
		++*count;
	}
	return true;
}

static bool find_node(const char *path, struct stat *node, struct failure *why)
{
	if (stat(path, node) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return fail(why, FAIL_REFUSED,
			            "there is no device '%s'; 'mkrescue-usb devices' lists them",
			            path);
		return fail_errno(why, FAIL_IO, "cannot look at '%s'", path);
	}
	if (S_ISREG(node->st_mode))
		return fail(why, FAIL_REFUSED,
		            "'%s' is a file, not a disk; --output makes image files", path);
	return S_ISBLK(node->st_mode) || fail(why, FAIL_REFUSED, "'%s' is no disk", path);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A partition is told from its disk, and both from what is neither. */
static void look_at(const struct device_world *world, const char *directory, struct disk *out)
{
	AUTO_FREE char *above = mem_strdup(directory);
	char *slash = strrchr(above, '/');

	read_disk(world, directory, last_part(directory), out);
	out->partition = sysfs_exists(directory, "partition");
	if (!out->partition || !slash)
		return;
	*slash = '\0';
	snprintf(out->parent, sizeof(out->parent), "%.31s", last_part(above));
}

bool device_look(const struct device_world *world, const char *path, struct disk *out,
                 struct failure *why)
{
	AUTO_FREE char *directory = NULL;
	struct stat node;

	if (!find_node(path, &node, why))
		return false;
	{
		AUTO_FREE char *link = mem_printf("%s/dev/block/%u:%u", world->sysfs,
		                                  major(node.st_rdev), minor(node.st_rdev));

		directory = realpath(link, NULL);
	}
	if (!directory)
		return fail_errno(why, FAIL_IO, "the kernel does not know the disk '%s'", path);
	look_at(world, directory, out);
	if (out->size)
		contents_read(out);
	return true;
}
