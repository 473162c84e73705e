#include "base/mem.h"
#include "base/text.h"
#include "stick/device/survey.h"
#include "stick/manifest.h"

#include <blkid/blkid.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Each costs up to 300 KiB of reads; more partitions make no difference to the verdict. */
enum { PROBED_PARTITIONS = 4, MANIFEST_LOOK = 4096 };

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

/* Every signature, not the likeliest one: leftovers of a file system may be somebody's data. */
static void probe_range(struct disk *disk, blkid_probe probe, const char *where)
{
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_LABEL);
	blkid_probe_enable_partitions(probe, 1);
	while (disk->content_count < CONTENT_MAX && blkid_do_probe(probe) == 0) {
		add_content(disk, where, probe, "TYPE");
		add_content(disk, where, probe, "PTTYPE");
	}
}

static void probe_partition(struct disk *disk, int fd, blkid_partition partition)
{
	char last = disk->name[strlen(disk->name) - 1];
	blkid_probe probe = blkid_new_probe();
	char where[48];

	snprintf(where, sizeof(where), "%s%s%d", disk->name,
	         isdigit((unsigned char)last) ? "p" : "", blkid_partition_get_partno(partition));
	if (probe && blkid_probe_set_device(probe, fd, blkid_partition_get_start(partition) * 512,
	                                    blkid_partition_get_size(partition) * 512) == 0)
		probe_range(disk, probe, where);
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
	disk->contents_known = probe && blkid_probe_set_device(probe, fd, 0, 0) == 0;
	if (disk->contents_known) {
		probe_range(disk, probe, disk->name);
		probe_partitions(disk, fd);
		disk->ours = is_ours(disk, fd);
	}
	blkid_free_probe(probe);
}
