#include "base/fatread/volume.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>

enum {
	SECTOR_SIZE = 512,
	ENTRY_SIZE = 32,
	PARTITION_1 = 446,
	SIGNATURE = 510,
	FAT12_CLUSTERS = 4085,  /* from here on FAT16 */
	FAT16_CLUSTERS = 65525, /* from here on FAT32 */
	FAT32_CLUSTERS = 0x0ffffff6,
};

struct extent {
	uint64_t start;
	uint64_t size;
};

/* The fields of a boot sector that matter; sizes are sectors. */
struct boot_sector {
	uint8_t jump;
	uint16_t sector_size; /* bytes */
	uint8_t cluster;
	uint16_t reserved;
	uint8_t tables;
	uint16_t root_entries;
	uint8_t media;
	uint16_t total_16;
	uint32_t total_32;
	uint16_t table_16;
	uint32_t table_32;
	uint16_t mirroring;
	uint16_t version;
	uint32_t root_cluster;
};

static struct boot_sector parse(const uint8_t *sector)
{
	return (struct boot_sector){
		.jump = sector[0],
		.sector_size = get_le16(sector + 11),
		.cluster = sector[13],
		.reserved = get_le16(sector + 14),
		.tables = sector[16],
		.root_entries = get_le16(sector + 17),
		.total_16 = get_le16(sector + 19),
		.media = sector[21],
		.table_16 = get_le16(sector + 22),
		.total_32 = get_le32(sector + 32),
		.table_32 = get_le32(sector + 36),
		.mirroring = get_le16(sector + 40),
		.version = get_le16(sector + 42),
		.root_cluster = get_le32(sector + 44),
	};
}

/* What is wrong with the fields that every kind of FAT has, or NULL. */
static const char *flaw(const struct boot_sector *boot)
{
	if (boot->jump != 0xeb && boot->jump != 0xe9)
		return "does not begin with a jump instruction";
	if (boot->sector_size != SECTOR_SIZE)
		return "states a sector size other than 512 bytes";
	if (boot->cluster == 0 || (boot->cluster & (boot->cluster - 1)))
		return "states a cluster size that is not a power of two";
	if (boot->reserved == 0)
		return "states zero reserved sectors";
	if (boot->tables != 1 && boot->tables != 2)
		return "has neither one nor two FATs";
	if (boot->root_entries * ENTRY_SIZE % SECTOR_SIZE)
		return "has a root directory that does not fill its sectors";
	if (boot->media != 0xf0 && boot->media < 0xf8)
		return "states an invalid media type";
	if (!boot->total_16 == !boot->total_32)
		return "does not state the volume's size exactly once";
	return NULL;
}

/* What is wrong with the fields whose meaning depends on the kind of FAT, or NULL. */
static const char *flaw_of_kind(const struct boot_sector *boot, const struct volume *volume)
{
	bool big = volume->bits == 32;

	if (volume->cluster_count == 0 || volume->cluster_count >= FAT32_CLUSTERS)
		return "gives an invalid number of clusters";
	if (big != (boot->table_16 == 0) || big != (boot->root_entries == 0))
		return "has fields that do not match the FAT type of its number of clusters";
	if ((volume->cluster_count + UINT64_C(2)) * volume->bits > volume->table_size * 8)
		return "has a FAT too short for its clusters";
	if (big && (boot->version || (boot->mirroring & 0x80)))
		return "states an unknown FAT32 version";
	if (big && !volume_has_cluster(volume, volume->root_cluster))
		return "puts the root directory outside the volume";
	return NULL;
}

static unsigned bits_by_clusters(uint64_t count)
{
	if (count < FAT12_CLUSTERS)
		return 12;
	return count < FAT16_CLUSTERS ? 16 : 32;
}

