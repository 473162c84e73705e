/*
 * members - disks that a mounted file system of several has together: btrfs, bcachefs.
 * Private to device.
 */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "stick/device/device.h"

struct member {
	dev_t number;
	size_t group; /* members of one file system have the same */
	char type[16];
};

struct members {
	struct member *items;
	size_t count;
};

/* By /sys/fs: mountinfo names only one of them. members_done() it. */
void members_read(const struct device_world *world, struct members *out);

/* Whether both are of one mounted file system. */
bool members_together(const struct members *members, dev_t a, dev_t b);

/* The file system's type when it is one; else NULL. */
const char *members_type(const struct members *members, dev_t number);

void members_done(struct members *members);

#endif
