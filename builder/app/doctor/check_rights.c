#include "app/doctor/checks.h"
#include "app/knowledge/search_path.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/device.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool in_group(gid_t wanted)
{
	int count = getgroups(0, NULL);
	AUTO_FREE gid_t *groups = mem_zalloc(count > 0 ? (size_t)count : 1, sizeof(*groups));

	count = getgroups(count, groups);
	for (int i = 0; i < count; i++) {
		if (groups[i] == wanted)
			return true;
	}
	return getegid() == wanted;
}

static const char *user_name(uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user ? user->pw_name : "a user without a name";
}

static void check_user(struct checkup *checkup)
{
	const struct caller caller = caller_here();
	const struct group *disk = getgrnam("disk");

	if (geteuid() == 0 && caller.owner != FOLDER_ANYBODY)
		checkup_ok(checkup, "user", "root, by sudo for '%s'", user_name(caller.owner));
	else if (geteuid() == 0)
		checkup_ok(checkup, "user", "root");
	else if (disk && in_group(disk->gr_gid))
		checkup_ok(checkup, "user", "'%s', in the group 'disk'", user_name(geteuid()));
	else
		checkup_warning(checkup, "user",
		                "run mkrescue-usb with sudo to write sticks; image files need no "
		                "special rights",
		                "'%s' is neither root nor in the group 'disk'",
		                user_name(geteuid()));
}

/* Opened as for 'verify': past the caches, to read only. Whether it may be written, access() says.
 */
static bool may_open(const struct disk *disk, struct failure *why)
{
	struct target *target = NULL;

	if (access(disk->path, R_OK | W_OK) < 0)
		return fail_errno(why, FAIL_REFUSED, "this user may not write to it");
	if (!device_open_to_read(disk, &target, why))
		return false;
	target_close(target);
	return true;
}

static void check_stick(struct checkup *checkup, const struct disk *disk)
{
	struct failure why = { 0 };
	char title[DEVICE_TITLE];
	char size[TEXT_SIZE];

	device_title(disk, title);
	text_size(size, disk->size);
	if (may_open(disk, &why))
		checkup_ok(checkup, "stick", "'%s' (%s, %s) can be opened", disk->path,
		           title[0] ? title : disk->kind, size);
	else
		checkup_warning(checkup, "stick", "run mkrescue-usb with sudo to write to it",
		                "'%s' (%s, %s) cannot be opened: %s", disk->path,
		                title[0] ? title : disk->kind, size, why.text);
}

/* Reports sticks without reading a byte of any disk. */
static size_t check_sticks(struct checkup *checkup, const struct disk *disks, size_t count)
{
	size_t sticks = 0;

	for (size_t i = 0; i < count; i++) {
		if ((!disks[i].removable && !disks[i].usb) || !disks[i].size)
			continue;
		check_stick(checkup, &disks[i]);
		sticks++;
	}
	return sticks;
}

static void check_sequence(struct checkup *checkup, const struct disk *disks, size_t count)
{
	size_t numbered = 0;

	for (size_t i = 0; i < count; i++)
		numbered += disks[i].sequence != 0;
	if (numbered)
		checkup_ok(checkup, "diskseq",
		           "the kernel numbers disks in the order in which they appear");
	else
		checkup_warning(checkup, "diskseq",
		                "use Linux 5.15 or later; with this kernel, do not swap sticks "
		                "while the program runs",
		                "the kernel does not number disks; a swapped disk is recognised "
		                "only by its device number and size");
}

void check_rights(struct checkup *checkup)
{
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;

	check_user(checkup);
	if (!device_survey(&device_world_here, &disks, &count, &why)) {
		checkup_warning(
		        checkup, "disks",
		        "mount /proc and /sys before writing sticks; image files need neither",
		        "%s", why.text);
		return;
	}
	if (count)
		check_sequence(checkup, disks, count);
	if (!check_sticks(checkup, disks, count))
		checkup_ok(checkup, "stick",
		           "none was found; 'mkrescue-usb devices' lists every disk");
}
