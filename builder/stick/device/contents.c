#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/survey.h"
#include "stick/image/manifest.h"

#include <blkid/blkid.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* More partitions make no difference to the verdict. */
enum { PROBED_PARTITIONS = 4, MANIFEST_LOOK = 4096 };

/*
 * ZFS keeps four labels, two at either end; in each a list at 16 KiB whose first
 * pair is named "version" (OpenZFS, vdev_impl.h and nvpair.h).
 */
static const uint64_t zfs_label = 256 << 10;
static const uint64_t zfs_first_name = (16 << 10) + 24;

static void add_content(struct disk *disk, const char *where, blkid_probe probe, const char *key)
{
	struct content *content = &disk->contents[disk->content_count];
	const char *value;

	if (disk->content_count == CONTENT_MAX ||
	    blkid_probe_lookup_value(probe, key, &value, NULL))
		return;
	snprintf(content->where, sizeof(content->where), "%s", where);
	text_clean(content->type, sizeof(content->type), value);
	content->label[0] = '\0';
	if (blkid_probe_lookup_value(probe, "LABEL", &value, NULL) == 0)
		text_clean(content->label, sizeof(content->label), value);
	disk->content_count++;
}

static bool may_hold_zfs(blkid_probe probe)
{
	uint64_t start = (uint64_t)blkid_probe_get_offset(probe);
	uint64_t end = (uint64_t)blkid_probe_get_size(probe) / zfs_label * zfs_label;
	const uint64_t labels[] = { 0, zfs_label, end - 2 * zfs_label, end - zfs_label };
	char name[sizeof("version")];

	for (size_t i = 0; i < ARRAY_LEN(labels) && end >= 4 * zfs_label; i++) {
		off_t at = (off_t)(start + labels[i] + zfs_first_name);

		if (pread(blkid_probe_get_fd(probe), name, sizeof(name), at) == sizeof(name) &&
		    memcmp(name, "version", sizeof(name)) == 0)
			return true;
	}
	return false;
}

/* To rule these two out libblkid reads 1 MiB and 256 KiB, of every partition again. */
static void leave_out_costly(blkid_probe probe)
{
	char log[] = "xfs_external_log";
	char zfs[] = "zfs_member";
	char *names[] = { log, may_hold_zfs(probe) ? NULL : zfs, NULL };

	blkid_probe_filter_superblocks_type(probe, BLKID_FLTR_NOTIN, names);
}

/*
 * Every signature, not the likeliest one: leftovers of a file system may be somebody's
 * data. False when it cannot all be read.
 */
static bool probe_range(struct disk *disk, blkid_probe probe, const char *where)
{
	int result = 0;

	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_LABEL);
	leave_out_costly(probe);
	blkid_probe_enable_partitions(probe, 1);
	while (disk->content_count < CONTENT_MAX && (result = blkid_do_probe(probe)) == 0) {
		add_content(disk, where, probe, "TYPE");
		add_content(disk, where, probe, "PTTYPE");
	}
	return result >= 0;
}

static void probe_partition(struct disk *disk, int fd, blkid_partition partition)
{
	char last = disk->name[strlen(disk->name) - 1];
	blkid_probe probe = blkid_new_probe();
	char where[48];

	snprintf(where, sizeof(where), "%s%s%d", disk->name,
	         isdigit((unsigned char)last) ? "p" : "", blkid_partition_get_partno(partition));
	/* A table may promise more than the disk has: such a partition holds nothing. */
	if (probe &&
	    blkid_probe_set_device(probe, fd, blkid_partition_get_start(partition) * 512,
	                           blkid_partition_get_size(partition) * 512) == 0 &&
	    !probe_range(disk, probe, where))
		disk->contents_known = false;
	blkid_free_probe(probe);
}

static void probe_partitions(struct disk *disk, int fd)
{
	blkid_probe probe = blkid_new_probe();
	blkid_partlist list = NULL;
	int count = 0;

	if (probe && blkid_probe_set_device(probe, fd, 0, 0) == 0)
		list = blkid_probe_get_partitions(probe);
	if (list)
		count = blkid_partlist_numof_partitions(list);
	if (count > (int)disk->partition_count)
		disk->partition_count = (unsigned)count;
	for (int i = 0; i < count && i < PROBED_PARTITIONS; i++)
		probe_partition(disk, fd, blkid_partlist_get_partition(list, i));
	blkid_free_probe(probe);
}

/* A manifest may outlive the stick it was written for: what else is there must be ours as well. */
static bool is_ours(const struct disk *disk, int fd)
{
	uint8_t area[MANIFEST_LOOK];

	if (pread(fd, area, sizeof(area), MANIFEST_START) != sizeof(area) ||
	    !manifest_present(area, sizeof(area)) || disk->partition_count > 1)
		return false;
	for (size_t i = 0; i < disk->content_count; i++) {
		const char *type = disk->contents[i].type;

		if (strcmp(type, "dos") != 0 && strcmp(type, "vfat") != 0)
			return false;
	}
	return true;
}

void contents_read(struct disk *disk)
{
	AUTO_CLOSE int fd = open(disk->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	blkid_probe probe;

	if (fd == -1)
		return;
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM); /* no reading ahead */
	probe = blkid_new_probe();
	disk->contents_known = probe && blkid_probe_set_device(probe, fd, 0, 0) == 0 &&
	                       probe_range(disk, probe, disk->name);
	if (disk->contents_known) {
		probe_partitions(disk, fd);
		disk->ours = disk->contents_known && is_ours(disk, fd);
	}
	blkid_free_probe(probe);
}
