/* node - what is found out by opening a disk's node. Private to device. */
#ifndef NODE_H
#define NODE_H

#include "base/progress.h"
#include "stick/device/use/stack.h"

struct node_state {
	bool unresponsive; /* it did not answer in time: nothing else is known */
	int denied;        /* errno of this user's attempt to open it; 0: it may be opened */
	bool locked;       /* another program holds a lock on it or on a partition */
	bool held;         /* it is in exclusive use */
};

/* A check that is running: disks are checked at the same time. */
struct node_check;

/*
 * Opens the disk's node, and those of its partitions for locks alone. `to_write` says that it
 * is to be written: then it is opened exclusively, as a trial, and closed at
 * once. Not for other disks: meanwhile they cannot be mounted.
 */
struct node_check *node_check_start(const struct device_world *world, const struct disk *disk,
                                    const struct stack *stack, bool to_write);

/* Waits, within limits, and frees the check. */
struct node_state node_check_finish(struct node_check *check, struct progress *progress);

#endif
