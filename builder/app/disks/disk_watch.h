/* disk_watch - disks that are plugged in and pulled out while a person looks which one it is. */
#ifndef DISK_WATCH_H
#define DISK_WATCH_H

#include "stick/device/device.h"

/* A reader's slot without a card counts as no disk. */
struct disk_watch {
	const struct device_world *world; /* borrowed */
	struct disk *disks;               /* as they were last; owned */
	size_t count;
	bool has_looked;
};

/* What has changed; what such a disk holds and who uses it is left unknown. */
typedef void disk_change(void *context, const struct disk *disk, bool is_here);

/*
 * Compares with the last look, and tells what has changed since; nothing at the first. Opens no
 * disk. disk_watch_done() is the caller's in any case.
 */
bool disk_watch_look(struct disk_watch *watch, disk_change *tell, void *context,
                     struct failure *why) MUST_CHECK;

void disk_watch_done(struct disk_watch *watch);

#endif
