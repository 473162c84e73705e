/* swaps - swap space in use. Private to device. */
#ifndef SWAPS_H
#define SWAPS_H

#include "stick/device/device.h"

struct swaps {
	dev_t *numbers; /* of the devices, or of the file systems that swap files are on */
	size_t count;
};

/* None where the kernel has no swap at all. swaps_done() it. */
void swaps_read(const struct device_world *world, struct swaps *out);

void swaps_done(struct swaps *swaps);

#endif
