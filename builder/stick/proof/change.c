#include "stick/proof/change.h"

#include "base/bytes.h"

enum { SLOT = 32, BYTE = 1 };

/* In FSInfo: how many clusters are free, and where to look for the next one. */
enum { FSINFO_COUNTS = 488, FSINFO_COUNTS_END = 496, SECTOR_SIZE = 512 };

/* In the boot sector: the byte in which Windows notes that the volume is in use. */
enum { STATE_AT_FAT32 = 0x41, STATE_AT_FAT16 = 0x25, STATE_BITS = 0x03 };

enum {
	ATTRIBUTES = 11,
	LONG_NAME = 0x0f,
	ATTRIBUTE_MASK = 0x3f,
	LABEL = 0x08,
	DIRECTORY = 0x10,
	CREATED_TENTHS = 13,
	TENTHS_MAX = 199,
	ACCESS_DATE = 18,
	ACCESS_DATE_END = 20,
	WRITE_TIME = 22,
	WRITE_DATE_END = 26,
	SHORT_NAME = 11,
	SLOT_TYPE = 12,
	SLOT_NUMBER_MAX = 20,
	SLOT_LAST = 0x40,
	SLOT_CLUSTER = 26,
	DELETED = 0xe5,
	KANJI = 0x05, /* stands for a name that begins with DELETED */
};

size_t change_unit(const struct region *region, unsigned fat_bits)
{
	switch (region->layer) {
	case LAYER_FAT_1:
	case LAYER_FAT_2: return fat_bits == 32 ? sizeof(uint32_t) : sizeof(uint16_t);
	case LAYER_DIRECTORY: return SLOT;
	default: return BYTE;
	}
}

static const char *of_boot_sector(const struct change *change, const struct tree *now)
{
	uint64_t at = change->offset - change->region->start;
	unsigned place = now && now->table.volume.bits == 32 ? STATE_AT_FAT32 : STATE_AT_FAT16;

	if (at != place || ((change->made[0] ^ change->found[0]) & ~STATE_BITS))
		return NULL;
	return "marked as in use or not removed safely";
}

/* `before`: bytes of the region that lie before FSInfo. */
static const char *of_fsinfo(const struct change *change, uint64_t before)
{
	uint64_t at =
	        change->offset - change->region->start - before; /* wraps when it is not in it */

	if (at < FSINFO_COUNTS || at >= FSINFO_COUNTS_END)
		return NULL;
	return "the number and position of free clusters";
}

static uint32_t entry_value(const uint8_t *at, unsigned bits)
{
	return bits == 32 ? get_le32(at) : get_le16(at);
}

static bool belongs_to_added(const struct tree *now, uint64_t cluster)
{
	size_t owner;

	if (cluster > UINT32_MAX || !volume_has_cluster(&now->table.volume, (uint32_t)cluster))
		return false;
	owner = tree_owner(now, (uint32_t)cluster);
	return owner != TREE_NONE && now->nodes[owner].added;
}

static bool belongs_to_directory(const struct tree *now, uint64_t cluster)
{
	size_t owner =
	        cluster <= UINT32_MAX && volume_has_cluster(&now->table.volume, (uint32_t)cluster)
	                ? tree_owner(now, (uint32_t)cluster)
	                : TREE_NONE;

	return owner != TREE_NONE && now->nodes[owner].directory;
}

/* A directory that was full goes on in a cluster that was free. */
static bool directory_grew(uint32_t made, uint32_t found, const struct tree *now, uint64_t cluster)
{
	uint32_t end = now->table.volume.bits == 32 ? (uint32_t)CHAIN_END : 0xfff8;

	return belongs_to_directory(now, cluster) &&
	       (made == 0 || (made >= end && belongs_to_directory(now, found)));
}

static const char *of_fat(const struct change *change, const struct tree *now)
{
	unsigned bits = now ? now->table.volume.bits : 0;
	uint32_t state_bits = bits == 32 ? 0x0c000000 : 0xc000;
	uint64_t cluster = (change->offset - change->region->start) * 8 / (bits ? bits : 8);
	uint32_t made, found;

	if (bits < 16 || !change->mirrored)
		return NULL;
	made = entry_value(change->made, bits);
	found = entry_value(change->found, bits);
	if (cluster == 1 && !((made ^ found) & ~state_bits))
		return "marked as in use or not removed safely";
	if (made == 0 && belongs_to_added(now, cluster))
		return "the clusters of added files";
	if (directory_grew(made, found, now, cluster))
		return "the clusters of an enlarged directory";
	return NULL;
}

static bool is_long_slot(const uint8_t *slot)
{
	unsigned number = slot[0] & ~(unsigned)SLOT_LAST;

	return (slot[ATTRIBUTES] & ATTRIBUTE_MASK) == LONG_NAME && slot[SLOT_TYPE] == 0 &&
	       get_le16(slot + SLOT_CLUSTER) == 0 &&
	       (slot[0] == DELETED || (number >= 1 && number <= SLOT_NUMBER_MAX));
}

static bool is_short_slot(const uint8_t *slot)
{
	if (slot[ATTRIBUTES] & ~(ATTRIBUTE_MASK & ~LABEL) || slot[CREATED_TENTHS] > TENTHS_MAX)
		return false;
	for (unsigned i = 0; i < SHORT_NAME; i++) {
		if (slot[i] < ' ' && !(i == 0 && slot[i] == KANJI))
			return false;
	}
	return true;
}

/* Reading changes one date; what is put into a directory changes the directory's others too. */
static bool may_change(unsigned at, bool directory)
{
	return (at >= ACCESS_DATE && at < ACCESS_DATE_END) ||
	       (directory && at >= WRITE_TIME && at < WRITE_DATE_END);
}

static bool differ_in_dates_only(const uint8_t *made, const uint8_t *found)
{
	bool directory = (made[ATTRIBUTES] & DIRECTORY) != 0;

	for (unsigned i = 0; i < SLOT; i++) {
		if (made[i] != found[i] && !may_change(i, directory))
			return false;
	}
	return (made[ATTRIBUTES] & ATTRIBUTE_MASK) != LONG_NAME;
}

static const char *of_directory(const struct change *change)
{
	const struct bytes made = { change->made, SLOT };

	if (!bytes_all_zero(made))
		return differ_in_dates_only(change->made, change->found)
		               ? "the date of the last access or change"
		               : NULL;
	return is_long_slot(change->found) || is_short_slot(change->found)
	               ? "the entries of added or removed files"
	               : NULL;
}

static const char *of_unused(const struct change *change, const struct tree *now)
{
	const struct volume *volume = now ? &now->table.volume : NULL;
	uint64_t cluster;

	if (!volume || change->offset < volume->data_start)
		return NULL;
	cluster = CLUSTER_FIRST + (change->offset - volume->data_start) / volume->cluster_size;
	return belongs_to_added(now, cluster) || belongs_to_directory(now, cluster)
	               ? "the clusters of added files"
	               : NULL;
}

const char *change_harmless(const struct change *change, const struct tree *now)
{
	switch (change->region->layer) {
	case LAYER_BOOT_SECTOR: return of_boot_sector(change, now);
	case LAYER_FSINFO: return of_fsinfo(change, 0);
	case LAYER_BACKUP: return of_fsinfo(change, SECTOR_SIZE);
	case LAYER_FAT_1:
	case LAYER_FAT_2: return of_fat(change, now);
	case LAYER_DIRECTORY: return of_directory(change);
	case LAYER_UNUSED: return of_unused(change, now);
	default: return NULL;
	}
}
