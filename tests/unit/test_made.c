/* firmware/firmware, firmware/formats: files that the public image makers made of a payload that
 * is no system (data/made). Each is sound, of its format and for its board; and a damaged copy is
 * refused, unless it is said what is not covered.
 */
#include "firmware/firmware.h"

#include "base/json.h"
#include "base/mem.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

#define MADE TEST_DATA "/made/"

enum { ADDED = 16, FLIPS = 7 };

struct made {
	const json_t *row;
	const char *name;
	uint8_t *bytes; /* with space for what is added */
	size_t size;
};

static struct firmware examine(const struct made *made, size_t size)
{
	static const struct keyring no_keys;
	int fd = memfd_create("made", MFD_CLOEXEC);
	struct firmware firmware;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, made->bytes, size), size);
	firmware_open_content(
	        &firmware,
	        &(struct firmware_content){
	                .fd = fd, .size = size, .path = made->name, .name = made->name },
	        &no_keys);
	firmware_finish(&firmware);
	return firmware;
}

/* That something is not covered, or where the file ends. */
static bool is_said(const struct findings *found)
{
	const bool is_open =
	        found->completeness == COMPLETE_PADDED || found->completeness == COMPLETE_UNSTATED;

	for (size_t i = 0; i < found->check_count; i++) {
		if (found->checks[i].result != CHECK_OK)
			return true;
	}
	for (size_t i = 0; i < found->warning_count; i++) {
		if (strstr(found->warnings[i], "checksum") || strstr(found->warnings[i], "protect"))
			return true;
	}
	return is_open && strstr(found->completeness_detail, "nothing states");
}

static bool names(const struct findings *found, const char *code)
{
	for (size_t i = 0; i < found->board_count; i++) {
		if (strcmp(found->boards[i].code, code) == 0)
			return true;
	}
	return false;
}

/* 1 when it is not what the list says. */
static int judge_whole(const struct made *made)
{
	const char *container = json_string_value(json_object_get(made->row, "container"));
	const char *board = json_string_value(json_object_get(made->row, "board"));
	struct firmware firmware = examine(made, made->size);
	const struct findings *found = &firmware.findings;
	struct failure why = { 0 };
	bool good = firmware_is_sound(&firmware, &why) &&
	            strcmp(found->container, container) == 0 && (!board || names(found, board));

	if (!good)
		print_error("%s: %s, %s: %s\n", made->name, found->container,
		            found->board_count ? found->boards[0].code : "no board", why.text);
	firmware_done(&firmware);
	return good ? 0 : 1;
}

/* 1 when it is accepted without a word. */
static int judge_copy(const struct made *made, size_t size, const char *damage, size_t at)
{
	struct firmware firmware = examine(made, size);
	struct failure why;
	bool silent = firmware_is_sound(&firmware, &why) && !is_said(&firmware.findings);

	if (silent)
		print_error("%s: accepted in silence: %s %zu\n", made->name, damage, at);
	firmware_done(&firmware);
	return silent ? 1 : 0;
}

static int judge_copies(const struct made *made)
{
	const size_t flips[FLIPS] = {
		8,
		20,
		made->size / 3,
		made->size / 2,
		made->size * 2 / 3,
		made->size - 100,
		made->size - 8,
	};
	int wrong = 0;

	wrong += judge_copy(made, made->size * 3 / 4, "cut to three quarters", 0);
	wrong += judge_copy(made, made->size - 1, "last byte missing", 0);
	memcpy(made->bytes + made->size, "sixteen of them!", ADDED);
	wrong += judge_copy(made, made->size + ADDED, "bytes appended", 0);
	for (size_t i = 0; i < FLIPS; i++) {
		made->bytes[flips[i]] ^= 1;
		wrong += judge_copy(made, made->size, "a flipped bit at", flips[i]);
		made->bytes[flips[i]] ^= 1;
	}
	return wrong;
}

static const json_t *row_of(const json_t *rows, const char *name)
{
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);

		if (strcmp(json_string_value(json_object_get(row, "file")), name) == 0)
			return row;
	}
	return NULL;
}

/* Calls `judge` with every file of the archive; the sum of what it returns. */
static int judge_all(int (*judge)(const struct made *made))
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	struct failure why;
	json_t *rows;
	size_t count = 0;
	int wrong = 0;

	assert_true(json_read_file(MADE "made.json", FAIL_CATALOG, &rows, &why));
	archive_read_support_filter_xz(archive);
	archive_read_support_format_tar(archive);
	assert_int_equal(archive_read_open_filename(archive, MADE "made.tar.xz", 1 << 16), 0);
	for (; archive_read_next_header(archive, &entry) == ARCHIVE_OK; count++) {
		struct made made = { .name = archive_entry_pathname(entry),
			             .size = (size_t)archive_entry_size(entry) };

		made.row = row_of(rows, made.name);
		made.bytes = mem_zalloc(1, made.size + ADDED);
		assert_non_null(made.row);
		assert_int_equal(archive_read_data(archive, made.bytes, made.size), made.size);
		wrong += judge(&made);
		free(made.bytes);
	}
	assert_int_equal(count, json_array_size(rows));
	assert_true(count > 140);
	archive_read_free(archive);
	json_decref(rows);
	return wrong;
}

static void every_file_is_sound_and_for_its_board(void **state)
{
	(void)state;
	assert_int_equal(judge_all(judge_whole), 0);
}

static void no_damaged_copy_is_accepted_in_silence(void **state)
{
	(void)state;
	assert_int_equal(judge_all(judge_copies), 0);
}

TEST_MAIN(TEST(every_file_is_sound_and_for_its_board), TEST(no_damaged_copy_is_accepted_in_silence))
