/* openers - programs that have a disk, or the backing file of one, open. Private to device. */
#ifndef OPENERS_H
#define OPENERS_H

#include "stick/device/use/loops.h"
#include "stick/device/use/processes.h"

struct opener {
	pid_t pid;
	dev_t number;      /* of the block device; 0: it is the backing file of a loop device ... */
	dev_t file_system; /* ... on this file system ... */
	uint64_t inode;    /* ... with this number */
	bool writes;
	bool locks; /* holds a lock on it, of any kind */
};

struct openers {
	struct opener *items;
	size_t count;
};

/* Adds what a process has open; false when that may not be read. openers_done() the list. */
bool openers_add(const struct process *process, const struct loops *loops, struct openers *openers);

void openers_done(struct openers *openers);

#endif
