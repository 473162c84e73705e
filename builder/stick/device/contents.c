#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/limited.h"
#include "stick/device/survey.h"
#include "stick/device/udf.h"
#include "stick/image/manifest.h"

#include <blkid/blkid.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More partitions make no difference to the verdict. A disk may have to spin up. */
enum { PROBED_PARTITIONS = 4, MANIFEST_LOOK = 4096, PATIENCE_MS = 20000 };

/* What no signature explains, and is not blank either: "blank" is what was never written. */
#define UNKNOWN_DATA "unrecognised data"

/*
 * ZFS keeps four labels, two at either end; in each a list at 16 KiB whose first
 * pair is named "version" (OpenZFS, vdev_impl.h and nvpair.h).
 */
static const uint64_t zfs_label = 256 << 10;
static const uint64_t zfs_first_name = (16 << 10) + 24;

static struct content *new_content(struct disk *disk, const char *where, const char *type)
{
	struct content *content = &disk->contents[disk->content_count];

	if (disk->content_count == CONTENT_MAX)
		return NULL;
	*content = (struct content){ 0 };
	snprintf(content->where, sizeof(content->where), "%s", where);
	text_clean(content->type, sizeof(content->type), type);
	disk->content_count++;
	return content;
}

static void add_content(struct disk *disk, const char *where, blkid_probe probe, const char *key)
{
	struct content *content;
	const char *value;

	if (blkid_probe_lookup_value(probe, key, &value, NULL))
		return;
	content = new_content(disk, where, value);
	if (!content)
		return;
	if (blkid_probe_lookup_value(probe, "LABEL", &value, NULL) == 0)
		text_clean(content->label, sizeof(content->label), value);
	if (strcmp(content->type, "udf") == 0)
		content->empty = udf_is_empty(blkid_probe_get_fd(probe),
		                              (uint64_t)blkid_probe_get_offset(probe));
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

/* The first bytes of a range; false when they cannot be read. */
static bool read_beginning(blkid_probe probe, uint8_t data[DEVICE_BEGINNING], size_t *size)
{
	uint64_t length = (uint64_t)blkid_probe_get_size(probe);

	*size = length < DEVICE_BEGINNING ? (size_t)length : DEVICE_BEGINNING;
	return file_read_at(blkid_probe_get_fd(probe), (uint64_t)blkid_probe_get_offset(probe),
	                    data, *size);
}

/* As a stick comes out of the shop, or as this program leaves one that it gave up. */
static bool is_blank(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] != 0 && data[i] != 0xff)
			return false;
	}
	return true;
}

static bool has_content(const struct disk *disk, size_t from, const char *type)
{
	for (size_t i = from; i < disk->content_count; i++) {
		if (!type || strcmp(disk->contents[i].type, type) == 0)
			return true;
	}
	return false;
}

/*
 * What libblkid says nothing of: pools of ZFS, from 2.41 on, where it is not sure of them; and
 * data without any signature, such as an encrypted container.
 */
static bool add_unsigned(struct disk *disk, blkid_probe probe, const char *where, size_t from)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, DEVICE_BEGINNING);
	size_t size;

	if (may_hold_zfs(probe) && !has_content(disk, from, "zfs_member"))
		new_content(disk, where, "zfs_member");
	if (has_content(disk, from, NULL))
		return true;
	if (!read_beginning(probe, data, &size))
		return false;
	if (!is_blank(data, size))
		new_content(disk, where, UNKNOWN_DATA);
	return true;
}

/*
 * Every signature, not the likeliest one: leftovers of a file system may be somebody's
 * data. False when it cannot all be read.
 */
static bool probe_range(struct disk *disk, blkid_probe probe, const char *where)
{
	size_t from = disk->content_count;
	int result = 0;

	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_LABEL);
	leave_out_costly(probe);
	blkid_probe_enable_partitions(probe, 1);
	while (disk->content_count < CONTENT_MAX && (result = blkid_do_probe(probe)) == 0) {
		add_content(disk, where, probe, "TYPE");
		add_content(disk, where, probe, "PTTYPE");
	}
	return result >= 0 && add_unsigned(disk, probe, where, from);
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

static void digest_beginning(struct disk *disk, blkid_probe probe)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, DEVICE_BEGINNING);
	size_t size;

	if (!read_beginning(probe, data, &size) || is_blank(data, size))
		return;
	disk->has_beginning = true;
	disk->beginning = digest_of(DIGEST_SHA256, (struct bytes){ data, size });
}

/* Names are no identity: what is opened must be the disk that was found in sysfs. */
static int open_node(const struct disk *disk)
{
	AUTO_CLOSE int fd = open(disk->node, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat node;

	if (fd == -1 || fstat(fd, &node) < 0 ||
	    (S_ISBLK(node.st_mode) && node.st_rdev != disk->number))
		return -1;
	return mem_take_fd(&fd);
}

static void look_into(struct disk *disk)
{
	AUTO_CLOSE int fd = open_node(disk);
	blkid_probe probe;

	if (fd == -1)
		return;
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM); /* no reading ahead */
	probe = blkid_new_probe();
	disk->contents_known = probe && blkid_probe_set_device(probe, fd, 0, 0) == 0 &&
	                       probe_range(disk, probe, disk->name);
	if (disk->contents_known) {
		digest_beginning(disk, probe);
		probe_partitions(disk, fd);
		disk->ours = disk->contents_known && is_ours(disk, fd);
	}
	blkid_free_probe(probe);
}

/* In a process that may hang, on its copy of the disk. */
static void look(const void *context)
{
	struct disk *disk = mem_zalloc(1, sizeof(*disk));
	struct stat file;

	*disk = *(const struct disk *)context;
	if (disk->backing_file[0] && stat(disk->backing_file, &file) == 0 && S_ISREG(file.st_mode))
		disk->backing_size = (uint64_t)file.st_size;
	if (disk->size)
		look_into(disk);
	limited_send(disk, sizeof(*disk));
	free(disk);
}

void contents_read(struct disk *disks, size_t count, struct progress *progress)
{
	AUTO_FREE struct limited *processes = mem_zalloc(count + 1, sizeof(*processes));
	AUTO_FREE struct disk *seen = mem_zalloc(1, sizeof(*seen));

	digest_of(DIGEST_SHA256, (struct bytes){ 0 }); /* OpenSSL sets itself up only once */
	for (size_t i = 0; i < count; i++)
		limited_start(&processes[i], look, &disks[i]);
	for (size_t i = 0; i < count; i++) {
		processes[i].progress = progress;
		if (limited_receive(&processes[i], seen, sizeof(*seen), PATIENCE_MS))
			disks[i] = *seen;
		else
			disks[i].unresponsive = true;
		limited_end(&processes[i]);
	}
}
