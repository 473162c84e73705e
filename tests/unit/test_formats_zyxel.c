/* firmware/zyxel, firmware/zyxel_zld: made by their field tables. */
#include "mechanical.h"

enum { ROOT = 2000, KERNEL = 1000, RAS = 64 << 10, DATA = 1500 };

static uint32_t folded(const uint8_t *data, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += data[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

static void seal_ras(struct image *image, bool has_kernel)
{
	uint8_t *bytes = image->bytes;

	put_be32(bytes, folded(bytes + RAS, ROOT));
	put_be32(bytes + 4, ROOT);
	if (has_kernel) {
		put_be32(bytes + 108, folded(bytes + RAS + ROOT, KERNEL));
		put_be32(bytes + 112, KERNEL);
	}
	memcpy(bytes + 40, bytes, 4);
	put_be32(bytes + 40, folded(bytes, 2048));
}

static void put_ras(struct image *image, bool has_kernel)
{
	memset(image->bytes, 0xff, RAS);
	image_text(image, 8, "V1.00(ABCT.9)C0");
	image_text(image, 44, "NBG6617");
	image_fill(image, RAS, ROOT + (has_kernel ? KERNEL : 0));
	seal_ras(image, has_kernel);
}

static void ras_is_checked_by_the_sums_of_header_and_parts(void **state)
{
	(void)state;
	for (int has_kernel = 0; has_kernel < 2; has_kernel++) {
		struct image image = { .size = 0 };

		put_ras(&image, has_kernel);
		assert_mechanical(&image, &(struct expected){ .format = "zyxel-ras",
		                                              .board = "NBG6617",
		                                              .version = "V1.00(ABCT.9)C0",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 1, 6, 9, 41, 45, RAS + 1,
		                                                         image.size - 1 } });
	}
}

static void a_trailer_names_the_device_and_is_checked(void **state)
{
	static const struct {
		uint32_t device;
		const char *board;
	} devices[] = { { 8997, "8997" }, { 0x801112, "0x801112" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(devices); i++) {
		struct image image = { .size = 0 };

		image_fill(&image, 0, DATA);
		put_text(&image, DATA, "ZNBG");
		put_le32(image.bytes + DATA + 4, devices[i].device);
		put_text(&image, DATA + 8, "KN-1112");
		put_le32(image.bytes + DATA + 56, sum_of(SUM_CRC32_JAM, image.bytes, DATA));
		image.size += 60;
		assert_mechanical(&image,
		                  &(struct expected){ .format = "zyxel-znbg",
		                                      .board = devices[i].board,
		                                      .version = "KN-1112",
		                                      .origin = ORIGIN_VENDOR_LAYOUT,
		                                      .flips = { 1, 1000, DATA + 1, DATA + 57 } });
	}
}

/* Stock images may have a shorter header, of which only the lengths are known. */
static struct image zytrx(uint32_t header)
{
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;

	image_fill(&image, header, DATA);
	put_text(&image, 0, "0RDH");
	put_be32(bytes + 4, header);
	put_be32(bytes + 8, (uint32_t)image.size);
	put_be32(bytes + 12, sum_of(SUM_CRC32_JAM, bytes + header, DATA));
	put_be32(bytes + 80, DATA);
	if (header != 380)
		return image;
	put_text(&image, 260, "MT7621A");
	put_text(&image, 268, "NR7101");
	put_text(&image, 296, "V1.00(ABUV.0)C0");
	put_be32(bytes + 372, sum_of(SUM_CRC32_JAM, bytes, header));
	return image;
}

static void zytrx_is_checked_by_both_its_crcs(void **state)
{
	const struct image image = zytrx(380);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "zyxel-zytrx",
	                                              .board = "NR7101",
	                                              .version = "V1.00(ABUV.0)C0",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 6, 13, 82, 270, 373, 500 } });
}

static void of_another_header_of_zytrx_only_the_lengths_are_known(void **state)
{
	const struct image image = zytrx(372);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "zyxel-zytrx",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 6, 13, 500 } });
}

enum { ZLD_HEADER = 104, INFO = 272, FILES = 2, FIRST = ZLD_HEADER + FILES * INFO, BOOT = 700 };

struct order {
	void (*put16)(uint8_t *at, uint16_t value);
	void (*put32)(uint8_t *at, uint32_t value);
	const char *mark;
};

static uint32_t md5_folded(const uint8_t *data, size_t size)
{
	struct digest digest = digest_of(DIGEST_MD5, (struct bytes){ data, size });
	uint32_t sum = 0;

	for (size_t i = 0; i < 4; i++)
		sum += get_be32(digest.bytes + 4 * i);
	return sum ? sum : 1;
}

static void put_info(struct image *image, const struct order *order, size_t number, uint16_t type,
                     const char *name)
{
	uint8_t *info = image->bytes + ZLD_HEADER + number * INFO;
	size_t at = number ? FIRST + BOOT : FIRST;
	size_t size = number ? DATA : BOOT;
	size_t skip = type == 2 ? 512 : 0;

	image_fill(image, at, size);
	order->put16(info, type);
	order->put32(info + 4, (uint32_t)size);
	order->put32(info + 8, md5_folded(image->bytes + at + skip, size - skip));
	memcpy(info + 16, name, strlen(name));
}

/* The kernel's first 512 bytes, its version, count as zeros. */
static void seal_zld(struct image *image, const struct order *order)
{
	AUTO_FREE uint8_t *copy = mem_zalloc(1, image->size);

	memcpy(copy, image->bytes, image->size);
	memset(copy + FIRST + BOOT, 0, 512);
	order->put32(image->bytes, md5_folded(copy + 4, image->size - 4));
}

static struct image zld(const struct order *order)
{
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;

	memcpy(bytes + 4, order->mark, 4);
	order->put16(bytes + 10, FILES);
	order->put16(bytes + 12, 5);
	memset(bytes + 14, 0xff, 10);
	order->put16(bytes + 14, 0x2f42);
	order->put16(bytes + 28, FIRST);
	order->put16(bytes + 30, 108);
	order->put16(bytes + 32, INFO);
	put_text(&image, 72, "NWA5123-AC");
	put_info(&image, order, 0, 1, "bm.bin");
	put_info(&image, order, 1, 2, "kernel.bin");
	order->put32(bytes + 24, (uint32_t)image.size);
	seal_zld(&image, order);
	return image;
}

static void zld_is_checked_by_the_checksums_of_archive_and_files(void **state)
{
	static const struct order orders[] = { { put_be16, put_be32, "\xde\xad\xbe\xaf" },
		                               { put_le16, put_le32, "\xaf\xbe\xad\xde" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct image image = zld(&orders[i]);
		const struct expected expected = { .format = "zyxel-zld",
			                           .board = "2F42",
			                           .origin = ORIGIN_VENDOR_LAYOUT,
			                           .flips = { 1, 15, 74, ZLD_HEADER + 9, FIRST + 5,
			                                      FIRST + BOOT + 600 } };

		assert_mechanical(&image, &expected);
		image.bytes[FIRST + BOOT + 600] ^= 1;
		seal_zld(&image, &orders[i]);
		assert_noticed(&image, &expected, "a wrong kernel", 0);
	}
}

TEST_MAIN(TEST(ras_is_checked_by_the_sums_of_header_and_parts),
          TEST(a_trailer_names_the_device_and_is_checked), TEST(zytrx_is_checked_by_both_its_crcs),
          TEST(of_another_header_of_zytrx_only_the_lengths_are_known),
          TEST(zld_is_checked_by_the_checksums_of_archive_and_files))
