#include "stick/image.h"

#include "base/mem.h"
#include "stick/fatread/fatread.h"
#include "stick/hashing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

static struct plan plan_for(struct plan_file *files, size_t count)
{
	struct plan_request request = {
		.layout = &fat16,
		.label = "RESCUE",
		.files = files,
		.file_count = count,
	};
	struct plan plan;
	struct failure why;

	assert_true(plan_make(&plan, &request, &why));
	return plan;
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

TEST_MAIN(TEST(files_lie_where_they_were_planned), TEST(a_sealed_image_carries_its_own_digest),
          TEST(a_file_system_made_ahead_gives_the_same_image),
          TEST(reading_and_viewing_give_the_same_bytes))
