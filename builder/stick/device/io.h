/* io - an open disk as a target. Private to device. */
#ifndef IO_H
#define IO_H

#include "stick/device/device.h"

/* Takes the descriptor, which was opened with O_DIRECT. */
struct target *io_target(const struct disk *disk, int fd, bool writable);

/* The descriptor of such a target. */
int io_descriptor(const struct target *target);

#endif
