/* firmware/buffalo, firmware/buffalo_encrypted: made and enciphered by their field tables. */
#include "inner_image.h"

enum { DATA = 1200, KEY = 8 };

/* RC4 over bytes; `states` entries, of which each is a byte. */
static void encipher(uint8_t seed, size_t states, uint8_t *data, size_t size)
{
	AUTO_FREE uint8_t *state = mem_zalloc(1, states);
	uint8_t key[KEY] = { seed, 'B', 'u', 'f', 'f', 'a', 'l', 'o' };
	uint8_t kept;
	size_t j = 0;
	uint8_t x = 0;
	uint8_t y = 0;

	for (size_t i = 0; i < states; i++)
		state[i] = (uint8_t)i;
	for (size_t i = 0; i < states; i++) {
		j = (j + state[i] + key[i % KEY]) % states;
		kept = state[i];
		state[i] = state[j];
		state[j] = kept;
	}
	for (size_t i = 0; i < size; i++) {
		x = (uint8_t)((x + 1U) % states);
		y = (uint8_t)((y + (unsigned)state[x]) % states);
		kept = state[x];
		state[x] = state[y];
		state[y] = kept;
		data[i] ^= state[((unsigned)state[x] + state[y]) % states];
	}
}

static uint32_t plain_sum(const uint8_t *data, uint32_t size)
{
	uint32_t sum = size;

	for (uint32_t i = 0; i < size; i++) {
		sum ^= data[i] < 0x80 ? data[i] : data[i] | 0xffffff00U;
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return sum;
}

/* Returns the seed of the next field. */
static uint8_t put_field(struct image *image, uint8_t seed, bool is_long, const void *data,
                         size_t size)
{
	size_t at = image->size;

	put_be32(image->bytes + at, (uint32_t)size);
	image_put(image, at + 4, data, size);
	encipher(seed, is_long ? size : 256, image->bytes + at + 4, size);
	return image->bytes[at + 4];
}

static struct image encrypted_as(const char *magic, bool is_long, const char *product,
                                 const char *version)
{
	struct image plain = { .size = 0 };
	struct image image = { .size = 0 };
	uint8_t seed = 0x5d;

	image_fill(&plain, 0, DATA);
	image_put(&image, 0, magic, 6);
	image_put(&image, 6, &seed, 1);
	seed = put_field(&image, seed, is_long, product, strlen(product) + 1);
	seed = put_field(&image, seed, is_long, version, strlen(version) + 1);
	put_field(&image, seed, is_long, plain.bytes, DATA);
	put_be32(image.bytes + image.size, plain_sum(plain.bytes, DATA));
	image.size += 4;
	image.size += 4 - image.size % 4;
	return image;
}

static struct image encrypted(const char *magic, bool is_long)
{
	return encrypted_as(magic, is_long, "WSR-2533DHP2", "1.13");
}

static void an_enciphered_image_is_checked_whichever_state_it_has(void **state)
{
	static const char *const magics[] = { "start", "asar1" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct image image = encrypted(magics[i & 1], i & 2);

		assert_mechanical(&image, &(struct expected){ .format = "buffalo-encrypted",
		                                              .board = "WSR-2533DHP2",
		                                              .version = "1.13",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 6, 9, 25, 34, 37, 100,
		                                                         1000, image.size - 5 } });
	}
}

/* As OpenWrt does for seven devices: then only the file's place in a recipe tells the model. */
static void an_enciphered_image_may_have_empty_names(void **state)
{
	(void)state;
	for (int is_long = 0; is_long < 2; is_long++) {
		const struct image image = encrypted_as("start", is_long, "", "");

		assert_mechanical(&image,
		                  &(struct expected){ .format = "buffalo-encrypted",
		                                      .origin = ORIGIN_VENDOR_LAYOUT,
		                                      .flips = { 40, 100, 1000, image.size - 5 } });
	}
}

static void that_the_names_are_not_covered_is_said(void **state)
{
	const struct image image = encrypted("start", false);
	struct firmware firmware = examine(&image);

	(void)state;
	assert_string_equal(firmware.findings.checks[0].name, "names");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_ABSENT);
	firmware_done(&firmware);
}

static void put_tag(struct image *image)
{
	put_text(image, 0, "WZR-HP-G450H");
	put_text(image, 32, "BUFFALO");
	put_text(image, 64, "1.90");
	put_text(image, 72, "1.00");
	put_text(image, 80, "JP");
	put_text(image, 96, "ath");
	put_text(image, 104, "hwv");
	put_text(image, 108, "3");
}

static void seal_tag(struct image *image)
{
	put_be32(image->bytes + 136, (uint32_t)image->size);
	put_be32(image->bytes + 140, 0);
	put_be32(image->bytes + 140, sum_of(SUM_CRC_POSIX, image->bytes, image->size));
}

/* One part behind 160 bytes, or two behind 156. */
static struct image tagged(bool has_two)
{
	struct image image = { .size = 0 };
	size_t header = has_two ? 156 : 160;

	put_tag(&image);
	put_be32(image.bytes + 144, has_two ? DATA / 3 : 0xbf000000);
	put_be32(image.bytes + 148, has_two ? DATA - DATA / 3 : 0xbf040000);
	if (!has_two)
		put_be32(image.bytes + 152, DATA);
	image_fill(&image, header, DATA);
	seal_tag(&image);
	return image;
}

