#include "stick/image/plan.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "stick/image/space.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum {
	RECORD_DISK_ID = 440,
	RECORD_FIRST_ENTRY = 446,
	RECORD_SIGNATURE = 510,
	HEADS = 255,
	SECTORS_PER_TRACK = 63,
	CYLINDERS = 1024,
	DIRECTORY_ENTRY = 32,
	CLUSTER_MAX = 32 << 10,
	FAT16_CLUSTERS_MAX = 65524,
	/* Older loaders keep the start of the clusters in 16 bits, with a sign. */
	DATA_START_MAX = 32767,
};

/* Of a layout that would fill a stick, when there is only a file. */
static const uint64_t file_partition_max = UINT64_C(1) << 30;

/* Old loaders take a cluster number close to the end of the volume for the end of a file. */
static uint64_t with_a_tenth_to_spare(uint64_t clusters)
{
	return clusters + (clusters + 8) / 9;
}

/* In sectors, from the beginning of the partition. */
static uint64_t data_start(const struct plan *plan)
{
	const struct layout *layout = plan->layout;
	uint64_t clusters = plan->partition_size / plan->cluster_size;
	uint64_t fat = divide_up((clusters + 2) * (layout->fat_bits / 8), SECTOR);

	return layout->reserved_sectors + 2 * fat +
	       divide_up(layout->root_entries * DIRECTORY_ENTRY, SECTOR);
}

static uint64_t clusters_in(const struct plan *plan)
{
	uint64_t sectors = plan->partition_size / SECTOR;
	uint64_t before = data_start(plan);

	return sectors > before ? (sectors - before) / (plan->cluster_size / SECTOR) : 0;
}

static uint64_t clusters_needed(const struct plan *plan)
{
	return space_clusters(plan->files, plan->file_count, plan->cluster_size);
}

static bool files_fit(const struct plan *plan)
{
	return clusters_in(plan) >= with_a_tenth_to_spare(clusters_needed(plan));
}

/* FAT16 that was given smaller clusters holds less. */
static void start_small(struct plan *plan)
{
	plan->partition_size = plan->layout->partition_size;
	while (plan->layout->fat_bits == 16 && clusters_in(plan) > FAT16_CLUSTERS_MAX)
		plan->partition_size -= MIB;
}

static bool grow_to_fit(struct plan *plan, uint64_t most, struct failure *why)
{
	start_small(plan);
	while (!files_fit(plan)) {
		plan->partition_size += MIB;
		if (plan->partition_size > most ||
		    (plan->layout->fat_bits == 16 && clusters_in(plan) > FAT16_CLUSTERS_MAX))
			return fail(
			        why, FAIL_REFUSED,
			        "the files do not fit the layout '%s', which is limited to %" PRIu64
			        " MiB",
			        plan->layout->name, (plan->partition_size - MIB) / MIB);
	}
	return true;
}

/* What lies between the first MiB and the last one. */
static uint64_t size_on_medium(const struct layout *layout, uint64_t medium_size)
{
	uint64_t around = layout->partition_start + MIB;
	uint64_t size = medium_size > around ? (medium_size - around) / MIB * MIB : 0;

	if (size < layout->partition_size)
		return layout->partition_size; /* too small, which is reported elsewhere */
	return size < layout->partition_size_max ? size : layout->partition_size_max;
}

static bool fill_medium(struct plan *plan, const struct plan_request *request, struct failure *why)
{
	plan->partition_size = size_on_medium(plan->layout, request->medium_size);
	while (data_start(plan) > DATA_START_MAX && plan->cluster_size < CLUSTER_MAX)
		plan->cluster_size *= 2;
	while (data_start(plan) > DATA_START_MAX)
		plan->partition_size -= MIB;
	if (request->cluster_max && plan->cluster_size > request->cluster_max)
		return fail(why, FAIL_REFUSED,
		            "a stick of this size needs clusters of %" PRIu64
		            " bytes, but the boot loader supports at most %" PRIu64
		            "; use a smaller stick or another layout",
		            plan->cluster_size, request->cluster_max);
	if (request->medium_size > plan->partition_size + plan->partition_start + 2 * (uint64_t)MIB)
		plan->warnings[1] = "the rest of the stick stays unused, because boot loaders "
		                    "until 2012 cannot read FAT32 of more than 64 GiB";
	return files_fit(plan) ||
	       fail(why, FAIL_UNFIT, "the files do not fit on this stick with a tenth of it free");
}

static bool choose_size(struct plan *plan, const struct plan_request *request, struct failure *why)
{
	const struct layout *layout = plan->layout;

	if (layout->kind != LAYOUT_MBR_FAT_FULL)
		return grow_to_fit(plan, layout->partition_size_max, why);
	if (request->medium_size)
		return fill_medium(plan, request, why);
	plan->warnings[1] = "the partition is only as large as its files need, because an image "
	                    "file does not fill a stick";
	return grow_to_fit(plan, file_partition_max, why);
}

