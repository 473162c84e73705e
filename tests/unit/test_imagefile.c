#include "stick/medium/compress.h"
#include "stick/medium/imagefile.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

enum { SIZE = 3 << 20, USED = (1 << 20) + 512 };

/* In place of the C library's. */
static int disk_error;

int fdatasync(int fd)
{
	assert_true(fd >= 0);
	errno = disk_error;
	return disk_error ? -1 : 0;
}

/* A folder of its own for every test, and an image whose zeros end at USED. */
struct place {
	char folder[32];
	char *path;
	uint8_t *bytes;
};

struct memory {
	struct target target;
	const uint8_t *bytes;
};

static bool memory_read(struct target *target, uint64_t offset, void *data, size_t size,
                        struct failure *why)
{
	(void)why;
	memcpy(data, ((struct memory *)target)->bytes + offset, size);
	return true;
}

static const struct target_ops memory_ops = { .read = memory_read };

static struct place make_place(const char *name)
{
	struct place place = { .folder = "/tmp/imagefile-XXXXXX", .bytes = test_malloc(SIZE) };

	assert_non_null(mkdtemp(place.folder));
	place.path = mem_printf("%s/%s", place.folder, name);
	memset(place.bytes, 0, SIZE);
	memset(place.bytes, 'A', 4096);
	memset(place.bytes + USED - 512, 'Z', 512);
	return place;
}

static void leave_place(struct place *place)
{
	unlink(place->path);
	assert_return_code(rmdir(place->folder), 0); /* nothing else may be left in it */
	free(place->path);
	test_free(place->bytes);
}

static bool make_file(const struct place *place, bool force, struct failure *why)
{
	struct memory image = { { &memory_ops, "image", SIZE }, place->bytes };
	struct imagefile file = { 0 };
	bool good = newfile_begin(&file.file, place->path, force, why) &&
	            imagefile_write(&file, &image.target, USED, NULL, why) &&
	            newfile_publish(&file.file, why);

	newfile_done(&file.file);
	return good;
}

static void assert_reads_back(const struct place *place)
{
	AUTO_FREE uint8_t *seen = mem_zalloc(1, SIZE);
	struct target *file = NULL;
	struct failure why;

	assert_true(imagefile_open(place->path, &file, NULL, &why));
	assert_int_equal(file->size, SIZE);
	assert_true(target_read(file, 0, seen, SIZE, &why));
	assert_memory_equal(seen, place->bytes, SIZE);
	target_close(file);
}

static void a_plain_image_takes_room_only_where_it_holds_something(void **state)
{
	struct place place = make_place("stick.img");
	struct failure why;
	struct stat st;

	(void)state;
	assert_true(make_file(&place, false, &why));
	assert_return_code(stat(place.path, &st), 0);
	assert_int_equal(st.st_size, SIZE);
	assert_in_range(st.st_blocks, 1, 2 * (64 << 10) / 512);
	assert_reads_back(&place);
	leave_place(&place);
}

static void compressed_images_are_read_back_and_always_the_same(void **state)
{
	static const char *const names[] = { "stick.img.gz", "stick.img.xz", "stick.IMG.ZST" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct place place = make_place(names[i]);
		AUTO_FREE char *command = mem_printf("cp %s %s.1", place.path, place.path);
		AUTO_FREE char *compare =
		        mem_printf("cmp %s %s.1 && rm %s.1", place.path, place.path, place.path);
		struct failure why;
		struct stat st;

		assert_true(make_file(&place, false, &why));
		assert_return_code(stat(place.path, &st), 0);
		assert_in_range(st.st_size, 1, 100000);
		assert_reads_back(&place);
		assert_int_equal(system(command), 0);
		assert_true(make_file(&place, true, &why));
		assert_int_equal(system(compare), 0);
		leave_place(&place);
	}
}

static void an_existing_file_is_replaced_only_by_force(void **state)
{
	struct place place = make_place("stick.img");
	struct failure why;

	(void)state;
	assert_true(make_file(&place, false, &why));
	assert_false(make_file(&place, false, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, "--force"));
	assert_true(make_file(&place, true, &why));
	leave_place(&place);
}

