/* loops - loop devices, and what each stands on. Private to device. */
#ifndef LOOPS_H
#define LOOPS_H

#include "stick/device/device.h"

struct loop {
	char name[32]; /* "loop3" */
	dev_t number;
	dev_t disk;             /* the block device it stands on; 0: it stands on a file ... */
	dev_t file_system;      /* ... there, as stat() tells it ... */
	uint64_t inode;         /* ... which is this one */
	char file[DEVICE_PATH]; /* its name when it was set up, for messages */
};

struct loops {
	struct loop *items;
	size_t count;
	bool unasked; /* of some it is not known what they stand on */
};

/*
 * By the kernel's own word: numbers, so that no renamed file fools it. Where a loop device
 * cannot be opened the name of its file has to do. loops_done() it.
 */
void loops_read(const struct device_world *world, struct loops *out);

/* The loop device of that number; NULL: it is none. */
const struct loop *loops_find(const struct loops *loops, dev_t number);

/* Whether it stands on this file. */
bool loops_on_file(const struct loop *loop, dev_t file_system, uint64_t inode);

/* Whether both stand on one file. */
bool loops_share_file(const struct loop *a, const struct loop *b);

void loops_done(struct loops *loops);

#endif
