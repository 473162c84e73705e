/* device_world - the files by which a kernel tells about its disks, made of nothing. */
#ifndef DEVICE_WORLD_H
#define DEVICE_WORLD_H

#include "base/mem.h"
#include "stick/device/device.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fake_world {
	char folder[32];
	char *sysfs;
	char *proc;
	char *dev;
	struct device_world world; /* borrows the three */
};

/* Writes a file of the world, and the folders it lies in. */
static inline void PRINTF_LIKE(3, 4)
        world_file(const struct fake_world *world, const char *name, const char *fmt, ...)
{
	AUTO_FREE char *path = mem_printf("%s/%s", world->folder, name);
	FILE *file;
	va_list args;

	for (char *slash = path + strlen(world->folder) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	va_start(args, fmt);
	vfprintf(file, fmt, args);
	va_end(args);
	fclose(file);
}

static inline void world_folder(const struct fake_world *world, const char *name)
{
	AUTO_FREE char *inside = mem_printf("%s/.made", name);

	world_file(world, inside, "%s", "");
}

/* A link in the world, to anywhere. */
static inline void world_link_to(const struct fake_world *world, const char *name, const char *to)
{
	AUTO_FREE char *path = mem_printf("%s/%s", world->folder, name);

	world_file(world, name, "%s", ""); /* for the folders it lies in */
	unlink(path);
	assert_return_code(symlink(to, path), 0);
}

/* A link in the world's sysfs; both ends are names below it. */
static inline void world_link(const struct fake_world *world, const char *name, const char *to)
{
	AUTO_FREE char *inside = mem_printf("sys/%s", name);
	AUTO_FREE char *target = mem_printf("%s/sys/%s", world->folder, to);

	world_link_to(world, inside, target);
}

/* A process that has one file open, with these flags as /proc tells them; NULL: none. */
static inline void world_process(const struct fake_world *world, int pid, const char *name,
                                 const char *file, const char *flags)
{
	AUTO_FREE char *comm = mem_printf("proc/%d/comm", pid);
	AUTO_FREE char *files = mem_printf("proc/%d/fd", pid);
	AUTO_FREE char *descriptor = mem_printf("proc/%d/fd/3", pid);
	AUTO_FREE char *info = mem_printf("proc/%d/fdinfo/3", pid);
	AUTO_FREE char *stat = mem_printf("proc/%d/stat", pid);

	world_file(world, comm, "%s\n", name);
	world_file(world, stat, "%d (%s) S 1 1 1\n", pid, name);
	world_folder(world, files);
	if (!file)
		return;
	world_link_to(world, descriptor, file);
	world_file(world, info, "pos:\t0\nflags:\t%s\nmnt_id:\t20\n", flags);
}

/* The mount namespace of a process, and what is mounted in it. */
static inline void world_namespace(const struct fake_world *world, int pid, unsigned number,
                                   const char *mountinfo)
{
	AUTO_FREE char *link = mem_printf("proc/%d/ns/mnt", pid);
	AUTO_FREE char *file = mem_printf("proc/%d/mountinfo", pid);
	AUTO_FREE char *to = mem_printf("mnt:[%u]", number);

	world_link_to(world, link, to);
	world_file(world, file, "%s", mountinfo);
}

static inline struct fake_world make_world(void)
{
	struct fake_world world = { .folder = "/tmp/device-world-XXXXXX" };

	assert_non_null(mkdtemp(world.folder));
	world.sysfs = mem_printf("%s/sys", world.folder);
	world.proc = mem_printf("%s/proc", world.folder);
	world.dev = mem_printf("%s/dev", world.folder);
	world.world = (struct device_world){ world.sysfs, world.proc, world.dev };
	world_folder(&world, "sys/block");
	world_folder(&world, "sys/dev/block");
	world_folder(&world, "dev");
	world_file(&world, "proc/self/mountinfo", "20 1 0:20 / /proc rw - proc proc rw\n");
	world_file(&world, "proc/swaps", "Filename Type Size Used Priority\n");
	return world;
}

static inline void leave_world(struct fake_world *world)
{
	AUTO_FREE char *command = mem_printf("rm -r '%s'", world->folder);

	assert_int_equal(system(command), 0);
	free(world->sysfs);
	free(world->proc);
	free(world->dev);
}

/* A value of the disk or partition whose directory is sys/WHERE. */
static inline void world_value(const struct fake_world *world, const char *where, const char *name,
                               const char *value)
{
	AUTO_FREE char *path = mem_printf("sys/%s/%s", where, name);

	world_file(world, path, "%s\n", value);
}

/* The least a disk has, in sys/DIRECTORY: 64 MiB, sectors of 512 bytes, no partition. */
static inline void world_disk(const struct fake_world *world, const char *directory,
                              const char *number)
{
	AUTO_FREE char *listed = mem_printf("block%s", strrchr(directory, '/'));
	AUTO_FREE char *numbered = mem_printf("dev/block/%s", number);
	AUTO_FREE char *named = mem_printf("class/block%s", strrchr(directory, '/'));

	world_value(world, directory, "dev", number);
	world_value(world, directory, "size", "131072");
	world_value(world, directory, "ro", "0");
	world_value(world, directory, "removable", "0");
	world_value(world, directory, "queue/logical_block_size", "512");
	world_link(world, listed, directory);
	world_link(world, numbered, directory);
	world_link(world, named, directory);
}

static inline void world_partition(const struct fake_world *world, const char *disk,
                                   const char *name, const char *number)
{
	AUTO_FREE char *directory = mem_printf("%s/%s", disk, name);
	AUTO_FREE char *numbered = mem_printf("dev/block/%s", number);
	AUTO_FREE char *named = mem_printf("class/block/%s", name);

	world_value(world, directory, "partition", "1");
	world_value(world, directory, "dev", number);
	world_value(world, directory, "size", "65536");
	world_link(world, numbered, directory);
	world_link(world, named, directory);
}

/* "sdb" on a USB port, as it is when it comes out of the shop. */
#define WORLD_STICK "devices/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb"

static inline void world_stick(const struct fake_world *world)
{
	world_disk(world, WORLD_STICK, "8:16");
	world_value(world, "devices/usb1/1-2", "idVendor", "0781");
	world_value(world, "devices/usb1/1-2", "manufacturer", "SanDisk");
	world_value(world, "devices/usb1/1-2", "product", "Ultra Fit");
	world_value(world, "devices/usb1/1-2", "serial", "4C5300");
	world_value(world, WORLD_STICK, "removable", "1");
}

#endif