static const struct expected tag = {
	.format = "buffalo-tag",
	.board = "WZR-HP-G450H",
	.version = "1.90",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 1, 66, 105, 138, 141, 146, 300, 1000 },
};

static void a_tag_is_checked_by_its_cksum(void **state)
{
	(void)state;
	for (int has_two = 0; has_two < 2; has_two++) {
		const struct image image = tagged(has_two);

		assert_mechanical(&image, &tag);
	}
}

static void the_cksum_of_a_tag_may_be_switched_off(void **state)
{
	struct image image = tagged(true);
	struct firmware firmware;

	(void)state;
	put_be32(image.bytes + 140, 0);
	firmware = examine(&image);
	assert_true(is_sound(&firmware));
	assert_int_equal(check_of(&firmware, "cksum"), CHECK_ABSENT);
	firmware_done(&firmware);
	image.bytes[147] ^= 1;
	assert_noticed(&image, &tag, "lengths that do not add up", 0);
}

/* Its total counts 200 bytes more than the part has; there is no checksum. */
static void the_tag_of_dhp_is_checked_by_its_lengths(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_tag(&image);
	put_be32(image.bytes + 136, DATA + 200);
	put_be32(image.bytes + 144, DATA);
	image_fill(&image, 152, DATA);
	assert_mechanical(&image, &(struct expected){ .format = "buffalo-tag",
	                                              .board = "WZR-HP-G450H",
	                                              .version = "1.90",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 105, 138, 146 } });
}

static void a_dhp_image_is_checked_by_its_cksum(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	image_put(&image, 0, "bgn\0\0\0\0\0\0\0\0\xb1", 12);
	image_fill(&image, 20, DATA);
	put_be32(image.bytes + 12, (uint32_t)image.size);
	put_be32(image.bytes + 16, sum_of(SUM_CRC_POSIX, image.bytes, image.size));
	assert_mechanical(&image,
	                  &(struct expected){ .format = "buffalo-dhp",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 1, 14, 17, 20, 1000, 19 + DATA } });
}

static void an_information_header_is_checked_by_the_sum_of_all_bytes(void **state)
{
	struct image image = { .size = 0 };
	uint8_t *last = image.bytes + 128 + DATA;

	(void)state;
	put_text(&image, 0,
	         "device:WZR-300HP\nversion:1.99\nregion:EU\nRootfsSize:800\nKernelSize:400\n"
	         "InfoHeadSize:128\n");
	image_put(&image, 126, "\x12\x32", 2);
	image_fill(&image, 128, DATA);
	image.size++;
	*last = (uint8_t)(0xff - sum_of(SUM_ADD8, image.bytes, image.size - 1));
	assert_mechanical(&image,
	                  &(struct expected){ .format = "buffalo-info",
	                                      .board = "WZR-300HP",
	                                      .version = "1.99",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 8, 20, 100, 126, 200, 128 + DATA } });
}

static void scramble(uint8_t *data, size_t size)
{
	static const char from[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	static const char to[] = "XYZ0123hijklmnopqABCDEFGHrstuvabcdefgwxyzIJKLMSTUVW456789NOPQR";

	for (size_t i = 0; i < size; i++) {
		const char *found = data[i] ? strchr(from, data[i]) : NULL;

		if (found)
			data[i] = (uint8_t)to[found - from];
	}
}

static void an_image_for_tftp_is_read_letter_by_letter(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_uimage(&image, 0, DATA);
	scramble(image.bytes, 512);
	assert_mechanical(&image, &(struct expected){ .format = "buffalo-tftp",
	                                              .version = "MIPS Linux-5.15",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 5, 14, 26, 33, 300, 1000 } });
}

/* OpenWrt's factory images with a tag of the third kind, and nothing else, enciphered. */
static void an_enciphered_tag_is_followed_by_its_image(void **state)
{
	struct image head = { .size = 152 };
	struct image image = { .size = 0 };
	uint8_t seed = 0x4f;
	struct firmware firmware;

	(void)state;
	put_tag(&head);
	put_be32(head.bytes + 144, UIMAGE_HEADER + DATA);
	image_put(&image, 0, "start", 6);
	image_put(&image, 6, &seed, 1);
	seed = put_field(&image, seed, false, "", 1);
	seed = put_field(&image, seed, false, "", 1);
	put_field(&image, seed, false, head.bytes, 152);
	put_be32(image.bytes + image.size, plain_sum(head.bytes, 152));
	image.size += 4;
	image.size += 4 - image.size % 4;
	put_uimage(&image, image.size, DATA);
	assert_mechanical(&image, &(struct expected){ .format = "buffalo-encrypted",
	                                              .board = "WZR-HP-G450H",
	                                              .version = "1.90",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 30, 100, 200, 1000 } });
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "buffalo-encrypted > uimage");
	firmware_done(&firmware);
}

TEST_MAIN(TEST(an_enciphered_image_is_checked_whichever_state_it_has),
          TEST(an_enciphered_image_may_have_empty_names),
          TEST(that_the_names_are_not_covered_is_said),
          TEST(an_enciphered_tag_is_followed_by_its_image), TEST(a_tag_is_checked_by_its_cksum),
          TEST(the_cksum_of_a_tag_may_be_switched_off),
          TEST(the_tag_of_dhp_is_checked_by_its_lengths), TEST(a_dhp_image_is_checked_by_its_cksum),
          TEST(an_information_header_is_checked_by_the_sum_of_all_bytes),
          TEST(an_image_for_tftp_is_read_letter_by_letter))