/* mlabel renames what has such a name, and Windows cannot show it. */
static bool is_reserved(const char *label)
{
	static const char *const devices[] = { "CON", "PRN", "AUX", "NUL" };

	for (size_t i = 0; i < ARRAY_LEN(devices); i++) {
		if (strcmp(label, devices[i]) == 0)
			return true;
	}
	return strlen(label) == 4 && isdigit((unsigned char)label[3]) &&
	       (strncmp(label, "COM", 3) == 0 || strncmp(label, "LPT", 3) == 0);
}

static bool set_label(struct plan *out, const char *label, struct failure *why)
{
	size_t length = strlen(label);

	if (length < 1 || length > LABEL_MAX)
		return fail(why, FAIL_BAD_VALUE, "the label '%s' must have 1 to %d characters",
		            label, LABEL_MAX);
	for (size_t i = 0; i < length; i++) {
		if (!isalnum((unsigned char)label[i]) && !strchr("_-", label[i]))
			return fail(why, FAIL_BAD_VALUE,
			            "the label '%s' may contain only letters, digits, '-' and '_'",
			            label);
		out->label[i] = (char)toupper((unsigned char)label[i]);
	}
	return !is_reserved(out->label) ||
	       fail(why, FAIL_BAD_VALUE,
	            "the label '%s' is a name that DOS reserves for a device; give another one "
	            "with --label",
	            label);
}

/* A root entry of the label's name: mlabel then leaves the label out without a word. */
static bool label_is_free(const struct plan *plan, struct failure *why)
{
	const size_t length = strlen(plan->label);

	for (size_t i = 0; i < plan->file_count; i++) {
		const struct plan_file *file = &plan->files[i];
		const bool in_root = !file->directory || !file->directory[1];
		const char *top = in_root ? file->name : file->directory + 1;

		if (strncasecmp(top, plan->label, length) == 0 && strchr("/", top[length]))
			return fail(why, FAIL_BAD_VALUE,
			            "the label '%s' is also the name of '%.*s' on the stick; give "
			            "another one with --label",
			            plan->label, (int)length, top);
	}
	return true;
}

/* The oldest drivers hold cluster numbers in 16 bits: U-Boot 1.1.3 to 1.1.6. */
static const char *warning_about(const struct plan *plan)
{
	const uint64_t clusters_max = 0xfa00; /* 250 MiB of 4 KiB each */

	return clusters_needed(plan) <= clusters_max ? NULL
	                                             : "the oldest boot loaders (U-Boot 1.1.6 and "
	                                               "earlier) misread files of this size";
}

static bool plan_file_system(struct plan *plan, const struct plan_request *request,
                             struct failure *why)
{
	const struct layout *layout = plan->layout;
	uint64_t entries = space_root_entries(plan->files, plan->file_count);

	plan->partition_start = layout->partition_start;
	plan->cluster_size = layout->cluster_size;
	plan->volume_id = request->volume_id ? request->volume_id : PLAN_VOLUME_ID;
	if (request->cluster_max && plan->cluster_size > request->cluster_max)
		plan->cluster_size = request->cluster_max;
	if (!space_check_names(plan->files, plan->file_count, why) ||
	    !set_label(plan, request->label, why) || !label_is_free(plan, why))
		return false;
	if (layout->root_entries && entries > layout->root_entries)
		return fail(why, FAIL_REFUSED,
		            "the root directory of the layout '%s' has %" PRIu64
		            " entries; the files need %" PRIu64,
		            layout->name, layout->root_entries, entries);
	if (!choose_size(plan, request, why))
		return false;
	plan->warnings[0] = warning_about(plan);
	plan->image_size = plan->partition_start + plan->partition_size;
	plan->device_size_min = plan->image_size + MIB;
	return true;
}

/* The image may fill the stick to its last sector. */
static bool plan_disk_image(struct plan *plan, struct failure *why)
{
	if (plan->file_count != 1)
		return fail(why, FAIL_REFUSED,
		            "the layout '%s' takes one disk image and no other files",
		            plan->layout->name);
	plan->image_size = divide_up(plan->files[0].size, SECTOR) * SECTOR;
	plan->device_size_min = plan->image_size;
	plan->warnings[0] = "a disk image does not contain a manifest; it is verified while it is "
	                    "written, but 'verify' cannot check it later";
	return true;
}

bool plan_has_manifest(const struct plan *plan)
{
	return plan->layout->kind != LAYOUT_RAW;
}

bool plan_make(struct plan *out, const struct plan_request *request, struct failure *why)
{
	struct plan plan = {
		.layout = request->layout,
		.files = request->files,
		.file_count = request->file_count,
	};
	bool good = request->layout->kind == LAYOUT_RAW ? plan_disk_image(&plan, why)
	                                                : plan_file_system(&plan, request, why);

	*out = plan;
	return good;
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
