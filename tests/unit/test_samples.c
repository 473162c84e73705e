/* firmware/firmware, firmware/formats: every sample of data/firmware, held against what
 * samples.json says of it. They were made with public tools (openwrt/firmware-utils@d21804ad and
 * others) from synthetic content; none is runnable.
 */
#include "firmware/firmware.h"

#include "base/mem.h"

#include <string.h>

#include "samples.h"

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

static bool names_board(const struct findings *found, const char *code)
{
	for (size_t i = 0; i < found->board_count; i++) {
		if (strcmp(found->boards[i].code, code) == 0)
			return true;
	}
	return false;
}

/* Prints what differs; the number of differences. */
static int compare_findings(const json_t *row, const struct findings *found)
{
	const char *file = text_of(row, "file");
	const json_t *boards = json_object_get(row, "boards");
	int wrong = 0;

	if (strcmp(text_of(row, "format"), found->format ? found->format : "") != 0) {
		print_error("%s: is '%s'\n", file, found->container);
		wrong++;
	}
	for (size_t i = 0; i < json_array_size(boards); i++) {
		const char *code = json_string_value(json_array_get(boards, i));

		if (names_board(found, code))
			continue;
		print_error("%s: board '%s' is not named, but '%s'\n", file, code,
		            found->board_count ? found->boards[0].code : "");
		wrong++;
	}
	if (!strstr(found->version, text_of(row, "version"))) {
		print_error("%s: version '%s'\n", file, found->version);
		wrong++;
	}
	return wrong;
}

static int compare(const json_t *row, const struct keyring *keys)
{
	const char *file = text_of(row, "file");
	AUTO_FREE char *path = mem_printf(SAMPLES "%s", file);
	bool expected = json_is_true(json_object_get(row, "sound"));
	struct firmware firmware;
	struct failure why = { 0 };
	int wrong;
	bool sound;

	if (!firmware_open(&firmware, path, keys, &why)) {
		print_error("%s\n", why.text);
		return 1;
	}
	sound = firmware_is_sound(&firmware, &why);
	wrong = compare_findings(row, &firmware.findings) + (sound != expected);
	if (sound != expected)
		print_error("%s: is %s: %s\n", file, sound ? "sound" : "not sound", why.text);
	firmware_done(&firmware);
	return wrong;
}

static void every_sample_is_judged_as_its_maker_says(void **state)
{
	struct samples samples;
	int wrong = 0;

	(void)state;
	samples_load(&samples);
	for (size_t i = 0; i < json_array_size(samples.rows); i++)
		wrong += compare(json_array_get(samples.rows, i), &samples.keys);
	samples_done(&samples);
	assert_int_equal(wrong, 0);
}

TEST_MAIN(TEST(every_sample_is_judged_as_its_maker_says))
