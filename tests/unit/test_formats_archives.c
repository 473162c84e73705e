/* firmware/tar, firmware/zip, firmware/packed, firmware/medkit: archives, and what is packed. */
#include "inner_image.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>

enum { DATA = 1500, BLOCK = 512, RECORD = 10240 };

static void put_member(struct image *image, const char *name, const void *data, size_t size)
{
	uint8_t *header = image->bytes + image->size;
	bool is_folder = name[strlen(name) - 1] == '/';

	memset(header, 0, BLOCK);
	memcpy(header, name, strlen(name));
	memcpy(header + 100, is_folder ? "0000755" : "0000644", 7);
	snprintf((char *)header + 124, 12, "%011zo", size);
	memset(header + 148, ' ', 8);
	header[156] = is_folder ? '5' : '0';
	memcpy(header + 257, "ustar  ", 7);
	snprintf((char *)header + 148, 7, "%06o", sum_of(SUM_ADD32, header, BLOCK));
	image_put(image, image->size + BLOCK, data, size);
	image->size = (image->size + BLOCK - 1) / BLOCK * BLOCK;
}

static void put_end(struct image *image, size_t record)
{
	image->size += 2 * (size_t)BLOCK;
	image->size = (image->size + record - 1) / record * record;
}

static void tar_is_checked_by_the_sums_of_its_headers(void **state)
{
	struct image content = { .size = 0 };
	struct image image = { .size = 0 };

	(void)state;
	image_fill(&content, 0, DATA);
	put_member(&image, "a/", "", 0);
	put_member(&image, "a/file", content.bytes, DATA);
	put_end(&image, BLOCK);
	assert_mechanical(&image, &(struct expected){ .format = "tar",
	                                              .flips = { 1, BLOCK + 3, BLOCK + 130 } });
}

static struct image sysupgrade(void)
{
	static const char control[] = "BOARD=xiaomi_mi-router-3g\n";
	struct image kernel = { .size = 0 };
	struct image image = { .size = 0 };

	put_uimage(&kernel, 0, DATA);
	put_member(&image, "sysupgrade-xiaomi_mi-router-3g/", "", 0);
	put_member(&image, "sysupgrade-xiaomi_mi-router-3g/CONTROL", control, sizeof(control) - 1);
	put_member(&image, "sysupgrade-xiaomi_mi-router-3g/kernel", kernel.bytes, kernel.size);
	return image;
}

static const struct expected upgrade = {
	.format = "openwrt-sysupgrade",
	.board = "xiaomi_mi-router-3g",
	.origin = ORIGIN_OPENWRT,
	.flips = { 3, 30, BLOCK + 3, 3 * BLOCK + 130, 4 * BLOCK + 5, 4 * BLOCK + 700 },
};

static void a_sysupgrade_archive_is_checked_by_its_headers_and_its_kernel(void **state)
{
	struct image image = sysupgrade();

	(void)state;
	put_end(&image, RECORD);
	assert_mechanical(&image, &upgrade);
}

static void a_sysupgrade_archive_has_one_folder(void **state)
{
	struct image image = sysupgrade();

	(void)state;
	put_member(&image, "sysupgrade-another_board/", "", 0);
	put_end(&image, RECORD);
	assert_noticed(&image, &upgrade, "a second folder", 0);
}

/* The file system says where it ends; the archive knows nothing of it. */
static void a_root_file_system_cut_before_it_was_archived_is_noticed(void **state)
{
	struct image image = sysupgrade();
	uint8_t root[200] = { 0 };

	(void)state;
	put_squashfs(root, 4096);
	put_member(&image, "sysupgrade-xiaomi_mi-router-3g/root", root, sizeof(root));
	put_end(&image, RECORD);
	assert_noticed(&image, &upgrade, "a cut root file system", 0);
}

/* What a command makes of an image. */
static struct image packed_by(const char *tool, const struct image *content)
{
	char path[] = "/tmp/pack-XXXXXX";
	int fd = mkstemp(path);
	AUTO_FREE char *command = mem_printf("%s -c < %s", tool, path);
	struct image image = { .size = 0 };
	FILE *from;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, content->bytes, content->size), content->size);
	close(fd);
	from = popen(command, "r");
	image.size = fread(image.bytes, 1, IMAGE_MAX, from);
	assert_int_equal(pclose(from), 0);
	unlink(path);
	return image;
}

static void what_is_packed_is_checked_by_unpacking_it(void **state)
{
	static const struct {
		const char *format;
		const char *tool;
	} kinds[] = {
		{ "gzip", "gzip" },
		{ "xz", "xz" },
		{ "zstd", "zstd -q" },
		{ "bzip2", "bzip2" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct image content = { .size = 0 };
		struct image image;

		put_uimage(&content, 0, DATA);
		image = packed_by(kinds[i].tool, &content);
		assert_mechanical(&image,
		                  &(struct expected){ .format = kinds[i].format,
		                                      .flips = { 2, 200, 900, image.size - 3 } });
	}
}

static void what_is_unpacked_is_looked_at(void **state)
{
	struct image content = { .size = 0 };
	struct image image;
	struct firmware firmware;

	(void)state;
	put_uimage(&content, 0, DATA);
	content.bytes[700] ^= 1;
	image = packed_by("gzip", &content);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "gzip > uimage");
	assert_int_equal(check_of(&firmware, "unpacking"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "uimage: CRC-32 of the data"), CHECK_BAD);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
}

