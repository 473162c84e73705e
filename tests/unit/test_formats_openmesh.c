/* firmware/openmesh_ce: an image of several files, made by its field table. */
#include "base/text/text.h"

#include "mechanical.h"

#include <stdio.h>

enum { HEADER = 64 << 10, LIST = 38, ENTRY = 72, PART = 700, PARTS = 3 };

static const char *const part_names[PARTS] = { "fwupgrade.cfg", "kernel", "rootfs" };

static void put_entry(struct image *image, size_t number)
{
	const size_t at = HEADER + number * PART;
	const struct digest md5 = digest_of(DIGEST_MD5, (struct bytes){ image->bytes + at, PART });
	char hex[2 * 16 + 1];
	char entry[ENTRY + 1];

	text_hex(hex, md5.bytes, 16);
	snprintf(entry, sizeof(entry), "%-32s%08x%s", part_names[number], PART, hex);
	put_text(image, LIST + number * ENTRY, entry);
}

static struct image combined(const char *models)
{
	struct image image = { .size = 0 };
	char head[LIST + 1];

	image_fill(&image, HEADER, PARTS * PART);
	snprintf(head, sizeof(head), "CE01%-32s%02x", models, PARTS);
	put_text(&image, 0, head);
	for (size_t i = 0; i < PARTS; i++)
		put_entry(&image, i);
	return image;
}

static void every_file_of_a_combined_image_is_checked(void **state)
{
	const struct image image = combined("OM5P");

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "openmesh-ce",
	                                              .board = "OM5P",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { LIST + 33, LIST + 45, HEADER,
	                                                         HEADER + 900, HEADER + 2000 } });
}

static void a_combined_image_is_for_every_model_that_it_lists(void **state)
{
	const struct image image = combined("OM5P,MR600");
	struct firmware firmware = examine(&image);
	const struct findings *found = &firmware.findings;

	(void)state;
	assert_int_equal(found->board_count, 2);
	assert_string_equal(found->boards[1].code, "MR600");
	assert_int_equal(found->segment_count, PARTS);
	for (size_t i = 0; i < PARTS; i++) {
		assert_string_equal(found->segments[i].name, part_names[i]);
		assert_int_equal(found->segments[i].offset, HEADER + i * PART);
		assert_int_equal(found->segments[i].size, PART);
	}
	firmware_done(&firmware);
}

static void a_list_that_is_none_is_damage(void **state)
{
	struct image image = combined("OM5P");

	(void)state;
	put_text(&image, LIST + ENTRY + 32, "0000zz00");
	assert_false(is_sound_image(&image));
	image = combined("OM5P");
	put_text(&image, LIST - 2, "ff");
	assert_false(is_sound_image(&image));
}

TEST_MAIN(TEST(every_file_of_a_combined_image_is_checked),
          TEST(a_combined_image_is_for_every_model_that_it_lists),
          TEST(a_list_that_is_none_is_damage))
