/*
 * stack - a disk, its partitions, and everything that stands on them, on that, and so on.
 * Private to device.
 */
#ifndef STACK_H
#define STACK_H

#include "stick/device/use/loops.h"

enum level_kind {
	LEVEL_DISK,      /* the disk, or a partition of it */
	LEVEL_PARTITION, /* of what it is on */
	LEVEL_HOLDER,    /* of the device mapper, a RAID, bcache, drbd */
	LEVEL_LOOP,      /* a loop device on it, or on a file in its file system */
	LEVEL_SAME_FILE, /* a loop device on the same file */
	LEVEL_SWAP,      /* zram that puts aside there what it has no room for */
	LEVEL_BACKING,   /* a block device that the disk, a loop device, stands on */
};

struct level {
	dev_t number;
	enum level_kind kind;
	size_t on; /* index of the level below; LEVEL_DISK and LEVEL_BACKING: its own */
	char name[32];
	char path[DEVICE_TEXT]; /* "/dev/sdb1" */
	bool reported;          /* something that uses it, or what stands on it, was named */
	bool ignored;           /* nobody needs to hear of it */
};

struct stack {
	struct level *levels;
	size_t count;
	bool cut_off; /* there is more than anybody has */
};

/* stack_done() it. */
void stack_build(const struct device_world *world, const struct disk *disk,
                 const struct loops *loops, struct stack *out);

/* Index of the level with that number; the stack's count when there is none. */
size_t stack_find(const struct stack *stack, dev_t number);

/* The lowest level below: the disk or one of its partitions, or what the disk stands on. */
size_t stack_base(const struct stack *stack, size_t level);

/* Whether a loop device is between it and its base, or is the level itself. */
bool stack_has_loop(const struct stack *stack, size_t level);

/* Marks the level and all below it as named. */
void stack_mark_reported(struct stack *stack, size_t level);

void stack_done(struct stack *stack);

#endif
