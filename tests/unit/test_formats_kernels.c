/* firmware/avm_eva, firmware/brnimage, firmware/lzma_kernel, firmware/zynos, firmware/hilink,
 * firmware/nec, firmware/unknown_header: made by their field tables.
 */
#include "inner_image.h"

#include <lzma.h>
#include <openssl/evp.h>

enum { DATA = 1500, IMAGE = UIMAGE_HEADER + DATA, USED = 4096 };

enum { EVA = 36, EVA_END = EVA + DATA + 12 };

static struct image eva(void)
{
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;
	uint32_t record = 24 + DATA;

	image_fill(&image, EVA, DATA);
	put_be32(bytes, 0x8112edfe);
	put_le32(bytes + 4, record);
	put_le32(bytes + 8, 0x80060000);
	put_be32(bytes + 12, 0x01025a07);
	put_le32(bytes + 16, DATA);
	put_le32(bytes + 20, 5 * DATA);
	put_le32(bytes + 24, sum_of(SUM_CRC32, bytes + EVA, DATA));
	memcpy(bytes + 28, "\x5d\0\0\x80", 4);
	put_le32(bytes + EVA + DATA,
	         0U - (record + 0x80060000 + sum_of(SUM_ADD32, bytes + 12, record)));
	put_le32(bytes + EVA + DATA + 8, 0x80060000);
	image.size = EVA_END;
	return image;
}

static void eva_is_checked_by_crc_and_sum(void **state)
{
	const struct image image = eva();

	(void)state;
	assert_mechanical(&image,
	                  &(struct expected){ .format = "avm-eva",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 1, 5, 9, 17, 21, 25, 900, EVA + DATA } });
}

/* EVA looks for file systems; OpenWrt puts empty ones of an older kind before its own. */
static void file_systems_follow_an_eva_kernel(void **state)
{
	struct image image = eva();
	struct firmware firmware;

	(void)state;
	memcpy(image.bytes + 4096, "sqsh", 4);
	put_be32(image.bytes + 4096 + 67, 200);
	image.bytes[4096 + 199] = 1;
	put_squashfs(image.bytes + 8192, USED);
	image_fill(&image, 8192 + 96, USED - 96);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "avm-eva > squashfs");
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	image.size -= 1;
	assert_false(is_sound_image(&image));
	image.size = EVA_END;
	image_fill(&image, image.size, 100);
	assert_false(is_sound_image(&image));
}

static void put_brn_part(struct image *image, size_t size)
{
	size_t at = image->size;
	size_t filled = (size + 12 + 1023) / 1024 * 1024;
	uint8_t *foot = image->bytes + at + filled - 12;

	image_fill(image, at, size);
	memset(image->bytes + at + size, 0xff, filled - size);
	put_le32(foot, (uint32_t)size);
	put_le32(foot + 4, 0x12345678);
	put_le32(foot + 8, sum_of(SUM_CRC32, image->bytes + at, size));
	image->size = at + filled;
}

static void brnimage_is_checked_part_by_part(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_brn_part(&image, DATA);
	put_brn_part(&image, 2 * DATA);
	image_text(&image, image.size, "VGV7519");
	assert_mechanical(&image, &(struct expected){
	                                  .format = "brnimage",
	                                  .board = "VGV7519",
	                                  .origin = ORIGIN_VENDOR_LAYOUT,
	                                  .flips = { 1, 900, DATA + 5, 2037, 2047, 3000, 5116 } });
}

/* Packed by liblzma, as boot loaders take it. */
static void put_lzma(struct image *image, const uint8_t *plain, size_t size)
{
	lzma_options_lzma options;
	lzma_stream stream = LZMA_STREAM_INIT;

	assert_false(lzma_lzma_preset(&options, 1));
	options.dict_size = 1 << 23;
	assert_int_equal(lzma_alone_encoder(&stream, &options), LZMA_OK);
	stream.next_in = plain;
	stream.avail_in = size;
	stream.next_out = image->bytes;
	stream.avail_out = IMAGE_MAX;
	assert_int_equal(lzma_code(&stream, LZMA_FINISH), LZMA_STREAM_END);
	image->size = IMAGE_MAX - stream.avail_out;
	lzma_end(&stream);
}

