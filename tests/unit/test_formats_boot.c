/* firmware/ubiquiti, firmware/elf, firmware/mediatek: made by their field tables. */
#include "inner_image.h"

enum { DATA = 800 };

static struct image ubiquiti(const char *magic, const char *version)
{
	struct image image = { .size = 268 };

	memcpy(image.bytes, magic, 4);
	image_text(&image, 4, version);
	put_be32(image.bytes + 260, sum_of(SUM_CRC32, image.bytes, 260));
	image.size = 268;
	return image;
}

static void put_part(struct image *image, const char *kind, const char *name)
{
	size_t at = image->size;
	uint8_t *part = image->bytes + at;

	image_fill(image, at + 56, DATA);
	memcpy(part, kind, 4);
	memcpy(part + 4, name, strlen(name));
	put_be32(part + 40, 0x9f050000);
	put_be32(part + 48, DATA);
	put_be32(part + 52, DATA);
	put_be32(part + 56 + DATA, sum_of(SUM_CRC32, part, 56 + DATA));
	image->size += 8;
}

static void put_end(struct image *image)
{
	uint32_t crc = sum_of(SUM_CRC32, image->bytes, image->size);

	memcpy(image->bytes + image->size, "END.", 4);
	put_be32(image->bytes + image->size + 4, crc);
	image->size += 12;
}

static void ubiquiti_checks_header_parts_and_end(void **state)
{
	static const char *const magics[] = { "OPEN", "UBNT", "GEOS" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		struct image image = ubiquiti(magics[i], "XM.ar7240.v6.0.0-test");

		put_part(&image, "PART", "kernel");
		put_part(&image, "PART", "rootfs");
		put_end(&image);
		assert_mechanical(&image, &(struct expected){ .format = "ubiquiti",
		                                              .board = "XM",
		                                              .version = "XM.ar7240.v6.0.0-test",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 9, 262, 268, 275, 500,
		                                                         1300, image.size - 6 } });
	}
}

static void the_parts_of_ubiquiti_are_told(void **state)
{
	struct image image = ubiquiti("UBNT", "XM.x");
	struct firmware firmware;

	(void)state;
	put_part(&image, "PART", "kernel");
	put_end(&image);
	firmware = examine(&image);
	assert_int_equal(firmware.findings.segment_count, 1);
	assert_string_equal(firmware.findings.segments[0].name, "kernel");
	assert_string_equal(firmware.findings.segments[0].target, "flash 0x9f050000");
	assert_int_equal(firmware.findings.segments[0].size, DATA);
	firmware_done(&firmware);
}

/* As OpenWrt made them: the kernel is cut where its place in flash ends. */
static void an_image_in_ubiquiti_may_go_on_in_the_next_part(void **state)
{
	struct image image = ubiquiti("UBNT", "XM.x");
	const size_t at = image.size;
	struct firmware firmware;

	(void)state;
	put_part(&image, "PART", "kernel");
	put_uimage(&image, at + 56, DATA);
	put_be32(image.bytes + at + 56 + DATA, sum_of(SUM_CRC32, image.bytes + at, 56 + DATA));
	image.size = at + 56 + DATA + 8;
	put_part(&image, "PART", "rootfs");
	put_end(&image);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "ubiquiti > uimage");
	assert_int_equal(firmware.findings.completeness, COMPLETE_EXACT);
	firmware_done(&firmware);
	assert_true(is_sound_image(&image));
}

static void ubiquiti_from_openwrt_says_so(void **state)
{
	struct image image = ubiquiti("UBNT", "XM.ar7240.v6.0.0-OpenWrt-r1234");

	(void)state;
	put_part(&image, "PART", "kernel");
	put_end(&image);
	assert_good(&image, &(struct expected){ .format = "ubiquiti",
	                                        .board = "XM",
	                                        .origin = ORIGIN_OPENWRT });
}

static struct image with_signed_end(uint8_t signature)
{
	struct image image = ubiquiti("UBNT", "WA.ar934x.v8");

	put_part(&image, "PART", "kernel");
	image_put(&image, image.size, "ENDS", 4);
	memset(image.bytes + image.size, signature, 256);
	image.size += 260;
	return image;
}

