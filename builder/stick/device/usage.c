#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/survey.h"

#include <ctype.h>
#include <dirent.h>
#include <libmount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

enum { STACK_MAX = 8 }; /* dm on md on dm ...: deeper than anybody builds */

/* Where this computer's own files lie: never to be written, mounted or not. */
static const char *const system_paths[] = { "/",     "/boot", "/boot/efi", "/boot/firmware",
	                                    "/home", "/usr",  "/var",      "/nix" };

static bool is_part_of(const struct disk *disk, dev_t number)
{
	if (number == 0)
		return false;
	for (size_t i = 0; i < disk->part_count; i++) {
		if (disk->parts[i] == number)
			return true;
	}
	return disk->number == number;
}

/* The kernel's name of a block device, from its number or else from its path. */
static char *block_name(const struct device_world *world, dev_t number, const char *source)
{
	AUTO_FREE char *link =
	        mem_printf("%s/dev/block/%u:%u", world->sysfs, major(number), minor(number));
	AUTO_FREE char *path = realpath(link, NULL);
	const char *slash;

	/* btrfs gives its mounts numbers that no device has. */
	if (!path && source && source[0] == '/')
		path = realpath(source, NULL);
	slash = path ? strrchr(path, '/') : NULL;
	return slash ? mem_strdup(slash + 1) : NULL;
}

/* The disk's own name, or a partition's: sdb1 of sdb, loop1p1 of loop1, but loop10 is no part. */
static bool is_name_of(const struct disk *disk, const char *name)
{
	size_t length = strlen(disk->name);
	const char *number = name + length;

	if (strncmp(name, disk->name, length) != 0)
		return false;
	if (!*number)
		return true;
	if (isdigit((unsigned char)number[-1]) && *number++ != 'p')
		return false;
	return *number && !number[strspn(number, "0123456789")];
}

static int is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Whether a block device is this disk, a part of it, or built on top of it. */
static bool stands_on(const struct device_world *world, const char *name, const struct disk *disk,
                      int depth)
{
	AUTO_FREE char *path = mem_printf("%s/block/%s/slaves", world->sysfs, name);
	AUTO_FREE struct dirent **below = NULL;
	bool found = is_name_of(disk, name);
	int count = found || depth == STACK_MAX ? 0 : scandir(path, &below, is_entry, NULL);

	for (int i = 0; i < count; i++) {
		found = found || stands_on(world, below[i]->d_name, disk, depth + 1);
		free(below[i]);
	}
	return found;
}

static void add_mount(struct disk *disk, const char *name, const char *path)
{
	struct mount_point *mount = &disk->mounts[disk->mount_count];

	if (disk->mount_count == MOUNT_MAX)
		return;
	snprintf(mount->what, sizeof(mount->what), "%s", name);
	snprintf(mount->path, sizeof(mount->path), "%s", path);
	disk->mount_count++;
}

static void note_system_path(struct disk *disk, const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(system_paths); i++) {
		if (strcmp(path, system_paths[i]) == 0 && !disk->system_path[0])
			snprintf(disk->system_path, sizeof(disk->system_path), "%s", path);
	}
}

static void read_mount(const struct device_world *world, struct libmnt_fs *fs, struct disk *disk)
{
	const char *path = mnt_fs_get_target(fs);
	const char *source = mnt_fs_get_source(fs);
	AUTO_FREE char *name = block_name(world, mnt_fs_get_devno(fs), source);

	if (!name || !path || !stands_on(world, name, disk, 0))
		return;
	note_system_path(disk, path);
	if (is_part_of(disk, mnt_fs_get_devno(fs)) || is_name_of(disk, name))
		add_mount(disk, name, path);
}

static void read_swap(const struct device_world *world, struct libmnt_fs *fs, struct disk *disk)
{
	const char *source = mnt_fs_get_source(fs);
	AUTO_FREE char *found = block_name(world, 0, source);
	const char *slash = source ? strrchr(source, '/') : NULL;
	/* When the node is gone, its name still says which disk it was. */
	const char *name = found || !slash ? found : slash + 1;

	if (name && stands_on(world, name, disk, 0))
		disk->swap = true;
}

static void for_each(struct libmnt_table *table, const struct device_world *world,
                     void (*read)(const struct device_world *world, struct libmnt_fs *fs,
                                  struct disk *disk),
                     struct disk *disk)
{
	struct libmnt_iter *iterator = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;

	while (iterator && mnt_table_next_fs(table, iterator, &fs) == 0)
		read(world, fs, disk);
	mnt_free_iter(iterator);
}

bool usage_read(const struct device_world *world, struct disk *disk, struct failure *why)
{
	struct libmnt_table *mounts = mnt_new_table_from_file(world->mountinfo);
	struct libmnt_table *swaps = mnt_new_table();

	if (!mounts) {
		mnt_unref_table(swaps);
		return fail(why, FAIL_IO, "cannot read from '%s' what is mounted",
		            world->mountinfo);
	}
	for_each(mounts, world, read_mount, disk);
	/* A kernel may have no swap at all, and then no list of it. */
	if (swaps && mnt_table_parse_swaps(swaps, world->swaps) == 0)
		for_each(swaps, world, read_swap, disk);
	mnt_unref_table(mounts);
	mnt_unref_table(swaps);
	return true;
}
