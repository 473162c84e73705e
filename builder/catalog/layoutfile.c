#include "catalog/layoutfile.h"

#include "base/mem.h"
#include "base/units.h"

#include <string.h>

enum { CLUSTER_MIN = 512, CLUSTER_MAX = 32 << 10, RESERVED_MAX = 0xffff };
/* What a superfloppy needs before its first FAT: the manifest ends at 1 MiB. */
enum { RESERVED_WITH_MANIFEST = MIB / SECTOR };
static const uint64_t partition_limit = UINT64_C(1) << 30;
static const uint64_t full_limit = UINT64_C(64) << 30;

#define AT(field, wanted) JSON_OFFSET(struct layout, field, wanted)
#define TEXT(key, required, field) \
	{ \
		key, JSON_TEXT, required, AT(field, const char *), 0, NULL, NULL \
	}
#define NUMBER(key, field) \
	{ \
		key, JSON_NUMBER, false, AT(field, uint64_t), 0, NULL, NULL \
	}

static const char *kind_name(enum layout_kind kind)
{
	static const char *const names[] = {
		[LAYOUT_MBR_FAT] = "mbr-fat",
		[LAYOUT_MBR_FAT_FULL] = "mbr-fat-full",
		[LAYOUT_SUPERFLOPPY] = "superfloppy",
		[LAYOUT_RAW] = "raw",
	};

	return names[kind];
}

JSON_CHOICE(kind_value, enum layout_kind, kind_name, LAYOUT_RAW);

static const struct json_member members[] = {
	TEXT("layout", true, name),
	TEXT("title", true, title),
	{ "kind", JSON_VALUE, true, AT(kind, enum layout_kind), 0, &kind_value, NULL },
	NUMBER("fat_bits", fat_bits),
	NUMBER("partition_type", partition_type),
	NUMBER("partition_start", partition_start),
	NUMBER("partition_size", partition_size),
	NUMBER("partition_size_max", partition_size_max),
	NUMBER("cluster_size", cluster_size),
	NUMBER("reserved_sectors", reserved_sectors),
	NUMBER("root_entries", root_entries),
	TEXT("smaller", false, smaller),
};
static const struct json_shape shape = { members, ARRAY_LEN(members), sizeof(struct layout), 0 };

static bool is_power_of_two(uint64_t value)
{
	return value && !(value & (value - 1));
}

static const char *problem_with_place(const struct layout *layout)
{
	if (layout->kind == LAYOUT_SUPERFLOPPY) {
		if (layout->partition_type || layout->partition_start)
			return "a superfloppy has no partition_type and no partition_start";
		return layout->reserved_sectors < RESERVED_WITH_MANIFEST
		               ? "reserved_sectors must be at least 2048, to hold the manifest"
		               : NULL;
	}
	if (layout->partition_type == 0 || layout->partition_type > UINT8_MAX)
		return "partition_type must be a byte, not 0";
	if (layout->partition_start != MIB)
		return "partition_start must be 1 MiB; the manifest is stored before it";
	return NULL;
}

static const char *problem_with_size(const struct layout *layout)
{
	bool full = layout->kind == LAYOUT_MBR_FAT_FULL;

	if (layout->partition_size == 0 || layout->partition_size % MIB != 0 ||
	    layout->partition_size_max % MIB != 0)
		return "partitions have whole MiB";
	if (layout->partition_size_max < layout->partition_size ||
	    layout->partition_size_max > (full ? full_limit : partition_limit))
		return full ? "partition_size_max must lie between partition_size and 64 GiB"
		            : "partition_size_max must lie between partition_size and 1 GiB";
	return NULL;
}

static const char *problem_with_fat(const struct layout *layout)
{
	if (layout->fat_bits != 16 && layout->fat_bits != 32)
		return "fat_bits must be 16 or 32";
	if (!is_power_of_two(layout->cluster_size) || layout->cluster_size < CLUSTER_MIN ||
	    layout->cluster_size > CLUSTER_MAX)
		return "cluster_size must be a power of two from 512 to 32768";
	if (layout->reserved_sectors == 0 || layout->reserved_sectors > RESERVED_MAX)
		return "reserved_sectors must be from 1 to 65535";
	if ((layout->fat_bits == 32) != (layout->root_entries == 0) ||
	    layout->root_entries % 16 != 0 || layout->root_entries > RESERVED_MAX)
		return "root_entries must be a multiple of 16 for FAT16 and 0 for FAT32";
	return NULL;
}

static const char *problem_with_raw(const struct layout *layout)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *at = (const char *)layout + members[i].offset;
		uint64_t number;

		if (members[i].kind != JSON_NUMBER)
			continue;
		memcpy(&number, at, sizeof(number));
		if (number)
			return "a raw layout has no partition and no file system to describe";
	}
	return NULL;
}

static const char *problem_with(const struct layout *layout)
{
	const char *problem;

	if (layout->kind == LAYOUT_RAW)
		return problem_with_raw(layout);
	problem = problem_with_place(layout);
	if (!problem)
		problem = problem_with_size(layout);
	return problem ? problem : problem_with_fat(layout);
}

bool layoutfile_read(struct layout_file *out, const char *path, struct failure *why)
{
	const char *problem;
	json_t *document;

	*out = (struct layout_file){ 0 };
	if (!json_read_file(path, FAIL_CATALOG, &document, why))
		return false;
	out->document = document;
	if (!json_bind(document, &shape, path, FAIL_CATALOG, &out->layout, why)) {
		layoutfile_done(out);
		return false;
	}
	problem = problem_with(&out->layout);
	if (!problem)
		return true;
	layoutfile_done(out);
	return fail(why, FAIL_CATALOG, "'%s': %s", path, problem);
}

void layoutfile_done(struct layout_file *file)
{
	json_decref(file->document);
	*file = (struct layout_file){ 0 };
}
