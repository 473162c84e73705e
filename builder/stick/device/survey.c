#include "stick/device/survey.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
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
	.proc = "/proc",
	.dev = "/dev",
};

static int is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static unsigned count_partitions(const char *directory)
{
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_entry, alphasort);
	unsigned partitions = 0;

	for (int i = 0; i < count; i++) {
		AUTO_FREE char *inner = mem_printf("%s/%s", directory, entries[i]->d_name);

		partitions += sysfs_exists(inner, "partition");
		free(entries[i]);
	}
	return partitions;
}

/* Some drivers put a '/' into names; in sysfs it is written as '!'. */
static void node_path(const struct device_world *world, struct disk *disk)
{
	snprintf(disk->path, sizeof(disk->path), "%s/%s", world->dev, disk->name);
	for (char *mark; (mark = strchr(disk->path, '!'));)
		*mark = '/';
	memcpy(disk->node, disk->path, sizeof(disk->node));
}

/* `whole` is the directory of the disk that a partition is part of, or the same one. */
static void read_disk(const struct device_world *world, const char *directory, const char *whole,
                      struct disk *out)
{
	*out = (struct disk){ 0 };
	snprintf(out->name, sizeof(out->name), "%s", file_name_in(directory));
	node_path(world, out);
	out->number = sysfs_device_number(directory, "dev");
	out->sequence = sysfs_number(whole, "diskseq");
	out->size = sysfs_number(directory, "size") * SYSFS_SECTOR;
	out->sector_size = sysfs_number(whole, "queue/logical_block_size");
	out->read_only = sysfs_number(directory, "ro") != 0;
	identity_read(whole, out);
	out->partition_count = count_partitions(directory);
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

bool device_survey(const struct device_world *world, struct disk **out, size_t *count,
                   struct failure *why)
{
	AUTO_FREE char *all = mem_printf("%s/block", world->sysfs);
	AUTO_FREE struct dirent **entries = NULL;
	AUTO_FREE struct disk *disks = NULL;
	int found = scandir(all, &entries, is_entry, versionsort);

	if (found < 0)
		return fail_errno(why, FAIL_IO, "cannot list the disks in '%s'", all);
	disks = mem_zalloc((size_t)found + 1, sizeof(*disks));
	*count = 0;
	for (int i = 0; i < found; i++) {
		AUTO_FREE struct dirent *entry = entries[i];
		AUTO_FREE char *directory = mem_printf("%s/%s", all, entry->d_name);

		if (is_disk(directory, entry->d_name))
			read_disk(world, directory, directory, &disks[(*count)++]);
	}
	*out = TAKE(disks);
	return interrupt_check(why);
}

void device_read_contents(struct disk *disks, size_t count, struct progress *progress)
{
	contents_read(disks, count, progress);
}

static bool find_node(const char *path, struct stat *node, struct failure *why)
{
	if (stat(path, node) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return fail(why, FAIL_NOT_A_DISK,
			            "there is no device '%s'; 'mkrescue-usb devices' lists them",
			            path);
		return fail_errno(why, FAIL_IO, "cannot examine '%s'", path);
	}
	if (S_ISREG(node->st_mode))
		return fail(why, FAIL_NOT_A_DISK,
		            "'%s' is a file, not a disk; --output makes image files", path);
	return S_ISBLK(node->st_mode) || fail(why, FAIL_NOT_A_DISK, "'%s' is not a disk", path);
}

/* A disk, or a partition: that one lies in the directory of its disk. */
static void look_at(const struct device_world *world, const char *directory, struct disk *out)
{
	bool partition = sysfs_exists(directory, "partition");
	size_t above = (size_t)(file_name_in(directory) - directory) - 1;
	AUTO_FREE char *whole =
	        mem_printf("%.*s", (int)(partition ? above : strlen(directory)), directory);

	read_disk(world, directory, whole, out);
	out->partition = partition;
	if (partition)
		snprintf(out->parent, sizeof(out->parent), "%s", file_name_in(whole));
}

/*
 * The node that was named is the one that is opened, whatever the kernel calls the disk: in a
 * container that name may lead nowhere, or to another disk.
 */
static bool keep_node(const char *path, struct disk *disk, struct failure *why)
{
	AUTO_FREE char *real = realpath(path, NULL);
	struct stat usual;

	if (!real)
		return fail_errno(why, FAIL_IO, "cannot examine '%s'", path);
	if (strlen(real) >= sizeof(disk->node))
		return fail(why, FAIL_REFUSED, "the path of '%.200s ...' is too long", real);
	snprintf(disk->node, sizeof(disk->node), "%s", real);
	if (stat(disk->path, &usual) < 0 || !S_ISBLK(usual.st_mode) ||
	    usual.st_rdev != disk->number)
		memcpy(disk->path, disk->node, sizeof(disk->path));
	return true;
}

bool device_look(const struct device_world *world, const char *path, struct progress *progress,
                 struct disk *out, struct failure *why)
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
	if (!keep_node(path, out, why))
		return false;
	contents_read(out, 1, progress);
	return interrupt_check(why);
}
