/*
 * mounts - what is mounted: here, and in every other mount namespace that a process is
 * in. Private to device.
 */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "stick/device/use/processes.h"

#include "stick/device/device.h"

/* A mount namespace as the first process that was met in it sees it: from its root on. */
struct mount_namespace {
	pid_t pid;
	unsigned long number;
	uint64_t root; /* the inode of that root, and the mount it is on */
	uint64_t root_mount;
};

struct mounted {
	uint64_t id;  /* as in statx() */
	dev_t number; /* btrfs gives its mounts numbers that no device has */
	dev_t source; /* the block device that its source names; 0: none */
	char *path;
	char type[16];
	unsigned group;  /* its peer group, of mount propagation; 0: none */
	unsigned master; /* the one that it gets them from */
	size_t ns;       /* index of the namespace; 0 is this program's */
};

struct mounts {
	struct mounted *items;
	size_t count;
	struct mount_namespace *namespaces;
	size_t namespace_count;
};

/* Those of this namespace. FAIL_IO. mounts_done() it. */
bool mounts_read(const struct device_world *world, struct mounts *out,
                 struct failure *why) MUST_CHECK;

/* Adds those that a process sees and none before it; false when they may not be read. */
bool mounts_add(const struct device_world *world, const struct process *process,
                struct mounts *mounts);

/* Whether unmounting one of this namespace takes it away too: the kernel passes that on. */
bool mounts_is_copy(const struct mounts *mounts, const struct mounted *mounted);

/* The mount of this namespace that a path lies on, by its id; NULL: none is known. */
const struct mounted *mounts_by_id(const struct mounts *mounts, uint64_t id);

void mounts_done(struct mounts *mounts);

#endif
