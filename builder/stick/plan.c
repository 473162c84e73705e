#include "stick/plan.h"

#include "base/bytes.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum {
	RECORD_DISK_ID = 440,
	RECORD_FIRST_ENTRY = 446,
	RECORD_SIGNATURE = 510,
	HEADS = 255,
	SECTORS_PER_TRACK = 63,
	CYLINDERS = 1024,
	DIRECTORY_ENTRY = 32,
	NAME_MAX_UTF16 = 255,
};

/* Old loaders take a cluster number close to the end of the volume for the end of a file. */
static uint64_t with_a_tenth_to_spare(uint64_t clusters)
{
	return clusters + (clusters + 8) / 9;
}

static uint64_t divide_up(uint64_t value, uint64_t by)
{
	return (value + by - 1) / by;
}

static uint64_t clusters_in(const struct layout *layout, uint64_t partition_size)
{
	uint64_t sectors = partition_size / SECTOR;
	uint64_t per_cluster = layout->cluster_size / SECTOR;
	uint64_t fat = divide_up((sectors / per_cluster + 2) * (layout->fat_bits / 8), SECTOR);
	uint64_t root = divide_up(layout->root_entries * DIRECTORY_ENTRY, SECTOR);
	uint64_t overhead = layout->reserved_sectors + 2 * fat + root;

	return sectors > overhead ? (sectors - overhead) / per_cluster : 0;
}

/* The files, and a cluster for the root directory and for every other one. */
static uint64_t clusters_needed(const struct plan_request *request)
{
	uint64_t needed = 1;

	for (size_t i = 0; i < request->file_count; i++) {
		needed += divide_up(request->files[i].size, request->layout->cluster_size);
		if (strcmp(request->files[i].directory, "/") != 0)
			needed++;
	}
	return needed;
}

static bool choose_size(const struct plan_request *request, uint64_t *size, struct failure *why)
{
	const struct layout *layout = request->layout;
	uint64_t needed = with_a_tenth_to_spare(clusters_needed(request));

	*size = layout->partition_size;
	while (clusters_in(layout, *size) < needed) {
		*size += MIB;
		if (*size > layout->partition_size_max)
			return fail(why, FAIL_REFUSED,
			            "the files do not fit the layout '%s', which grows to %" PRIu64
			            " MiB at most",
			            layout->name, layout->partition_size_max / MIB);
	}
	return true;
}

static bool check_name(const char *name, struct failure *why)
{
	static const char forbidden[] = "/\\:*?\"<>|";
	size_t length = strlen(name);

	for (const char *c = name; *c; c++) {
		if (iscntrl((unsigned char)*c) || strchr(forbidden, *c))
			length = 0;
	}
	if (length < 1 || length > NAME_MAX_UTF16 || strchr(". ", name[length - 1]))
		return fail(why, FAIL_CATALOG, "'%s' cannot be the name of a file on FAT", name);
	return true;
}

static bool check_files(const struct plan_request *request, struct failure *why)
{
	for (size_t i = 0; i < request->file_count; i++) {
		const struct plan_file *file = &request->files[i];

		if (!check_name(file->name, why))
			return false;
		if (file->directory[0] != '/')
			return fail(why, FAIL_CATALOG, "'%s' is not a directory of a stick",
			            file->directory);
	}
	return true;
}

static bool set_label(struct plan *out, const char *label, struct failure *why)
{
	size_t length = strlen(label);

	if (length < 1 || length > LABEL_MAX)
		return fail(why, FAIL_USAGE, "the label '%s' must have 1 to %d characters", label,
		            LABEL_MAX);
	for (size_t i = 0; i < length; i++) {
		if (!isalnum((unsigned char)label[i]) && !strchr("_-", label[i]))
			return fail(why, FAIL_USAGE,
			            "the label '%s' may hold letters, digits, '-' and '_' only",
			            label);
		out->label[i] = (char)toupper((unsigned char)label[i]);
	}
	return true;
}

/* The oldest drivers hold cluster numbers in 16 bits: U-Boot 1.1.3 to 1.1.6. */
static const char *warning_about(const struct plan_request *request)
{
	const uint64_t clusters_max = 0xfa00; /* 250 MiB of 4 KiB each */

	return clusters_needed(request) <= clusters_max
	               ? NULL
	               : "so large a file is read wrongly by the oldest boot loaders "
	                 "(U-Boot 1.1.6 and before)";
}

bool plan_make(struct plan *out, const struct plan_request *request, struct failure *why)
{
	struct plan plan = {
		.layout = request->layout,
		.partition_start = request->layout->partition_start,
		.files = request->files,
		.file_count = request->file_count,
		.warning = warning_about(request),
	};

	if (!check_files(request, why) || !set_label(&plan, request->label, why) ||
	    !choose_size(request, &plan.partition_size, why))
		return false;
	plan.image_size = plan.partition_start + plan.partition_size;
	plan.device_size_min = plan.image_size + MIB;
	*out = plan;
	return true;
}

static void put_chs(uint8_t at[3], uint64_t lba)
{
	uint64_t cylinder = lba / ((uint64_t)HEADS * SECTORS_PER_TRACK);
	uint64_t head = lba / SECTORS_PER_TRACK % HEADS;
	uint64_t sector = lba % SECTORS_PER_TRACK + 1;

	if (cylinder >= CYLINDERS) {
		cylinder = CYLINDERS - 1;
		head = HEADS - 1;
		sector = SECTORS_PER_TRACK;
	}
	at[0] = (uint8_t)head;
	at[1] = (uint8_t)(sector | (cylinder >> 8) << 6);
	at[2] = (uint8_t)cylinder;
}

void plan_boot_record(const struct plan *plan, uint8_t sector[SECTOR])
{
	uint8_t *entry = sector + RECORD_FIRST_ENTRY;

	/* No code: some loaders look for a FAT boot sector where code would be. */
	memset(sector, 0, SECTOR);
	put_le32(sector + RECORD_DISK_ID, PLAN_VOLUME_ID);
	entry[0] = 0x80;
	put_chs(entry + 1, plan->partition_start / SECTOR);
	entry[4] = (uint8_t)plan->layout->partition_type;
	put_chs(entry + 5, UINT64_MAX); /* "beyond": readers use the LBA fields */
	put_le32(entry + 8, (uint32_t)(plan->partition_start / SECTOR));
	put_le32(entry + 12, (uint32_t)(plan->partition_size / SECTOR));
	sector[RECORD_SIGNATURE] = 0x55;
	sector[RECORD_SIGNATURE + 1] = 0xaa;
}
