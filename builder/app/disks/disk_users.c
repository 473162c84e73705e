#include "app/disks/disk_users.h"

#include "app/disks/own_files.h"
#include "app/disks/raw_sticks.h"

/* The refusal of a disk that this user may not open says so itself. */
static bool is_denied(const struct disk *disks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (disks[i].unchecked & UNCHECKED_OPEN)
			return true;
	}
	return false;
}

bool disk_users_find(struct disk *disks, size_t count, const struct disk_users_query *query,
                     struct ui *ui, struct failure *why)
{
	struct device_query asked = { .to_write = query->to_write };
	char unchecked[UNCHECKED_TEXT];
	struct own_files own;
	bool good;

	asked.progress = ui_progress(ui);
	own_files_find(&own, query->request);
	if (query->files)
		own_files_add(&own, query->what, query->files);
	asked.own_files = own.items;
	asked.own_file_count = own.count;
	good = device_find_users(&device_world_here, disks, count, &asked, why);
	own_files_done(&own);
	if (!good)
		return false;
	raw_sticks_recognise(disks, count);
	if (ui && !(query->to_write && is_denied(disks, count)) &&
	    device_unchecked(disks, count, unchecked))
		ui_note(ui, "%s", unchecked);
	return true;
}
