#include "app/disks/disk_watch.h"

#include <stdlib.h>
#include <string.h>

struct list {
	const struct disk *disks;
	size_t count;
};

/* The kernel's number for a disk changes when it comes back. */
static bool is_among(const struct disk *disk, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct disk *other = &list->disks[i];

		if (strcmp(disk->name, other->name) == 0 && disk->sequence == other->sequence &&
		    disk->size == other->size)
			return true;
	}
	return false;
}

/* Those of the one list that the other does not have. */
static void tell_missing(const struct list *list, const struct list *other, disk_change *tell,
                         void *context, bool is_here)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->disks[i].size && !is_among(&list->disks[i], other))
			tell(context, &list->disks[i], is_here);
	}
}

bool disk_watch_look(struct disk_watch *watch, disk_change *tell, void *context,
                     struct failure *why)
{
	const struct list before = { watch->disks, watch->count };
	struct disk *now = NULL;
	size_t count = 0;

	if (!device_survey(watch->world, &now, &count, why))
		return false;
	if (watch->has_looked) {
		const struct list after = { now, count };

		tell_missing(&before, &after, tell, context, false);
		tell_missing(&after, &before, tell, context, true);
	}
	free(watch->disks);
	watch->disks = now;
	watch->count = count;
	watch->has_looked = true;
	return true;
}

void disk_watch_done(struct disk_watch *watch)
{
	free(watch->disks);
	*watch = (struct disk_watch){ 0 };
}
