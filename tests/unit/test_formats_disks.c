/* firmware/disk, firmware/squashfs, firmware/ubi, firmware/flashfs, firmware/zeros: disk images. */
#include "inner_image.h"

enum { SECTOR = 512 };

/* An entry of an MBR's table; sectors. */
static void put_entry(struct image *image, size_t number, uint8_t type, uint32_t start,
                      uint32_t size)
{
	uint8_t *entry = image->bytes + 446 + 16 * number;

	entry[4] = type;
	put_le32(entry + 8, start);
	put_le32(entry + 12, size);
	image_put(image, 510, "\x55\xaa", 2);
}

static void an_mbr_says_when_the_disk_is_cut(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_entry(&image, 0, 0x0c, 1, 4);
	put_entry(&image, 1, 0x83, 8, 8);
	image.bytes[446] = 0x80;
	image_fill(&image, SECTOR, 15 * SECTOR);
	assert_mechanical(&image, &(struct expected){ .format = "disk-mbr",
	                                              .flips = { 446, 446 + 16 + 12, 510 },
	                                              .blind_to_append = true });
}

static void a_boot_sector_of_a_file_system_is_no_partition_table(void **state)
{
	struct image image = { .size = 0 };
	struct firmware firmware;

	(void)state;
	image_fill(&image, 0, 8 * (size_t)SECTOR);
	image_put(&image, 510, "\x55\xaa", 2);
	firmware = examine(&image);
	assert_null(firmware.findings.format);
	firmware_done(&firmware);
}

enum { GPT_SECTORS = 80, GPT_ENTRIES = 128, GPT_TABLE = GPT_ENTRIES * 128 };

static void put_gpt_header(struct image *image, uint32_t own, uint32_t other, uint32_t entries)
{
	uint8_t *header = image->bytes + (size_t)own * SECTOR;

	image_put(image, (size_t)own * SECTOR, "EFI PART\0\0\1\0\x5c\0\0\0", 16);
	put_le32(header + 24, own);
	put_le32(header + 32, other);
	put_le32(header + 72, entries);
	put_le32(header + 80, GPT_ENTRIES);
	put_le32(header + 84, 128);
	put_le32(header + 88,
	         sum_of(SUM_CRC32, image->bytes + (size_t)entries * SECTOR, GPT_TABLE));
	put_le32(header + 16, sum_of(SUM_CRC32, header, 92));
}

static struct image gpt(void)
{
	static const uint8_t entry[48] = { 0xa2, [16] = 1, [32] = 34, [40] = 41 };
	struct image image = { .size = 0 };

	put_entry(&image, 0, 0xee, 1, GPT_SECTORS - 1);
	image_put(&image, 2 * SECTOR, entry, sizeof(entry));
	image_put(&image, (GPT_SECTORS - 33) * SECTOR, entry, sizeof(entry));
	image_fill(&image, 34 * SECTOR, 8 * SECTOR);
	put_gpt_header(&image, 1, GPT_SECTORS - 1, 2);
	put_gpt_header(&image, GPT_SECTORS - 1, 1, GPT_SECTORS - 33);
	image.size = (size_t)GPT_SECTORS * SECTOR;
	return image;
}

static void a_gpt_is_checked_by_its_crcs_and_its_backup(void **state)
{
	const struct image image = gpt();
	struct firmware firmware = examine(&image);

	(void)state;
	assert_int_equal(firmware.findings.segment_count, 1);
	assert_string_equal(firmware.findings.segments[0].name, "partition 1");
	assert_int_equal(firmware.findings.segments[0].offset, 34 * SECTOR);
	assert_int_equal(firmware.findings.segments[0].size, 8 * SECTOR);
	firmware_done(&firmware);
	assert_mechanical(&image,
	                  &(struct expected){ .format = "disk-gpt",
	                                      .flips = { SECTOR + 17, SECTOR + 57, 2 * SECTOR + 16,
	                                                 (GPT_SECTORS - 1) * SECTOR + 1,
	                                                 (GPT_SECTORS - 1) * SECTOR + 60,
	                                                 (GPT_SECTORS - 33) * SECTOR } });
}

enum { SQUASHFS = 1200 };

static struct image squashfs(void)
{
	struct image image = { .size = 0 };

	image_fill(&image, 96, SQUASHFS - 96);
	put_squashfs(image.bytes, SQUASHFS);
	return image;
}

static void a_squashfs_is_checked_by_its_superblock(void **state)
{
	const struct image image = squashfs();

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "squashfs",
	                                              .flips = { 1, 13, 22, 28, 42, 50 } });
}

static void a_squashfs_may_be_padded(void **state)
{
	struct image image = squashfs();

	(void)state;
	image.size = 4096;
	assert_good(&image,
	            &(struct expected){ .format = "squashfs", .completeness = COMPLETE_PADDED });
}

/* Version 3 has its size elsewhere: what lies here must not be called cut. */
static void of_an_older_squashfs_nothing_is_claimed(void **state)
{
	struct image image = squashfs();
	struct firmware firmware;

	(void)state;
	put_le16(image.bytes + 28, 3);
	firmware = examine(&image);
	assert_int_equal(firmware.findings.completeness, COMPLETE_UNKNOWN);
	firmware_done(&firmware);
}

enum { BLOCK = 4096, VOLUME_AT = 512, CONTENT_AT = 1024, BLOCKS = 4 };

static void put_jam(uint8_t *header, size_t size)
{
	put_be32(header + size, sum_of(SUM_CRC32_JAM, header, size));
}

