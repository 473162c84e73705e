/* blocks - block devices by number, by name and by path. Private to device. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "stick/device/device.h"

/* The sysfs directory of a block device; NULL when the kernel has none of that number. Owned. */
char *block_directory(const struct device_world *world, dev_t number);

/* Of the kernel's name for one, "sdb1"; 0 when there is none. */
dev_t block_number_of_name(const struct device_world *world, const char *name);

/*
 * Of a path in the kernel's lists, as mounts and swap space name it: of the node, or, where
 * there is no such node here, of the device with the path's last part for a name. 0: neither.
 */
dev_t block_number_of_path(const struct device_world *world, const char *path);

/* "/dev/sdb1"; "/dev/mapper/home" for one of the device mapper. */
void block_path(const struct device_world *world, const char *name, char out[DEVICE_TEXT]);

/* The kernel's lists write blanks in names as \040. Undone in place. */
void block_unescape(char *text);

#endif