static void put_zip_member(struct archive *archive, const char *name, const void *data, size_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)size);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(archive, data, size), size);
	archive_entry_free(entry);
}

/* One image and what a vendor has to say about it. */
static struct image zip(const char *name)
{
	static const char notes[] = "<html>Release notes</html>";
	struct archive *archive = archive_write_new();
	struct image content = { .size = 0 };
	struct image image = { .size = 0 };

	put_uimage(&content, 0, DATA);
	archive_write_set_format_zip(archive);
	assert_int_equal(
	        archive_write_open_memory(archive, image.bytes, sizeof(image.bytes), &image.size),
	        ARCHIVE_OK);
	put_zip_member(archive, name, content.bytes, content.size);
	put_zip_member(archive, "notes.html", notes, strlen(notes));
	assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	return image;
}

static void a_zip_is_checked_by_the_crcs_of_its_members(void **state)
{
	const struct image image = zip("firmware.bin");

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "zip",
	                                              .flips = { 1, 200, 900, image.size - 20 } });
}

static void a_member_of_a_zip_that_leads_out_of_it_is_passed_over(void **state)
{
	static const char *const names[] = { "../firmware.bin", "/etc/firmware.bin" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct image image = zip(names[i]);
		struct firmware firmware = examine(&image);

		assert_int_equal(check_of(&firmware, "members"), CHECK_OK);
		assert_string_equal(firmware.findings.container, "zip");
		assert_false(is_sound(&firmware)); /* no firmware is left in it */
		firmware_done(&firmware);
	}
}

/* Of members that are all encrypted: the flag stands in both headers. */
static struct image encrypted_zip(void)
{
	struct image image = zip("firmware.bin");

	for (size_t at = 0; at + 12 < image.size; at++) {
		if (memcmp(image.bytes + at, "PK\3\4", 4) == 0)
			image.bytes[at + 6] |= 1;
		if (memcmp(image.bytes + at, "PK\1\2", 4) == 0)
			image.bytes[at + 8] |= 1;
	}
	return image;
}

static void what_is_no_damage_of_a_zip_is_not_called_so(void **state)
{
	const struct image image = encrypted_zip();
	struct firmware firmware = examine(&image);
	struct failure why;

	(void)state;
	assert_false(firmware_is_sound(&firmware, &why));
	assert_non_null(strstr(why.text, "it is encrypted"));
	assert_null(strstr(why.text, "damaged"));
	firmware_done(&firmware);
}

static void two_dots_in_a_name_lead_nowhere(void **state)
{
	const struct image image = zip("folder..old/firmware..bin");
	struct firmware firmware = examine(&image);

	(void)state;
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
}

static struct image medkit(const char *tool, const char *first)
{
	struct image content = { .size = 0 };

	put_member(&content, "./", "", 0);
	put_member(&content, first, "", 0);
	put_member(&content, "./etc/", "", 0);
	put_member(&content, "./etc/turris-version", "6.0.1\n", 6);
	put_end(&content, RECORD);
	return packed_by(tool, &content);
}

static const struct expected rescue = {
	.format = "turris-medkit",
	.board = "omnia",
	.version = "6.0.1",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.name = "omnia-medkit-202207.tar.gz",
	.flips = { 1, 40, 60 },
};

static void a_medkit_is_named_by_its_file_and_checked_by_unpacking_it(void **state)
{
	static const char *const tools[] = { "gzip", "xz" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		const struct image image = medkit(tools[i], "./bin/");

		assert_mechanical(&image, &rescue);
	}
}

static void a_medkit_without_a_name_or_a_system_is_warned_about(void **state)
{
	const struct image image = medkit("gzip", "./boot/");
	struct firmware firmware = examine(&image);

	(void)state;
	assert_string_equal(firmware.findings.format, "turris-medkit");
	assert_int_equal(firmware.findings.board_count, 0);
	assert_int_equal(firmware.findings.warning_count, 1);
	assert_non_null(strstr(firmware.findings.warnings[0], "./bin is missing"));
	firmware_done(&firmware);
}

TEST_MAIN(TEST(tar_is_checked_by_the_sums_of_its_headers),
          TEST(a_sysupgrade_archive_is_checked_by_its_headers_and_its_kernel),
          TEST(a_sysupgrade_archive_has_one_folder),
          TEST(a_root_file_system_cut_before_it_was_archived_is_noticed),
          TEST(what_is_packed_is_checked_by_unpacking_it), TEST(what_is_unpacked_is_looked_at),
          TEST(a_zip_is_checked_by_the_crcs_of_its_members),
          TEST(what_is_no_damage_of_a_zip_is_not_called_so),
          TEST(a_member_of_a_zip_that_leads_out_of_it_is_passed_over),
          TEST(two_dots_in_a_name_lead_nowhere),
          TEST(a_medkit_is_named_by_its_file_and_checked_by_unpacking_it),
          TEST(a_medkit_without_a_name_or_a_system_is_warned_about))
