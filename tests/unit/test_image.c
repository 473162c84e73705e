#include "stick/image/image.h"

#include "base/bytes.h"
#include "base/fatread/fatread.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "stick/proof/verify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory_target.h"
#include "test.h"

static const struct layout fat16 = {
	.name = "fat16-mbr",
	.fat_bits = 16,
	.partition_type = 6,
	.partition_start = 1 << 20,
	.partition_size = 64 << 20,
	.partition_size_max = 64 << 20,
	.cluster_size = 4096,
	.reserved_sectors = 8,
	.root_entries = 512,
};

/* A file in memory with `size` bytes of one letter. */
static int make_file(char letter, size_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	AUTO_FREE char *bytes = mem_zalloc(1, size);

	memset(bytes, letter, size);
	assert_int_equal(write(fd, bytes, size), size);
	return fd;
}

static const struct layout superfloppy = {
	.name = "superfloppy",
	.kind = LAYOUT_SUPERFLOPPY,
	.fat_bits = 32,
	.partition_size = 272 << 20,
	.partition_size_max = 1 << 30,
	.cluster_size = 4096,
	.reserved_sectors = 2048,
};

static const struct layout full = {
	.name = "fat32-full",
	.kind = LAYOUT_MBR_FAT_FULL,
	.fat_bits = 32,
	.partition_type = 12,
	.partition_start = 1 << 20,
	.partition_size = 272 << 20,
	.partition_size_max = UINT64_C(64) << 30,
	.cluster_size = 4096,
	.reserved_sectors = 32,
};

static const struct layout raw = { .name = "raw", .kind = LAYOUT_RAW };

static struct plan plan_as(const struct layout *layout, struct plan_file *files, size_t count)
{
	struct plan_request request = {
		.layout = layout,
		.label = "RESCUE",
		.files = files,
		.file_count = count,
		.medium_size = UINT64_C(20) << 30, /* only a layout that fills it looks at it */
	};
	struct plan plan;
	struct failure why;

	assert_true(plan_make(&plan, &request, &why));
	return plan;
}

static struct plan plan_for(struct plan_file *files, size_t count)
{
	return plan_as(&fat16, files, count);
}

static void files_lie_where_they_were_planned(void **state)
{
	struct plan_file files[] = {
		{ .name = "miwifi.bin", .directory = "/", .size = 100000 },
		{ .name = "a longer name.txt", .directory = "/boot", .size = 5 },
	};
	struct plan plan = plan_for(files, 2);
	struct image_start start = { 0 };
	struct image image;
	struct fatread *fat;
	struct fat_entry entry;
	struct failure why;

	(void)state;
	files[0].fd = make_file('m', 100000);
	files[1].fd = make_file('t', 5);
	assert_true(image_build(&image, &plan, &start, &why));
	assert_true(fatread_open(&fat, &image.target, &why));
	assert_int_equal(fatread_bits(fat), 16);
	assert_true(fatread_find(fat, "/miwifi.bin", &entry, &why));
	assert_string_equal(entry.name, "miwifi.bin");
	assert_int_equal(entry.size, 100000);
	assert_true(fatread_find(fat, "/boot/a longer name.txt", &entry, &why));
	fatread_close(fat);
	assert_in_range(image.used, 100000 + (1 << 20), 2 << 20);
	image_done(&image);
	close(files[0].fd);
	close(files[1].fd);
}

static void a_sealed_image_carries_its_own_digest(void **state)
{
	struct plan_file file = { .name = "a.bin", .directory = "/", .size = 1000 };
	struct plan plan = plan_for(&file, 1);
	struct manifest_file listed = {
		.path = "/a.bin", .size = 1000, .origin = "unknown", .vouched = "nothing"
	};
	struct manifest manifest = { .program = "test",
		                     .recipe = "test/test",
		                     .layout = "fat16-mbr",
		                     .files = &listed,
		                     .file_count = 1 };
	struct manifest read;
	struct digest before;
	struct image_start start = { 0 };
	struct image image;
	struct failure why;

	(void)state;
	file.fd = make_file('a', 1000);
	assert_true(image_build(&image, &plan, &start, &why));
	assert_true(hashing_of(&image.target, image.used, &before, &why));
	assert_true(image_seal(&image, &manifest, &why));
	assert_true(manifest_read(image.head + MANIFEST_START, &read, &why));
	assert_int_equal(read.length, image.used);
	assert_true(digest_equal(&read.sha256, &before));
	manifest_done(&read);
	image_done(&image);
	close(file.fd);
}