/* False when the parts before the clusters do not even fit. */
static bool divide(const struct boot_sector *boot, uint64_t start, struct volume *out)
{
	uint64_t total = boot->total_16 ? boot->total_16 : boot->total_32;
	uint64_t table = boot->table_16 ? boot->table_16 : boot->table_32;
	uint64_t root = boot->root_entries * UINT64_C(32) / SECTOR_SIZE;
	uint64_t data = boot->reserved + boot->tables * table + root;
	uint64_t count = data < total ? (total - data) / boot->cluster : 0;

	out->start = start;
	out->bits = bits_by_clusters(count);
	out->table_size = table * SECTOR_SIZE;
	out->table_start = start + (uint64_t)boot->reserved * SECTOR_SIZE;
	out->root_size = root * SECTOR_SIZE;
	out->root_start = start + (data - root) * SECTOR_SIZE;
	out->data_start = start + data * SECTOR_SIZE;
	out->cluster_size = (uint64_t)boot->cluster * SECTOR_SIZE;
	out->cluster_count = (uint32_t)count;
	out->root_cluster = out->bits == 32 ? boot->root_cluster : 0;
	return count > 0;
}

static bool is_fat_type(uint8_t type)
{
	return type == 0x01 || type == 0x04 || type == 0x06 || type == 0x0b || type == 0x0c ||
	       type == 0x0e;
}

static bool find_partition(struct target *target, const uint8_t *record, struct extent *out,
                           struct failure *why)
{
	const uint8_t *entry = record + PARTITION_1;
	uint64_t start = get_le32(entry + 8);
	uint64_t count = get_le32(entry + 12);

	if ((entry[0] & 0x7f) || !is_fat_type(entry[4]) || start == 0 || count == 0)
		return fail(why, FAIL_VERIFY,
		            "partition 1 in the boot record of '%s' is not a FAT partition",
		            target->name);
	if (start + count > target->size / SECTOR_SIZE)
		return fail(why, FAIL_VERIFY,
		            "partition 1 of '%s' ends at byte %" PRIu64
		            ", after the end of the medium",
		            target->name, (start + count) * SECTOR_SIZE);
	*out = (struct extent){ start * SECTOR_SIZE, count * SECTOR_SIZE };
	return true;
}

static bool read_sector(struct target *target, uint64_t offset, uint8_t *sector,
                        struct failure *why)
{
	if (target->size < SECTOR_SIZE)
		return fail(why, FAIL_VERIFY, "'%s' is shorter than one sector", target->name);
	if (!target_read(target, offset, sector, SECTOR_SIZE, why))
		return false;
	if (get_le16(sector + SIGNATURE) != 0xaa55)
		return fail(why, FAIL_VERIFY,
		            "the sector at byte %" PRIu64 " of '%s' is not a boot sector", offset,
		            target->name);
	return true;
}

/* Leaves the volume's boot sector in `sector`. */
static bool find_volume(struct target *target, uint8_t *sector, struct extent *out,
                        struct failure *why)
{
	struct boot_sector first;

	if (!read_sector(target, 0, sector, why))
		return false;
	first = parse(sector);
	*out = (struct extent){ 0, target->size };
	return !flaw(&first) || (find_partition(target, sector, out, why) &&
	                         read_sector(target, out->start, sector, why));
}

bool volume_open(struct volume *out, struct target *target, struct failure *why)
{
	AUTO_FREE uint8_t *sector = mem_pages(SECTOR_SIZE);
	struct boot_sector boot;
	struct extent place;
	const char *wrong;
	uint64_t total;

	*out = (struct volume){ .target = target };
	if (!find_volume(target, sector, &place, why))
		return false;
	boot = parse(sector);
	total = boot.total_16 ? boot.total_16 : boot.total_32;
	wrong = flaw(&boot);
	if (!wrong && total * SECTOR_SIZE > place.size)
		wrong = "states more sectors than there are";
	if (!wrong && !divide(&boot, place.start, out))
		wrong = "leaves no space for clusters";
	if (!wrong)
		wrong = flaw_of_kind(&boot, out);
	return !wrong ||
	       fail(why, FAIL_VERIFY, "the FAT boot sector of '%s' %s", target->name, wrong);
}
