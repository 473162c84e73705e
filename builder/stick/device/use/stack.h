/*
 * stack - a disk, its partitions, and all devices that are built on them, recursively.
 * Private to device.
 */
#ifndef STACK_H
#define STACK_H

#include "stick/device/use/loops.h"

enum level_kind {
	LEVEL_DISK,      /* the disk, or a partition of it */
	LEVEL_PARTITION, /* of what it is on */
	LEVEL_HOLDER,    /* device mapper, RAID, bcache, drbd */
	LEVEL_LOOP,      /* a loop device on it, or on a file in its file system */
	LEVEL_SAME_FILE, /* a loop device on the same file */
	LEVEL_SWAP,      /* zram with this as its backing device */
	LEVEL_BACKING,   /* a block device behind the disk, which is a loop device */
};

struct level {
	dev_t number;
	enum level_kind kind;
	size_t on; /* index of the level below; LEVEL_DISK and LEVEL_BACKING: its own */
	char name[32];
	char path[DEVICE_TEXT]; /* "/dev/sdb1" */
	bool reported;          /* a user of it, or of a device above it, was reported */
	bool ignored;           /* not worth a report */
};

struct stack {
	struct level *levels;
	size_t count;
	bool cut_off; /* there are more than LEVELS_MAX */
};

/* stack_done() it. */
void stack_build(const struct device_world *world, const struct disk *disk,
                 const struct loops *loops, struct stack *out);

/* Index of the level with that number; the stack's count when there is none. */
size_t stack_find(const struct stack *stack, dev_t number);

/* The lowest level below: the disk, one of its partitions, or a device behind the disk. */
size_t stack_base(const struct stack *stack, size_t level);

/* Whether a loop device is between it and its base, or is the level itself. */
bool stack_has_loop(const struct stack *stack, size_t level);

/* Marks the level and all below it as named. */
void stack_mark_reported(struct stack *stack, size_t level);

void stack_done(struct stack *stack);

#endif
