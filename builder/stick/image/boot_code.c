#include "stick/image/boot_code.h"

#include "base/files/file.h"
#include "stick/image/manifest.h"

#include <errno.h>
#include <string.h>

enum {
	CODE_SIZE = 440, /* of the boot record; the disk's ID follows */
	CORE_MAX = MANIFEST_START - SECTOR,
};

static const char folder[] = "/RESCUE-PC/BIOS";
static const char record_name[] = "BOOT.IMG";
static const char core_name[] = "CORE.IMG";

bool boot_code_is(const char *path)
{
	const size_t length = sizeof(folder) - 1;

	return strncmp(path, folder, length) == 0 && path[length] == '/' &&
	       (strcmp(path + length + 1, record_name) == 0 ||
	        strcmp(path + length + 1, core_name) == 0);
}

static const struct plan_file *find(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->file_count; i++) {
		const struct plan_file *file = &plan->files[i];

		if (file->directory && strcmp(file->directory, folder) == 0 &&
		    strcmp(file->name, name) == 0)
			return file;
	}
	return NULL;
}

bool boot_code_place(const struct plan *plan, uint8_t *head, struct failure *why)
{
	const struct plan_file *record = find(plan, record_name);
	const struct plan_file *core = find(plan, core_name);

	if (!record || !core)
		return true;
	if (record->size < CODE_SIZE || core->size > CORE_MAX ||
	    plan->partition_start < MANIFEST_START + MANIFEST_SIZE)
		return fail(why, FAIL_FIRMWARE,
		            "the boot code for old PCs does not fit in front of the partition");
	if (file_read_at(record->fd, 0, head, CODE_SIZE) &&
	    file_read_at(core->fd, 0, head + SECTOR, (size_t)core->size))
		return true;
	return fail_errno(why, FAIL_IO, "cannot read the boot code for old PCs");
}
