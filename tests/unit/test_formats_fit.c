/* firmware/fit: U-Boot's image trees, made by their field tables. */
#include "inner_image.h"

#include <libfdt.h>

enum { DATA = 2000 };

static void put_string(void *fit, const char *name, const char *value)
{
	fdt_property(fit, name, value, (int)strlen(value) + 1);
}

static void put_hash_node(void *fit, const char *algorithm, const void *value, int size)
{
	fdt_begin_node(fit, "hash-1");
	put_string(fit, "algo", algorithm);
	fdt_property(fit, "value", value, size);
	fdt_end_node(fit);
}

static size_t device_tree(uint8_t *tree, int size)
{
	static const char names[] = "xiaomi,test-router\0mediatek,mt7621-soc";

	fdt_create(tree, size);
	fdt_finish_reservemap(tree);
	fdt_begin_node(tree, "");
	fdt_property(tree, "compatible", names, sizeof(names));
	fdt_end_node(tree);
	fdt_finish(tree);
	return fdt_totalsize(tree);
}

/* Its data inside, or behind the tree. */
static void put_data(void *fit, bool is_outside, const uint8_t *data, uint32_t size)
{
	if (is_outside) {
		fdt_property_u32(fit, "data-size", size);
		fdt_property_u32(fit, "data-offset", 0);
	} else {
		fdt_property(fit, "data", data, (int)size);
	}
}

static void put_kernel(void *fit, bool is_outside, const uint8_t *data)
{
	struct digest digest = digest_of(DIGEST_SHA1, (struct bytes){ data, DATA });

	fdt_begin_node(fit, "kernel-1");
	put_data(fit, is_outside, data, DATA);
	put_string(fit, "type", "kernel");
	put_hash_node(fit, "sha1", digest.bytes, 20);
	fdt_end_node(fit);
}

static void put_board(void *fit)
{
	uint8_t board[512];
	size_t size = device_tree(board, sizeof(board));
	uint8_t crc[4];

	put_be32(crc, sum_of(SUM_CRC32, board, size));
	fdt_begin_node(fit, "fdt-1");
	put_data(fit, false, board, (uint32_t)size);
	put_string(fit, "type", "flat_dt");
	put_hash_node(fit, "crc32", crc, sizeof(crc));
	fdt_end_node(fit);
}

static struct image fit(bool is_outside)
{
	struct image image = { .size = 0 };
	struct image kernel = { .size = 0 };

	image_fill(&kernel, 0, DATA);
	fdt_create(image.bytes, 16 << 10);
	fdt_finish_reservemap(image.bytes);
	fdt_begin_node(image.bytes, "");
	put_string(image.bytes, "description", "MIPS OpenWrt FIT");
	fdt_begin_node(image.bytes, "images");
	put_kernel(image.bytes, is_outside, kernel.bytes);
	put_board(image.bytes);
	fdt_end_node(image.bytes);
	fdt_end_node(image.bytes);
	fdt_finish(image.bytes);
	image.size = fdt_totalsize(image.bytes);
	if (is_outside)
		image_put(&image, (image.size + 3) & ~(size_t)3, kernel.bytes, DATA);
	return image;
}

/* Where a property lies in the image. */
static size_t place_of(const struct image *image, const char *path, const char *name)
{
	int node = fdt_path_offset(image->bytes, path);
	const char *value = fdt_getprop(image->bytes, node, name, NULL);

	assert_non_null(value);
	return (size_t)(value - (const char *)image->bytes);
}

static void a_fit_image_is_checked_by_the_hashes_of_its_parts(void **state)
{
	(void)state;
	for (int is_outside = 0; is_outside < 2; is_outside++) {
		const struct image image = fit(is_outside);
		size_t data = is_outside ? image.size - DATA
		                         : place_of(&image, "/images/kernel-1", "data");
		size_t hash = place_of(&image, "/images/kernel-1/hash-1", "value");
		size_t board = place_of(&image, "/images/fdt-1", "data");

		assert_mechanical(&image,
		                  &(struct expected){ .format = "fit",
		                                      .board = "xiaomi,test-router",
		                                      .version = "MIPS OpenWrt FIT",
		                                      .flips = { 6, 10, data, data + DATA - 1, hash,
		                                                 board + 60 } });
	}
}

/* OpenWrt's recovery images: the file system lies behind the tree, as behind a uImage. */
static void what_follows_a_fit_is_looked_at(void **state)
{
	struct image image = fit(false);
	struct firmware firmware;
	size_t system;

	(void)state;
	memset(image.bytes + image.size, 0xff, 64);
	image.size += 64;
	firmware = examine(&image);
	assert_int_equal(firmware.findings.completeness, COMPLETE_UNSTATED);
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	system = image.size;
	image_fill(&image, system, 600);
	assert_false(is_sound_image(&image));
	put_squashfs(image.bytes + system, 600);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "fit > squashfs");
	assert_int_equal(firmware.findings.completeness, COMPLETE_EXACT);
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	image.size--;
	assert_false(is_sound_image(&image));
}

static void a_fit_says_that_its_tree_has_no_checksum(void **state)
{
	const struct image image = fit(false);
	struct firmware firmware = examine(&image);

	(void)state;
	assert_string_equal(firmware.findings.checks[0].name, "tree");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_ABSENT);
	firmware_done(&firmware);
}

/* U-Boot refuses such an image too: fit_image_check_hash() of boot/image-fit.c. */
static void a_fit_whose_hash_lacks_its_algorithm_or_its_value_is_refused(void **state)
{
	static const char *const lost[] = { "algo", "value" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lost); i++) {
		struct image image = fit(false);
		int node = fdt_path_offset(image.bytes, "/images/kernel-1/hash-1");

		assert_return_code(fdt_nop_property(image.bytes, node, lost[i]), 0);
		assert_false(is_sound_image(&image));
	}
}

static void a_fit_with_a_hash_of_another_algorithm_is_not_condemned(void **state)
{
	struct image image = fit(false);

	(void)state;
	memcpy(image.bytes + place_of(&image, "/images/kernel-1/hash-1", "algo"), "sm3x", 4);
	assert_true(is_sound_image(&image));
}

static void a_device_tree_that_brings_no_image_is_never_firmware(void **state)
{
	struct image image = { .size = 0 };
	struct firmware firmware;

	(void)state;
	image.size = device_tree(image.bytes, 512);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.format, "fit");
	assert_non_null(strstr(firmware.findings.never, "without an image"));
	assert_false(suits(&firmware, "fit", "xiaomi,test-router"));
	firmware_done(&firmware);
}

TEST_MAIN(TEST(what_follows_a_fit_is_looked_at), TEST(a_fit_says_that_its_tree_has_no_checksum),
          TEST(a_fit_whose_hash_lacks_its_algorithm_or_its_value_is_refused),
          TEST(a_fit_with_a_hash_of_another_algorithm_is_not_condemned),
          TEST(a_fit_image_is_checked_by_the_hashes_of_its_parts),
          TEST(a_device_tree_that_brings_no_image_is_never_firmware))
