#include "base/text/text.h"
#include "stick/device/device.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SECTOR_SIZE = 512 };

static const uint64_t stick_size_max = UINT64_C(256) << 30; /* larger ones are usually disks */
static const uint64_t mbr_size_max = UINT64_C(2) << 40;

static void PRINTF_LIKE(2, 3) add(struct reasons *reasons, const char *fmt, ...)
{
	char text[REASON_TEXT];
	va_list args;

	if (reasons->count == REASON_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_clean(reasons->text[reasons->count++], REASON_TEXT, text);
}

static bool is_media(const char *path)
{
	return strncmp(path, "/media/", 7) == 0 || strncmp(path, "/run/media/", 11) == 0;
}

bool device_only_media_mounts(const struct disk *disk)
{
	for (size_t i = 0; i < disk->mount_count; i++) {
		if (!is_media(disk->mounts[i].path))
			return false;
	}
	return disk->mount_count != 0;
}

static void judge_kind(const struct disk *disk, const struct device_terms *terms,
                       struct reasons *out)
{
	if (disk->partition)
		add(out, "it is a partition; name the whole disk, '/dev/%s'", disk->parent);
	if (!disk->removable && !disk->usb && !terms->allow_fixed)
		add(out, "it is neither removable nor on USB (--allow-fixed accepts such a disk)");
	if (disk->read_only)
		add(out, "it is read-only");
	if (disk->sector_size != SECTOR_SIZE && disk->size)
		add(out, "its sectors have %" PRIu64 " bytes, boot loaders want 512",
		    disk->sector_size);
}

static void judge_size(const struct disk *disk, const struct device_terms *terms,
                       struct reasons *out)
{
	char has[TEXT_SIZE];
	char wants[TEXT_SIZE];

	text_size(has, disk->size);
	text_size(wants, terms->size_min);
	if (disk->size == 0)
		add(out, "it has no medium in it");
	else if (disk->size < terms->size_min)
		add(out, "it is too small: %s, the layout '%s' needs %s%s%s%s", has,
		    terms->layout ? terms->layout : "", wants, terms->smaller ? "; --layout '" : "",
		    terms->smaller ? terms->smaller : "", terms->smaller ? "' needs less" : "");
	if (disk->size > mbr_size_max)
		add(out, "it is too large: %s, more than a boot record can describe", has);
}

static void judge_mounts(const struct disk *disk, const struct device_terms *terms,
                         struct reasons *out)
{
	bool media = device_only_media_mounts(disk);

	if (media && terms->unmount_allowed)
		return;
	for (size_t i = 0; i < disk->mount_count; i++)
		add(out, "%s is mounted at '%.120s'%s", disk->mounts[i].what, disk->mounts[i].path,
		    media ? " (--unmount unmounts it)" : "");
}

static bool holds_number(const struct disk *disk, dev_t number)
{
	for (size_t i = 0; i < disk->part_count; i++) {
		if (disk->parts[i] == number)
			return true;
	}
	return disk->number == number;
}

static void judge_use(const struct disk *disk, const struct device_terms *terms,
                      struct reasons *out)
{
	if (disk->system_path[0])
		add(out, "it is this computer's own disk: '%s' lies on it", disk->system_path);
	if (disk->swap)
		add(out, "it is swap space in use");
	if (disk->holder[0])
		add(out, "'%s' is built on it (LUKS, LVM or RAID)", disk->holder);
	if (terms->firmware_device && holds_number(disk, terms->firmware_device))
		add(out, "the firmware file lies on it");
	judge_mounts(disk, terms, out); /* last: there may be more than there is room for */
}

void device_refusals(const struct disk *disk, const struct device_terms *terms, struct reasons *out)
{
	out->count = 0;
	judge_kind(disk, terms, out);
	judge_size(disk, terms, out);
	judge_use(disk, terms, out);
}

bool device_check(const struct disk *disk, const struct device_terms *terms, struct failure *why)
{
	struct reasons reasons;
	char text[sizeof(why->text)] = "";
	size_t used = 0;

	device_refusals(disk, terms, &reasons);
	for (size_t i = 0; i < reasons.count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "; " : "",
		                         reasons.text[i]);
	return reasons.count == 0 ||
	       fail(why, FAIL_REFUSED, "'%s' must not be written: %s", disk->path, text);
}

/* Where people keep things; FAT and exFAT are what sticks come with. */
static bool is_kept(const char *type)
{
	static const char *const kept[] = {
		"ntfs",
		"ext2",
		"ext3",
		"ext4",
		"btrfs",
		"xfs",
		"apfs",
		"hfs",
		"hfsplus",
		"BitLocker",
		"crypto_LUKS",
		"LVM2_member",
		"linux_raid_member",
		"zfs_member",
		"f2fs",
		"bcachefs",
	};

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		if (strcmp(type, kept[i]) == 0)
			return true;
	}
	return false;
}

static void doubt_content(const struct content *content, struct reasons *out)
{
	const char *quote = content->label[0] ? "'" : "";

	if (is_kept(content->type))
		add(out, "%s holds %s%s%s%s%s", content->where, content->type,
		    content->label[0] ? " " : "", quote, content->label, quote);
}

void device_doubts(const struct disk *disk, struct reasons *out)
{
	char size[TEXT_SIZE];

	out->count = 0;
	if (disk->ours)
		return;
	text_size(size, disk->size);
	if (disk->size > stick_size_max)
		add(out, "it is large (%s)", size);
	if (disk->partition_count > 1)
		add(out, "it has %u partitions", disk->partition_count);
	for (size_t i = 0; i < disk->content_count; i++)
		doubt_content(&disk->contents[i], out);
	if (!disk->contents_known)
		add(out, "what is on it cannot be read (most disks want root for that)");
}

void device_title(const struct disk *disk, char out[DEVICE_TITLE])
{
	snprintf(out, DEVICE_TITLE, "%s%s%s", disk->maker,
	         disk->maker[0] && disk->model[0] ? " " : "", disk->model);
}

void device_pass_phrase(const struct disk *disk, char out[DEVICE_TEXT])
{
	uint64_t size = disk->backing_size ? disk->backing_size : disk->size;

	if (disk->serial[0])
		snprintf(out, DEVICE_TEXT, "%s", disk->serial);
	else
		snprintf(out, DEVICE_TEXT, "%" PRIu64, size);
}
