/* firmware/kernel_rest: what follows a kernel in a file, up to what vendors end it with. */
#include "inner_image.h"

#include "base/text/text.h"

#include <stdio.h>

enum { DATA = 2000, HEADER = UIMAGE_HEADER };

static struct image kernel(void)
{
	struct image image = { .size = 0 };

	put_uimage(&image, 0, DATA);
	return image;
}

/* A kernel, a root file system, filler. */
static struct image router_image(void)
{
	struct image image = kernel();
	size_t system = image.size;

	image_fill(&image, system, 600);
	put_squashfs(image.bytes + system, 600);
	memset(image.bytes + image.size, 0xff, 100);
	image.size += 100;
	return image;
}

static void put_hardware(struct image *image, bool has_md5, const char *hardware)
{
	struct image salted = *image;
	struct digest md5;
	char text[80];

	image_put(&salted, salted.size, "ffff", 4);
	md5 = digest_of(DIGEST_MD5, (struct bytes){ salted.bytes, salted.size });
	text_hex(text, md5.bytes, 16);
	snprintf(text + 32, sizeof(text) - 32, "%s", hardware);
	image_put(image, image->size, has_md5 ? text : hardware, strlen(has_md5 ? text : hardware));
}

static void a_salted_md5_and_the_hardware_may_end_a_file_of_dlink(void **state)
{
	struct image image = router_image();
	const struct expected expected = { .format = "uimage",
		                           .board = "MT76XMT7621-RP-PR2475-NA",
		                           .completeness = COMPLETE_PADDED,
		                           .flips = { 70, HEADER + DATA + 200, HEADER + DATA + 620,
		                                      HEADER + DATA + 705 } };
	struct firmware firmware;

	(void)state;
	put_hardware(&image, true, "MT76XMT7621-RP-PR2475-NA");
	assert_mechanical(&image, &expected);
	firmware = examine(&image);
	assert_int_equal(check_of(&firmware, "MD5 of the file"), CHECK_OK);
	assert_int_equal(firmware.findings.warning_count, 0);
	firmware_done(&firmware);
}

static void the_hardware_alone_may_end_a_file_of_dlink(void **state)
{
	static const char *const names[] = { "AP99-AR7240-RT-091105-05",
		                             "00DB120AR9344-RT-101214-00" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct image image = router_image();

		put_hardware(&image, false, names[i]);
		assert_mechanical(&image, &(struct expected){ .format = "uimage",
		                                              .board = names[i],
		                                              .completeness = COMPLETE_PADDED,
		                                              .flips = { 70, 1000 } });
	}
}

static void a_cksum_of_gemtek_covers_the_whole_file(void **state)
{
	struct image image = router_image();
	char text[17];

	(void)state;
	snprintf(text, sizeof(text), ".GEMTEK.%08X",
	         (unsigned)sum_of(SUM_CRC_POSIX, image.bytes, image.size));
	image_put(&image, image.size, text, 16);
	assert_mechanical(
	        &image, &(struct expected){ .format = "uimage",
	                                    .completeness = COMPLETE_PADDED,
	                                    .flips = { 70, HEADER + DATA + 200, HEADER + DATA + 620,
	                                               HEADER + DATA + 710 } });
}

TEST_MAIN(TEST(a_salted_md5_and_the_hardware_may_end_a_file_of_dlink),
          TEST(the_hardware_alone_may_end_a_file_of_dlink),
          TEST(a_cksum_of_gemtek_covers_the_whole_file))