static void a_file_system_made_ahead_gives_the_same_image(void **state)
{
	struct plan_file file = { .name = "a.bin", .directory = "/", .size = 1000 };
	struct plan plan = plan_for(&file, 1);
	struct image_start none = { 0 };
	struct image_start start;
	struct digest digests[2];
	struct image image;
	struct failure why;

	(void)state;
	file.fd = make_file('a', 1000);
	image_start(&start, &fat16);
	assert_true(image_build(&image, &plan, &start, &why));
	assert_true(hashing_of(&image.target, image.used, &digests[0], &why));
	image_done(&image);
	image_start_done(&start);
	assert_true(image_build(&image, &plan, &none, &why));
	assert_true(hashing_of(&image.target, image.used, &digests[1], &why));
	image_done(&image);
	assert_true(digest_equal(&digests[0], &digests[1]));
	image_start(&start, &fat16);
	image_start_done(&start); /* not wanted after all */
	close(file.fd);
}

static void reading_and_viewing_give_the_same_bytes(void **state)
{
	struct plan_file file = { .name = "a.bin", .directory = "/", .size = 9999 };
	struct plan plan = plan_for(&file, 1);
	AUTO_FREE uint8_t *read = mem_zalloc(1, 2 << 20);
	AUTO_FREE uint8_t *viewed = mem_zalloc(1, 2 << 20);
	const uint8_t *data;
	struct image_start start = { 0 };
	struct image image;
	struct failure why;

	(void)state;
	file.fd = make_file('a', 9999);
	assert_true(image_build(&image, &plan, &start, &why));
	assert_true(target_read(&image.target, 100, read, 2 << 20, &why));
	for (size_t at = 0; at < 2 << 20; at += 4096) {
		assert_true(target_view(&image.target, 100 + at, viewed, 4096, &data, &why));
		assert_memory_equal(read + at, data, 4096);
	}
	assert_false(target_read(&image.target, image.target.size - 1, read, 2, &why));
	image_done(&image);
	close(file.fd);
}

enum { MANY = 5 };

static const struct plan_file many[MANY] = {
	{ .name = "miwifi.bin", .directory = "/", .size = 3000000 },
	{ .name = "grub configuration.cfg", .directory = "/boot/grub", .size = 5 },
	{ .name = "a file with quite a long name.dtb", .directory = "/boot", .size = 70000 },
	{ .name = "KERNEL.IMG", .directory = "/boot", .size = 4096 },
	{ .name = "tiny", .directory = "/", .size = 1 },
};

/* Files of one letter each, and what a manifest says of them. */
static void make_many(struct plan_file *files, struct manifest_file *listed)
{
	for (size_t i = 0; i < MANY; i++) {
		size_t size = (size_t)many[i].size;
		AUTO_FREE uint8_t *bytes = mem_zalloc(1, size);

		memset(bytes, 'a' + (int)i, size);
		files[i] = many[i];
		files[i].fd = make_file((char)('a' + i), size);
		listed[i] = (struct manifest_file){
			.path = mem_printf("%s/%s", many[i].directory[1] ? many[i].directory : "",
			                   many[i].name),
			.size = size,
			.sha256 = digest_of(DIGEST_SHA256, (struct bytes){ bytes, size }),
			.origin = "unknown",
			.vouched = "nothing",
		};
	}
}

static void assert_good(bool good, const struct failure *why)
{
	if (!good)
		print_message("%s\n", why->text);
	assert_true(good);
}

/* In the boot record or sector, before and in the manifest, in the FAT, at the end. */
static void assert_every_flip_noticed(struct image *image)
{
	const uint64_t places[] = { 3,
		                    446,
		                    510,
		                    1024,
		                    MANIFEST_START - 1,
		                    MANIFEST_START + 20,
		                    MIB - 1,
		                    MIB + 4096,
		                    image->used - 1 };
	AUTO_FREE uint8_t *bytes = mem_zalloc(1, (size_t)image->used);
	struct memory_target stick = memory_target(bytes, image->target.size);
	struct manifest read;
	struct failure why;

	assert_true(target_read(&image->target, 0, bytes, (size_t)image->used, &why));
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		bytes[places[i]] ^= 4;
		assert_false(verify_stick(&stick.target, &read, NULL, &why));
		assert_int_equal(why.kind, FAIL_VERIFY);
		bytes[places[i]] ^= 4;
	}
}

static void assert_all_proven(const struct layout *layout)
{
	struct manifest_file listed[MANY];
	struct plan_file files[MANY];
	struct manifest manifest = { "p", "v/m", "l", .files = listed, .file_count = MANY };
	struct manifest read;
	struct image_start start = { 0 };
	struct image image;
	struct failure why;
	struct plan plan;

	make_many(files, listed);
	plan = plan_as(layout, files, MANY);
	assert_good(image_build(&image, &plan, &start, &why), &why);
	assert_good(image_seal(&image, &manifest, &why), &why);
	assert_good(verify_stick(&image.target, &read, NULL, &why), &why);
	assert_int_equal(read.file_count, MANY);
	assert_int_equal(image.target.size, plan.image_size);
	assert_every_flip_noticed(&image);
	manifest_done(&read);
	image_done(&image);
	for (size_t i = 0; i < MANY; i++) {
		close(files[i].fd);
		free((char *)(uintptr_t)listed[i].path);
	}
}

