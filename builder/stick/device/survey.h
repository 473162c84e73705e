/* survey - the parts of looking at a disk. Private to device. */
#ifndef SURVEY_H
#define SURVEY_H

#include "stick/device/device.h"

/* Kind, maker, model, serial, and whether it is removable or on USB; from its sysfs directory. */
void identity_read(const char *directory, struct disk *disk);

/* Mounts, swap, and whether the system itself stands on it. FAIL_IO when nobody tells. */
bool usage_read(const struct device_world *world, struct disk *disk,
                struct failure *why) MUST_CHECK;

/* What libblkid finds on it, in at most 2 MiB of reads. */
void contents_read(struct disk *disk);

#endif