static void put_block(struct image *image, size_t number, uint32_t volume)
{
	uint8_t *block = image->bytes + number * BLOCK;

	image_fill(image, number * BLOCK, BLOCK);
	memset(block, 0, CONTENT_AT);
	memcpy(block, "UBI#\1", 5);
	put_be32(block + 16, VOLUME_AT);
	put_be32(block + 20, CONTENT_AT);
	put_be32(block + 24, 0x1234);
	put_jam(block, 60);
	block += VOLUME_AT;
	memcpy(block, "UBI!\1\1", 6);
	put_be32(block + 8, volume);
	put_be32(block + 12, (uint32_t)number);
	put_jam(block, 60);
}

static struct image ubi(void)
{
	struct image image = { .size = 0 };
	uint8_t *record = image.bytes + CONTENT_AT;

	put_block(&image, 0, 0x7fffefff);
	memset(record, 0, 2 * 172);
	put_be16(record + 14, 6);
	memcpy(record + 16, "rootfs", 6);
	put_jam(record, 168);
	put_jam(record + 172, 168);
	for (size_t i = 1; i < BLOCKS; i++)
		put_block(&image, i, 0);
	return image;
}

/* Cut between two blocks it looks whole. */
static void ubi_is_checked_by_the_crcs_of_its_headers(void **state)
{
	struct image image = ubi();
	const struct expected expected = { .format = "ubi",
		                           .flips = { 5, 61, VOLUME_AT + 9, BLOCK + 25,
		                                      2 * BLOCK + 1, 3 * BLOCK + VOLUME_AT + 60 } };
	struct firmware firmware = examine(&image);

	(void)state;
	assert_int_equal(firmware.findings.segment_count, 1);
	assert_string_equal(firmware.findings.segments[0].name, "rootfs");
	firmware_done(&firmware);
	image.size += BLOCK / 3;
	memset(image.bytes + image.size - BLOCK / 3, 0xff, BLOCK / 3);
	assert_good(&image, &(struct expected){ .format = "ubi", .completeness = COMPLETE_PADDED });
	image = ubi();
	put_block(&image, BLOCKS, 0);
	assert_mechanical(&image, &expected);
	image.size = 60;
	assert_noticed(&image, &expected, "cut to", image.size);
}

static void erased_blocks_of_ubi_are_nothing_foreign_ones_are(void **state)
{
	struct image image = ubi();
	const struct expected expected = { .format = "ubi" };

	(void)state;
	memset(image.bytes + 2 * (size_t)BLOCK, 0xff, BLOCK);
	assert_good(&image, &expected);
	image_fill(&image, BLOCKS * (size_t)BLOCK, BLOCK);
	assert_noticed(&image, &expected, "a foreign block", BLOCKS);
}

enum { LEB = 2048, LEBS = 5, UBIFS_NODE = 1024 };

static void ubifs_is_checked_by_its_superblock(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	image_fill(&image, 0, LEB * LEBS);
	memset(image.bytes, 0, UBIFS_NODE);
	memcpy(image.bytes, "\x31\x18\x10\x06", 4);
	put_le32(image.bytes + 16, UBIFS_NODE);
	image.bytes[20] = 6;
	put_le32(image.bytes + 36, LEB);
	put_le32(image.bytes + 40, LEBS);
	put_le32(image.bytes + 4, sum_of(SUM_CRC32_JAM, image.bytes + 8, UBIFS_NODE - 8));
	assert_mechanical(&image, &(struct expected){ .format = "ubifs",
	                                              .flips = { 1, 5, 17, 20, 37, 40, 900 } });
}

struct order {
	void (*put16)(uint8_t *at, uint16_t value);
	void (*put32)(uint8_t *at, uint32_t value);
};

static size_t put_node(struct image *image, const struct order *order, uint16_t type, size_t size)
{
	size_t at = image->size;
	uint8_t *node = image->bytes + at;

	image_fill(image, at + 12, size - 12);
	order->put16(node, 0x1985);
	order->put16(node + 2, type);
	order->put32(node + 4, (uint32_t)size);
	order->put32(node + 8, sum_of(SUM_CRC32_RAW, node, 8));
	image->size = (image->size + 3) / 4 * 4;
	return at;
}

static void jffs2_is_checked_by_the_crcs_of_its_nodes(void **state)
{
	static const struct order orders[] = { { put_le16, put_le32 }, { put_be16, put_be32 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct image image = { .size = 0 };
		size_t second;

		put_node(&image, &orders[i], 0xe001, 43);
		memset(image.bytes + image.size, 0xff, 100);
		image.size += 100;
		second = put_node(&image, &orders[i], 0xe002, 500);
		assert_mechanical(
		        &image, &(struct expected){ .format = "jffs2",
		                                    .flips = { 1, 3, 5, 9, second, second + 9 } });
	}
}

static void firmware_may_lie_behind_128_kib_of_zeros(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_uimage(&image, 128 << 10, 3000);
	assert_mechanical(&image,
	                  &(struct expected){ .format = "zeros-128k",
	                                      .version = "MIPS Linux-5.15",
	                                      .flips = { 5000, (128 << 10) + 5, (128 << 10) + 40,
	                                                 (128 << 10) + 1000 } });
}

TEST_MAIN(TEST(an_mbr_says_when_the_disk_is_cut),
          TEST(a_boot_sector_of_a_file_system_is_no_partition_table),
          TEST(a_gpt_is_checked_by_its_crcs_and_its_backup),
          TEST(a_squashfs_is_checked_by_its_superblock), TEST(a_squashfs_may_be_padded),
          TEST(of_an_older_squashfs_nothing_is_claimed),
          TEST(ubi_is_checked_by_the_crcs_of_its_headers),
          TEST(erased_blocks_of_ubi_are_nothing_foreign_ones_are),
          TEST(ubifs_is_checked_by_its_superblock), TEST(jffs2_is_checked_by_the_crcs_of_its_nodes),
          TEST(firmware_may_lie_behind_128_kib_of_zeros))