static void every_file_is_proven_in_every_layout_and_every_flip_noticed(void **state)
{
	(void)state;
	assert_all_proven(&fat16);
	assert_all_proven(&superfloppy);
	assert_all_proven(&full);
}

/* Of one file; close file->fd. */
static void make_image(struct image *out, const struct layout *layout, struct plan_file *file)
{
	struct plan plan = plan_as(layout, file, 1);
	struct image_start start = { 0 };
	struct failure why;

	file->fd = make_file('a', (size_t)file->size);
	assert_good(image_build(out, &plan, &start, &why), &why);
}

static void a_superfloppy_is_a_boot_sector_and_a_table_that_points_to_it(void **state)
{
	struct plan_file file = { .name = "a.bin", .directory = "/", .size = 1000 };
	struct image image;

	(void)state;
	make_image(&image, &superfloppy, &file);
	assert_int_equal(image.head[0], 0xeb);
	assert_memory_equal(image.head + 82, "FAT32   ", 8);
	assert_int_equal(image.head[446], 0x80);
	assert_int_equal(get_le32(image.head + 454), 0);
	assert_int_equal(get_le32(image.head + 458), superfloppy.partition_size / SECTOR);
	image_done(&image);
	close(file.fd);
}

static void assert_is_taken_as_it_is(size_t size)
{
	struct plan_file file = { .name = "disk.img", .directory = "/", .size = size };
	size_t padded = (size + SECTOR - 1) / SECTOR * SECTOR;
	AUTO_FREE uint8_t *bytes = mem_zalloc(1, padded);
	struct manifest manifest = { 0 };
	struct digest wanted;
	struct digest seen;
	struct image image;
	struct failure why;

	make_image(&image, &raw, &file);
	memset(bytes, 'a', size);
	wanted = digest_of(DIGEST_SHA256, (struct bytes){ bytes, padded });
	assert_good(image_seal(&image, &manifest, &why), &why);
	assert_int_equal(image.target.size, padded);
	assert_int_equal(manifest.length, padded);
	assert_good(hashing_of(&image.target, padded, &seen, &why), &why);
	assert_true(digest_equal(&seen, &wanted));
	image_done(&image);
	close(file.fd);
}

static void a_disk_image_is_taken_as_it_is_and_padded_to_whole_sectors(void **state)
{
	static const size_t sizes[] = {
		1, 511, 512, 4096, 1048576, 1048576 + 100, 3 * 1048576 + 4096
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		assert_is_taken_as_it_is(sizes[i]);
}

static uint64_t memory_of(const struct image *image)
{
	struct stat st;

	assert_int_equal(fstat(image->content_fd, &st), 0);
	return (uint64_t)st.st_blocks * 512;
}

/* And hashed, with its files freed as soon as they may be, or not at all. */
static void build(struct image *out, const struct plan *plan, bool frees)
{
	struct image_start start = { 0 };
	struct failure why;

	assert_true(image_build(out, plan, &start, &why));
	if (frees)
		image_free_files(out);
	job_wait(&out->hash);
	job_wait(&out->freeing);
	assert_true(out->hashed);
}

static void
files_freed_behind_the_digest_change_neither_that_nor_what_lies_around_them(void **state)
{
	enum { SIZE = 5000000 };
	struct plan_file file = { .name = "a.bin", .directory = "/", .size = SIZE };
	struct plan plan = plan_for(&file, 1);
	struct image whole, freed;
	struct failure why;
	uint8_t sector[SECTOR], same[SECTOR];

	(void)state;
	file.fd = make_file('a', SIZE);
	build(&whole, &plan, false);
	build(&freed, &plan, true);
	assert_true(digest_equal(&freed.sha256, &whole.sha256));
	assert_in_range(memory_of(&whole) - memory_of(&freed), SIZE - 65536, SIZE + 65536);
	for (uint64_t at = 0; at < freed.contents[0].from; at += SECTOR) {
		assert_true(target_read(&whole.target, at, sector, SECTOR, &why));
		assert_true(target_read(&freed.target, at, same, SECTOR, &why));
		assert_memory_equal(same, sector, SECTOR);
	}
	image_done(&whole);
	image_done(&freed);
	close(file.fd);
}

TEST_MAIN(TEST(files_lie_where_they_were_planned), TEST(a_sealed_image_carries_its_own_digest),
          TEST(a_file_system_made_ahead_gives_the_same_image),
          TEST(reading_and_viewing_give_the_same_bytes),
          TEST(every_file_is_proven_in_every_layout_and_every_flip_noticed),
          TEST(a_superfloppy_is_a_boot_sector_and_a_table_that_points_to_it),
          TEST(a_disk_image_is_taken_as_it_is_and_padded_to_whole_sectors),
          TEST(files_freed_behind_the_digest_change_neither_that_nor_what_lies_around_them))
