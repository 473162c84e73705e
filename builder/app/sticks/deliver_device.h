/* deliver_device - an image written to one stick, and proven there. */
#ifndef DELIVER_DEVICE_H
#define DELIVER_DEVICE_H

#include "app/sticks/delivery.h"
#include "stick/device/device.h"

/* Unmounts and opens; nothing is written yet. target_close(*out) is the caller's. */
bool deliver_device_open(const struct disk *disk, struct progress *progress, struct target **out,
                         struct failure *why) MUST_CHECK;

/*
 * Writes, proves, ejects and closes. *ejected: the stick may be pulled out. May run for
 * several sticks at once, each with a ui of its own.
 */
bool deliver_device(const struct delivery *delivery, const struct disk *disk, struct target *stick,
                    bool *ejected, struct failure *why) MUST_CHECK;

#endif