static void a_packed_kernel_is_unpacked_to_its_end(void **state)
{
	struct image plain = { .size = 0 };
	struct image image = { .size = 0 };
	size_t root;

	(void)state;
	image_fill(&plain, 0, 20000);
	put_lzma(&image, plain.bytes, plain.size);
	root = image.size;
	assert_mechanical(&image, &(struct expected){ .format = "lzma-kernel" });
	image_fill(&image, root, USED);
	put_squashfs(image.bytes + root, USED);
	assert_good(&image, &(struct expected){ .format = "lzma-kernel" });
	image.size -= 1;
	assert_false(is_sound_image(&image));
}

enum { ZYNOS = 48 };

/* End-around, of big endian words. */
static uint32_t carried(const uint8_t *data, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++) {
		sum += (uint32_t)data[i] << (i % 2 ? 0 : 8);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static struct image zynos(size_t size)
{
	struct image image = { .size = 0 };

	image_fill(&image, ZYNOS, size);
	put_be32(image.bytes, 0x80100000);
	put_text(&image, 6, "SIG");
	image.bytes[9] = 3;
	put_be32(image.bytes + 10, (uint32_t)size);
	image.bytes[18] = 0x40;
	put_be16(image.bytes + 20, (uint16_t)carried(image.bytes + ZYNOS, size));
	return image;
}

static void zynos_is_checked_by_the_sum_of_its_words(void **state)
{
	static const size_t sizes[] = { DATA, DATA + 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		const struct image image = zynos(sizes[i]);

		assert_mechanical(&image, &(struct expected){ .format = "zynos",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 7, 11, 21, ZYNOS, 900 } });
	}
}

enum { MAP_AT = 0x100 };

/* Of the NBG-460N. */
static const uint32_t flash = 0xbfc40000;

/* OpenWrt's say that two bytes are all, and make everything come to their sum. */
static void a_zynos_image_of_openwrt_tells_its_model_in_a_map(void **state)
{
	struct image image = zynos(DATA);
	uint8_t *bytes = image.bytes;

	(void)state;
	image_put(&image, MAP_AT + 12, "Vendor 1 0\0Model 1 61441\0HwVerRange 2 0 0", 42);
	put_be32(bytes + 10, 2);
	put_be16(bytes + 20, get_be16(bytes + ZYNOS));
	put_be32(bytes + 39, flash + MAP_AT);
	memset(bytes + ZYNOS + DATA, 0, 2);
	image.size += 2;
	put_be16(bytes + ZYNOS + DATA,
	         (uint16_t)((get_be16(bytes + ZYNOS) + 0xffff - carried(bytes + ZYNOS, DATA)) %
	                    0xffff));
	assert_mechanical(&image, &(struct expected){ .format = "zynos",
	                                              .board = "61441",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 21, ZYNOS + 9, 900 } });
}

static void encipher_blocks(uint8_t *data, size_t size)
{
	static const uint8_t key[] = "H@L9K*(3H@L9K*(3H@L9K*(3";
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int done;

	assert_int_equal(EVP_EncryptInit_ex2(context, EVP_des_ede3_ecb(), key, NULL, NULL), 1);
	EVP_CIPHER_CTX_set_padding(context, 0);
	assert_int_equal(EVP_EncryptUpdate(context, data, &done, data, (int)(size / 8 * 8)), 1);
	EVP_CIPHER_CTX_free(context);
}

static void hilink_is_deciphered(void **state)
{
	struct image image = image_with_uimage(0, DATA);
	struct firmware firmware;

	(void)state;
	encipher_blocks(image.bytes, image.size);
	encipher_blocks(image.bytes + 3, image.size - 3);
	assert_mechanical(&image, &(struct expected){ .format = "hilink",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 40, 900 } });
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "hilink > uimage");
	firmware_done(&firmware);
}

static void nec_is_deciphered_with_either_key(void **state)
{
	static const char *const keys[] = { "9gsiy9nzep452pad", "ryztfyutcrqqo69d" };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		struct image image = image_with_uimage(0, DATA);

		for (size_t i = 0; i < image.size; i++)
			image.bytes[i] ^= (uint8_t)((i % 251 + 1) ^ (uint8_t)keys[k][i % 16]);
		assert_mechanical(&image, &(struct expected){ .format = "nec-encrypted",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 1, 40, 900 } });
	}
}