static void an_empty_signature_of_ubiquiti_is_a_strangers_work(void **state)
{
	const struct image image = with_signed_end(0);
	struct firmware firmware = examine(&image);

	(void)state;
	assert_int_equal(firmware.findings.signature, SIGNATURE_MISSING);
	firmware_done(&firmware);
	assert_mechanical(&image, &(struct expected){ .format = "ubiquiti",
	                                              .board = "WA",
	                                              .origin = ORIGIN_THIRD_PARTY,
	                                              .flips = { 9, 500 } });
}

static void a_signature_of_ubiquiti_cannot_be_checked(void **state)
{
	const struct image image = with_signed_end(0x5a);
	struct firmware firmware = examine(&image);

	(void)state;
	assert_int_equal(firmware.findings.signature, SIGNATURE_UNKNOWN_KEY);
	assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
	firmware_done(&firmware);
	assert_true(is_sound_image(&image));
}

static void the_crc_of_an_exec_part_decides_nothing(void **state)
{
	struct image image = ubiquiti("UBNT", "XM.x");

	(void)state;
	put_part(&image, "EXEC", "script");
	image.bytes[image.size - 8] ^= 1;
	put_end(&image);
	assert_true(is_sound_image(&image));
}

/* A header, one segment behind it, and two sections: one of 100 bytes in it, one in memory. */
static struct image elf(bool is_64, bool is_le)
{
	void (*put16)(uint8_t * at, uint16_t value) = is_le ? put_le16 : put_be16;
	void (*put32)(uint8_t * at, uint32_t value) = is_le ? put_le32 : put_be32;
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;
	size_t low = is_64 && !is_le ? 4 : 0; /* of a number of 64 bits */
	size_t rows = 200 + DATA;
	size_t row = is_64 ? 64 : 40;

	image_fill(&image, 200, DATA);
	image.size = rows + 2 * row;
	memcpy(bytes,
	       "\x7f"
	       "ELF",
	       4);
	bytes[4] = is_64 ? 2 : 1;
	bytes[5] = is_le ? 1 : 2;
	put16(bytes + 18, 8);
	put32(bytes + (is_64 ? 32 : 28) + low, 100);
	put32(bytes + 100, 1);
	put32(bytes + (is_64 ? 40 : 32) + low, (uint32_t)rows);
	put16(bytes + (is_64 ? 54 : 42), is_64 ? 56 : 32);
	put16(bytes + (is_64 ? 56 : 44), 1);
	put16(bytes + (is_64 ? 58 : 46), (uint16_t)row);
	put16(bytes + (is_64 ? 60 : 48), 2);
	put32(bytes + 100 + (is_64 ? 8 : 4) + low, 200);
	put32(bytes + 100 + (is_64 ? 32 : 16) + low, DATA);
	put32(bytes + rows + 4, 1);
	put32(bytes + rows + (is_64 ? 24 : 16) + low, 300);
	put32(bytes + rows + (is_64 ? 32 : 20) + low, 100);
	put32(bytes + rows + row + 4, 8);
	put32(bytes + rows + row + (is_64 ? 32 : 20) + low, 1 << 30);
	return image;
}

static void elf_says_when_it_is_cut(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		const struct image image = elf(kind & 1, kind & 2);

		assert_mechanical(&image, &(struct expected){ .format = "elf",
		                                              .origin = ORIGIN_UNKNOWN,
		                                              .blind_to_append = true });
	}
}

static void an_elf_without_sections_ends_with_its_segments(void **state)
{
	struct image image = elf(false, false);

	(void)state;
	put_be32(image.bytes + 32, 0);
	put_be16(image.bytes + 48, 0);
	image.size = 200 + DATA;
	assert_mechanical(&image, &(struct expected){ .format = "elf", .blind_to_append = true });
}

static bool elf_is_sound_with(size_t at, uint16_t value)
{
	struct image image = elf(false, true);

	put_le16(image.bytes + at, value);
	return is_sound_image(&image);
}

/* Objects and libraries have none; 22 is IBM's S/390. */
static void an_elf_must_have_something_to_load_for_a_processor_of_routers(void **state)
{
	static const uint16_t machines[] = { 3, 8, 10, 20, 21, 40, 62, 93, 183, 195, 243, 258 };

	(void)state;
	assert_false(elf_is_sound_with(100, 0));
	assert_false(elf_is_sound_with(116, 0));
	assert_false(elf_is_sound_with(44, 0));
	assert_false(elf_is_sound_with(18, 22));
	assert_false(elf_is_sound_with(18, 0));
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		assert_true(elf_is_sound_with(18, machines[i]));
}

