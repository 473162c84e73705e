/* finished_stick - sticks in memory as the program makes them, ready to be damaged and judged. */
#ifndef FINISHED_STICK_H
#define FINISHED_STICK_H

#include "stick/image/image.h"
#include "stick/proof/diagnosis.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fat_volume.h"

enum { CLUSTER = 4096, FIRST = 10000, SECOND = 5 };

static const struct layout layouts[] = {
	{
	        .name = "fat16",
	        .fat_bits = 16,
	        .partition_type = 6,
	        .partition_start = MIB,
	        .partition_size = 64 << 20,
	        .partition_size_max = 64 << 20,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 8,
	        .root_entries = 512,
	},
	{
	        .name = "fat32",
	        .fat_bits = 32,
	        .partition_type = 12,
	        .partition_start = MIB,
	        .partition_size = 272 << 20,
	        .partition_size_max = 1 << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 32,
	},
	{
	        .name = "superfloppy",
	        .kind = LAYOUT_SUPERFLOPPY,
	        .fat_bits = 32,
	        .partition_size = 272 << 20,
	        .partition_size_max = 1 << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 2048,
	},
	{
	        .name = "full",
	        .kind = LAYOUT_MBR_FAT_FULL,
	        .fat_bits = 32,
	        .partition_type = 12,
	        .partition_start = MIB,
	        .partition_size = 272 << 20,
	        .partition_size_max = UINT64_C(64) << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 32,
	},
};

enum { FAT16, FAT32, SUPERFLOPPY, FULL };

/* A finished stick in memory, and where on it what begins. */
struct stick {
	struct memory_target memory;
	uint8_t *bytes;
	uint64_t used;
	uint64_t volume;
	uint64_t fat_1;
	uint64_t fat_2;
	uint64_t root;
	uint64_t file;      /* /a.bin */
	uint64_t directory; /* /boot */
	uint64_t other;     /* "/boot/a longer name.txt" */
	bool told;          /* what is known of the layouts */
};

static inline int numbers(uint64_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	uint8_t byte;

	for (uint64_t i = 0; i < size; i++) {
		byte = (uint8_t)(i * 7 + i / 251 + 1);
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
	}
	return fd;
}

static inline struct digest digest_of_file(int fd, uint64_t size)
{
	AUTO_FREE uint8_t *bytes = mem_zalloc(1, size);

	assert_int_equal(pread(fd, bytes, size, 0), size);
	return digest_of(DIGEST_SHA256, (struct bytes){ bytes, size });
}

static inline void find_parts(struct stick *stick)
{
	const uint8_t *boot;
	uint64_t table, clusters;

	stick->volume = stick->bytes[0] == 0xeb ? 0 : MIB;
	boot = stick->bytes + stick->volume;
	table = get_le16(boot + 22) ? get_le16(boot + 22) : get_le32(boot + 36);
	stick->fat_1 = stick->volume + (uint64_t)get_le16(boot + 14) * SECTOR;
	stick->fat_2 = stick->fat_1 + table * SECTOR;
	stick->root = stick->fat_2 + table * SECTOR;
	clusters = get_le16(boot + 17) ? stick->root + 512 * 32 : stick->root + CLUSTER;
	stick->file = clusters;
	stick->directory = clusters + 3 * (uint64_t)CLUSTER;
	stick->other = stick->directory + CLUSTER;
}

static inline struct stick make(const struct layout *layout, const char *label, uint64_t medium,
                                uint64_t cluster_max)
{
	struct plan_file files[] = {
		{ .name = "a.bin", .directory = "/", .size = FIRST, .fd = numbers(FIRST) },
		{ .name = "a longer name.txt",
		  .directory = "/boot",
		  .size = SECOND,
		  .fd = numbers(SECOND) },
	};
	struct manifest_file listed[] = {
		{ .path = "/a.bin",
		  .size = FIRST,
		  .origin = "unknown",
		  .vouched = "nothing",
		  .only = "",
		  .sha256 = digest_of_file(files[0].fd, FIRST) },
		{ .path = "/boot/a longer name.txt",
		  .size = SECOND,
		  .origin = "unknown",
		  .vouched = "nothing",
		  .sha256 = digest_of_file(files[1].fd, SECOND) },
	};
	struct manifest manifest = {
		.program = "p",
		.recipe = "v/m",
		.layout = layout->name,
		.files = listed,
		.file_count = 2,
	};
	const struct plan_request request = {
		.layout = layout,
		.label = label,
		.files = files,
		.file_count = 2,
		.medium_size = medium,
		.cluster_max = cluster_max,
	};
	struct image_start start = { 0 };
	struct stick stick = { .told = true };
	struct image image;
	struct plan plan;
	struct failure why;

	assert_good(plan_make(&plan, &request, &why), &why);
	assert_good(image_build(&image, &plan, &start, &why), &why);
	assert_good(image_seal(&image, &manifest, &why), &why);
	stick.bytes = mem_zalloc(1, image.target.size);
	stick.used = image.used;
	stick.memory = memory_target(stick.bytes, image.target.size);
	assert_good(target_read(&image.target, 0, stick.bytes, (size_t)image.used, &why), &why);
	find_parts(&stick);
	image_done(&image);
	close(files[0].fd);
	close(files[1].fd);
	return stick;
}

static inline struct stick make_usual(unsigned layout)
{
	return make(&layouts[layout], "RESCUE", 0, 0);
}

static inline void unmake(struct stick *stick)
{
	free(stick->bytes);
}

static inline bool look(struct stick *stick, struct diagnosis *out, struct failure *why)
{
	struct manifest manifest;
	struct failure found;
	const struct diagnosis_request request = {
		.target = &stick->memory.target,
		.layouts = layouts,
		.layout_count = stick->told ? ARRAY_LEN(layouts) : 0,
		.found = &found,
	};

	assert_false(verify_stick(&stick->memory.target, &manifest, NULL, &found));
	assert_int_equal(found.kind, FAIL_VERIFY);
	return diagnose(out, &request, why);
}

static inline struct diagnosis diagnosis_of(struct stick *stick)
{
	struct diagnosis diagnosis;
	struct failure why;

	assert_good(look(stick, &diagnosis, &why), &why);
	assert_int_equal(diagnosis.verdict.kind, FAIL_VERIFY);
	return diagnosis;
}

static inline void assert_difference(const struct difference *difference, const char *layer,
                                     uint64_t at, uint64_t length)
{
	if (strcmp(layer_key(difference->layer), layer) != 0 || difference->offset != at)
		print_error("%s at %lu: %s\n", layer_key(difference->layer),
		            (unsigned long)difference->offset, difference->what);
	assert_string_equal(layer_key(difference->layer), layer);
	assert_int_equal(difference->offset, at);
	assert_int_equal(difference->length, length);
}

#endif