/* A block with that much content; a sum over its words, not over its flags. */
static void put_nec_block(struct image *image, uint16_t flags, size_t size)
{
	size_t at = image->size;
	uint8_t *block = image->bytes + at;
	uint32_t sum = 0;

	image_fill(image, at + 24, size);
	put_be16(block, flags);
	put_be16(block + 2, (uint16_t)~flags);
	put_be32(block + 4, (uint32_t)(24 + size));
	put_be32(block + 8, 24);
	for (size_t i = 4; i < 24 + size; i++)
		sum += (uint32_t)block[i] << (i % 2 ? 8 : 0);
	put_le32(block + 12, 0xffff ^ sum % 0xffff);
	image->size = at + 24 + (size + 3) / 4 * 4;
}

static void nec_for_usb_sticks_is_checked_block_by_block(void **state)
{
	struct image image = { .size = 32 };

	(void)state;
	put_text(&image, 0, "USB ATERMWL3050");
	memset(image.bytes + 16, 0xff, 16);
	put_nec_block(&image, 0, 39);
	put_nec_block(&image, 2, DATA);
	put_nec_block(&image, 1, 0);
	image_put(&image, image.size,
	          "\xff\xff\xff"
	          "Binary Type0x0004 File END \r\n",
	          32);
	assert_mechanical(&image, &(struct expected){ .format = "nec-usb",
	                                              .board = "0x0004",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 5, 20, 33, 37, 45, 60, 900 } });
}

/* It stays unknown, and what is in it is examined nevertheless. */
static void an_unknown_header_is_told_with_what_is_inside(void **state)
{
	struct image image = image_with_uimage(100, DATA);
	struct firmware firmware;
	struct failure why;

	(void)state;
	image_fill(&image, 0, 100);
	firmware = examine(&image);
	assert_null(firmware.findings.format);
	assert_string_equal(firmware.findings.container, "unknown > uimage");
	assert_string_equal(firmware.findings.warnings[0],
	                    "an unknown header of 100 bytes is around a uImage");
	assert_int_equal(check_of(&firmware, "uimage: CRC-32 of the data"), CHECK_OK);
	assert_false(firmware_is_sound(&firmware, &why));
	assert_string_equal(why.text,
	                    "'image.bin' is not firmware of a supported format: an unknown "
	                    "header of 100 bytes is around a uImage");
	firmware_done(&firmware);
}

static bool has_inner(const uint8_t *bytes, size_t size)
{
	struct image *image = mem_zalloc(1, sizeof(*image));
	struct firmware firmware;
	bool found;

	memcpy(image->bytes, bytes, size);
	image->size = size;
	firmware = examine(image);
	found = firmware.findings.layer_count > 1;
	firmware_done(&firmware);
	free(image);
	return found;
}

/* Four bytes are no proof: the fields behind them must agree. */
static void a_magic_in_unknown_bytes_is_no_inner_image(void **state)
{
	static const char *const magics[] = { "\x27\x05\x19\x56", "HDR0", "\xd0\x0d\xfe\xed",
		                              "hsqs", "UBI#" };
	struct image image = { .size = 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		image_fill(&image, 0, 5000);
		memcpy(image.bytes + 333, magics[i], 4);
		assert_false(has_inner(image.bytes, image.size));
	}
	put_squashfs(image.bytes + 333, 4000);
	assert_true(has_inner(image.bytes, image.size));
}

TEST_MAIN(TEST(eva_is_checked_by_crc_and_sum), TEST(file_systems_follow_an_eva_kernel),
          TEST(brnimage_is_checked_part_by_part), TEST(a_packed_kernel_is_unpacked_to_its_end),
          TEST(zynos_is_checked_by_the_sum_of_its_words),
          TEST(a_zynos_image_of_openwrt_tells_its_model_in_a_map), TEST(hilink_is_deciphered),
          TEST(nec_is_deciphered_with_either_key),
          TEST(nec_for_usb_sticks_is_checked_block_by_block),
          TEST(an_unknown_header_is_told_with_what_is_inside),
          TEST(a_magic_in_unknown_bytes_is_no_inner_image))