static void what_follows_an_elf_is_said(void **state)
{
	struct image image = elf(true, true);
	struct firmware firmware;

	(void)state;
	image_text(&image, image.size, "a device tree");
	firmware = examine(&image);
	assert_int_equal(firmware.findings.warning_count, 1);
	assert_non_null(strstr(firmware.findings.warnings[0], "14 bytes follow"));
	firmware_done(&firmware);
}

static void put_file_info(struct image *image, size_t at, uint8_t signature)
{
	image_fill(image, at, DATA);
	memcpy(image->bytes + at, "MMM\1", 4);
	image_text(image, at + 8, "FILE_INFO");
	image->bytes[at + 27] = signature;
	put_le32(image->bytes + at + 32, DATA);
	put_le32(image->bytes + at + 44, 32);
	image_digest(image, at + DATA - 32, DIGEST_SHA256, at, DATA - 32);
}

static struct image stage(const char *medium, size_t medium_size, size_t page_at, size_t at)
{
	struct image image = { .size = 0 };

	put_file_info(&image, at, 1);
	image_put(&image, 0, medium, medium_size);
	if (page_at)
		put_le16(image.bytes + page_at, 2048);
	return image;
}

static void the_first_stage_of_every_medium_is_checked(void **state)
{
	static const struct {
		const char *medium;
		size_t size;
		size_t page_at;
		size_t at;
	} media[] = {
		{ "SPINAND!\1\0\0", 12, 16, 2048 },
		{ "NANDCFG!\1\0\0", 12, 32, 2048 },
		{ "BOOTLOADER!\0V006NFIINFO", 24, 26, 4096 },
		{ "SF_BOOT", 8, 0, 1536 },
		{ "EMMC_BOOT", 10, 0, 1536 },
		{ "SDMMC_BOOT", 11, 0, 1536 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(media); i++) {
		const struct image image =
		        stage(media[i].medium, media[i].size, media[i].page_at, media[i].at);

		assert_mechanical(&image, &(struct expected){
		                                  .format = "mediatek-bl2",
		                                  .origin = ORIGIN_UNKNOWN,
		                                  .flips = { media[i].at, media[i].at + 34,
		                                             media[i].at + 300, image.size - 5 } });
	}
}

static void a_first_stage_may_lie_where_its_layout_says(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_file_info(&image, 4096, 1);
	image_text(&image, 0, "EMMC_BOOT");
	image_text(&image, 512, "BRLYT");
	put_le32(image.bytes + 524, 4096);
	assert_mechanical(&image, &(struct expected){ .format = "mediatek-bl2",
	                                              .origin = ORIGIN_UNKNOWN,
	                                              .flips = { 4300 } });
}

static void a_first_stage_signed_for_its_chip_cannot_be_checked(void **state)
{
	struct image image = { .size = 0 };
	struct firmware firmware;

	(void)state;
	put_file_info(&image, 1536, 5);
	image_text(&image, 0, "SF_BOOT");
	firmware = examine(&image);
	assert_string_equal(firmware.findings.format, "mediatek-bl2");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_UNKNOWN);
	firmware_done(&firmware);
}

TEST_MAIN(TEST(ubiquiti_checks_header_parts_and_end), TEST(the_parts_of_ubiquiti_are_told),
          TEST(an_image_in_ubiquiti_may_go_on_in_the_next_part),
          TEST(ubiquiti_from_openwrt_says_so),
          TEST(an_empty_signature_of_ubiquiti_is_a_strangers_work),
          TEST(a_signature_of_ubiquiti_cannot_be_checked),
          TEST(the_crc_of_an_exec_part_decides_nothing), TEST(elf_says_when_it_is_cut),
          TEST(an_elf_must_have_something_to_load_for_a_processor_of_routers),
          TEST(an_elf_without_sections_ends_with_its_segments), TEST(what_follows_an_elf_is_said),
          TEST(the_first_stage_of_every_medium_is_checked),
          TEST(a_first_stage_may_lie_where_its_layout_says),
          TEST(a_first_stage_signed_for_its_chip_cannot_be_checked))
