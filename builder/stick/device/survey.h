/* survey - the parts of looking at a disk. Private to device. */
#ifndef SURVEY_H
#define SURVEY_H

#include "stick/device/device.h"

/* Kind, maker, model, serial, and whether it is removable or on USB; from its sysfs directory. */
void identity_read(const char *directory, struct disk *disk);

/*
 * What libblkid finds on each, in at most 2 MiB of reads, and the size of a loop device's file.
 * All at the same time, and each waited for only so long: one that is failing may never answer.
 */
void contents_read(struct disk *disks, size_t count, struct progress *progress);

#endif
