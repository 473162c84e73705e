/*
 * disk_users - who uses a disk, found in the same way for every command: 'devices', --dry-run, the
 * real run, and the list of sticks that a person chooses from.
 */
#ifndef DISK_USERS_H
#define DISK_USERS_H

#include "app/request.h"
#include "app/ui.h"
#include "stick/device/device.h"

struct disk_users_query {
	const struct request *request;
	const struct strings *files; /* must not be on a disk either; NULL: none yet */
	const char *what;            /* these are: "the firmware", "the image" */
	bool to_write;               /* the disks were named: see struct device_query */
};

/*
 * Fills in ->users, ->unchecked and ->ours of each disk. The ui gets a note on what could not be
 * checked; NULL: no note. FAIL_IO and FAIL_INTERRUPTED as device_find_users().
 */
bool disk_users_find(struct disk *disks, size_t count, const struct disk_users_query *query,
                     struct ui *ui, struct failure *why) MUST_CHECK;

#endif
