/* loops - loop devices, and what backs each. Private to device. */
#ifndef LOOPS_H
#define LOOPS_H

#include "stick/device/device.h"

struct loop {
	char name[32]; /* "loop3" */
	dev_t number;
	dev_t disk;             /* the block device that backs it; 0: a file does ... */
	dev_t file_system;      /* ... on this file system, as in stat() ... */
	uint64_t inode;         /* ... with this number */
	char file[DEVICE_PATH]; /* its name when it was set up, for messages */
};

struct loops {
	struct loop *items;
	size_t count;
	bool unchecked; /* of some it is unknown what backs them */
};

/*
 * By the numbers that the kernel has, so that a renamed file makes no difference. Where a loop
 * device cannot be opened the name of its file has to do. loops_done() it.
 */
void loops_read(const struct device_world *world, struct loops *out);

/* The loop device of that number; NULL: it is none. */
const struct loop *loops_find(const struct loops *loops, dev_t number);

/* Whether this file backs it. */
bool loops_on_file(const struct loop *loop, dev_t file_system, uint64_t inode);

/* Whether one file backs both. */
bool loops_share_file(const struct loop *a, const struct loop *b);

void loops_done(struct loops *loops);

#endif
