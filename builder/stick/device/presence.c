#include "base/mem.h"
#include "stick/device/device.h"
#include "stick/device/sysfs.h"

#include <sys/sysmacros.h>
#include <time.h>

enum { LOOKS = 20, PAUSE_NS = 50 * 1000 * 1000 };

/* Another one may have its number by now; a reader stays when its card is taken out. */
static bool is_there(const struct device_world *world, const struct disk *disk)
{
	AUTO_FREE char *directory = mem_printf("%s/dev/block/%u:%u", world->sysfs,
	                                       major(disk->number), minor(disk->number));

	return sysfs_number(directory, "size") != 0 &&
	       (!disk->sequence || sysfs_number(directory, "diskseq") == disk->sequence);
}

bool device_is_gone(const struct device_world *world, const struct disk *disk)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	for (int i = 0; i < LOOKS; i++) {
		if (!is_there(world, disk))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}