static void assert_not_replaced(void (*appear)(const char *path))
{
	struct place place = make_place("stick.img");
	struct memory image = { { &memory_ops, "image", SIZE }, place.bytes };
	struct imagefile file = { 0 };
	struct failure why;

	assert_true(newfile_begin(&file.file, place.path, false, &why));
	assert_true(imagefile_write(&file, &image.target, USED, NULL, &why));
	appear(place.path);
	assert_false(newfile_publish(&file.file, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	newfile_done(&file.file);
	leave_place(&place);
}

static void make_other_file(const char *path)
{
	FILE *other = fopen(path, "w");

	assert_non_null(other);
	fputs("somebody else's", other);
	fclose(other);
}

static void make_idle_link(const char *path)
{
	assert_return_code(symlink("nowhere", path), 0);
}

static void what_appeared_meanwhile_is_not_replaced(void **state)
{
	(void)state;
	assert_not_replaced(make_other_file);
	assert_not_replaced(make_idle_link);
}

static void what_is_in_the_gap_may_change_until_the_rest_is_written(void **state)
{
	struct place place = make_place("stick.img");
	struct memory image = { { &memory_ops, "image", SIZE }, place.bytes };
	const struct imagefile_gap gap = { 4096, 8192 };
	struct imagefile file = { 0 };
	struct failure why;

	(void)state;
	memset(place.bytes + gap.from, 'x', gap.to - gap.from);
	assert_true(newfile_begin(&file.file, place.path, false, &why));
	assert_true(imagefile_write_early(&file, &image.target, gap, USED, NULL, &why));
	memset(place.bytes + gap.from, 'y', gap.to - gap.from);
	assert_true(imagefile_write(&file, &image.target, USED, NULL, &why));
	assert_true(newfile_publish(&file.file, &why));
	newfile_done(&file.file);
	assert_reads_back(&place);
	leave_place(&place);
}

/* What becomes of a file that another program cuts or lengthens before it is published. */
static void assert_wrong_size_is_noticed(const char *name, off_t change)
{
	struct place place = make_place(name);
	struct memory image = { { &memory_ops, "image", SIZE }, place.bytes };
	struct imagefile file = { 0 };
	struct failure why;
	struct stat st;

	assert_true(newfile_begin(&file.file, place.path, false, &why));
	assert_true(imagefile_write(&file, &image.target, USED, NULL, &why));
	assert_return_code(stat(file.file.temporary, &st), 0);
	assert_return_code(truncate(file.file.temporary, st.st_size + change), 0);
	assert_false(newfile_publish(&file.file, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, "another program"));
	newfile_done(&file.file);
	leave_place(&place);
}

static void a_file_of_another_size_than_was_written_gets_no_name(void **state)
{
	(void)state;
	assert_wrong_size_is_noticed("stick.img", -1);
	assert_wrong_size_is_noticed("stick.img", 512);
	assert_wrong_size_is_noticed("stick.img.gz", -1);
	assert_wrong_size_is_noticed("stick.img.zst", 1);
}

static void a_file_that_the_disk_does_not_take_gets_no_name(void **state)
{
	struct place place = make_place("stick.img");
	struct failure why;

	(void)state;
	disk_error = EIO;
	assert_false(make_file(&place, false, &why));
	disk_error = 0;
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, "to disk"));
	assert_int_not_equal(access(place.path, F_OK), 0);
	leave_place(&place);
}

static void what_is_not_published_leaves_nothing_behind(void **state)
{
	struct place place = make_place("stick.img");
	struct memory image = { { &memory_ops, "image", SIZE }, place.bytes };
	struct imagefile file = { 0 };
	struct failure why;

	(void)state;
	assert_true(newfile_begin(&file.file, place.path, false, &why));
	assert_true(imagefile_write(&file, &image.target, USED, NULL, &why));
	assert_int_not_equal(access(place.path, F_OK), 0);
	newfile_done(&file.file);
	leave_place(&place);
}

static void a_link_that_leads_nowhere_is_refused(void **state)
{
	struct place place = make_place("stick.img");
	struct failure why;

	(void)state;
	make_idle_link(place.path);
	assert_false(make_file(&place, false, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_false(make_file(&place, true, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	leave_place(&place);
}

static void the_longest_name_that_a_file_can_have_will_do(void **state)
{
	char name[256];
	struct place place;
	struct failure why;

	(void)state;
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	place = make_place(name);
	assert_true(make_file(&place, false, &why));
	assert_reads_back(&place);
	leave_place(&place);
}

static void devices_and_folders_are_no_image_files(void **state)
{
	struct failure why;

	(void)state;
	assert_false(newfile_check("/dev/null", true, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, "--device"));
	assert_false(newfile_check("/dev/sdzz9", true, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_false(newfile_check("/tmp", true, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
}

static void put_file(const struct place *place, const char *text, size_t size)
{
	FILE *file = fopen(place->path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	fclose(file);
}

static void broken_compression_is_said_to_be_no_image(void **state)
{
	static const char broken[] = "\x1f\x8b\x08\x00 this is not deflate";
	struct place place = make_place("stick.img.gz");
	struct target *file = NULL;
	struct failure why;

	(void)state;
	put_file(&place, broken, sizeof(broken));
	assert_false(imagefile_open(place.path, &file, NULL, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	leave_place(&place);
}

static void an_empty_file_is_no_image(void **state)
{
	struct place place = make_place("stick.img");
	struct target *file = NULL;
	struct failure why;

	(void)state;
	put_file(&place, "", 0);
	assert_false(imagefile_open(place.path, &file, NULL, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	leave_place(&place);
}

static void a_missing_image_cannot_be_read(void **state)
{
	struct target *file = NULL;
	struct failure why;

	(void)state;
	assert_false(imagefile_open("/nonexistent/stick.img", &file, NULL, &why));
	assert_int_equal(why.kind, FAIL_IO);
}

static void an_image_is_named_by_its_end(void **state)
{
	static const char *const images[] = { "a.img",     "a.IMG.gz",  "b/a.img.xz",
		                              "a.img.zst", "a.img.bz2", "a.gz.img" };
	static const char *const others[] = { "img",       ".img",        ".img.gz",
		                              "a.img.lz4", "a.img.gz.gz", "a.bin",
		                              "a.gz",      "1",           "a.imgx" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(images); i++)
		assert_true(compression_names_image(images[i]));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(compression_names_image(others[i]));
}

TEST_MAIN(TEST(an_image_is_named_by_its_end),
          TEST(a_plain_image_takes_room_only_where_it_holds_something),
          TEST(compressed_images_are_read_back_and_always_the_same),
          TEST(an_existing_file_is_replaced_only_by_force),
          TEST(what_appeared_meanwhile_is_not_replaced),
          TEST(what_is_in_the_gap_may_change_until_the_rest_is_written),
          TEST(a_file_of_another_size_than_was_written_gets_no_name),
          TEST(a_file_that_the_disk_does_not_take_gets_no_name),
          TEST(what_is_not_published_leaves_nothing_behind),
          TEST(a_link_that_leads_nowhere_is_refused),
          TEST(the_longest_name_that_a_file_can_have_will_do),
          TEST(devices_and_folders_are_no_image_files),
          TEST(broken_compression_is_said_to_be_no_image), TEST(an_empty_file_is_no_image),
          TEST(a_missing_image_cannot_be_read))
