/* app/model_match: for every file of every recipe of the catalogue, a file that names its own
 * board is for the model, and one that names another device is not.
 */
#include "app/sources/model_match.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "own_knowledge.h"
#include "test.h"

static struct knowledge knowledge;

/* How many recipes there are, and what their files can say. */
static struct {
	size_t recipes, files, codes, boards, silent, generic, open;
} seen;

enum answer { REFUSED = -1 };

/* A file of that format that names one board; `of` is the container that does, NULL: metadata. */
static int answer_of(const struct recipe *recipe, const struct firmware_accept *accept,
                     const char *code, const char *of)
{
	char name[] = "some.bin";
	struct firmware *firmware = mem_zalloc(1, sizeof(*firmware));
	enum model_match match = MODEL_NOT_STATED;
	struct failure why = { 0 };
	bool good;

	firmware->name = name;
	firmware->findings.format = accept ? accept->format : "uimage";
	if (code) {
		snprintf(firmware->findings.boards[0].code,
		         sizeof(firmware->findings.boards[0].code), "%s", code);
		firmware->findings.boards[0].format = of;
		firmware->findings.board_count = 1;
	}
	good = model_match(&knowledge, recipe, firmware, accept, &match, &why);
	assert_true(good || strstr(why.text, recipe->title));
	free(firmware);
	return good ? (int)match : REFUSED;
}

static void expect(const struct recipe *recipe, const char *code, int is, int wanted)
{
	if (is != wanted)
		print_error("%s/%s: a file that names %s: %d, not %d\n", recipe->vendor,
		            recipe->model, code ? code : "nothing", is, wanted);
	assert_int_equal(is, wanted);
}

static bool has_board(const struct recipe *recipe, const char *board)
{
	for (size_t i = 0; i < recipe->board_count; i++) {
		if (strcmp(recipe->boards[i], board) == 0)
			return true;
	}
	return false;
}

static bool covers(const struct recipe *recipe, const char *target)
{
	for (size_t i = 0; i < recipe->cover_count; i++) {
		if (strcmp(recipe->covers[i], target) == 0)
			return true;
	}
	return recipe->cover_count == 0;
}

/* Nothing is the board of an entry for many models, but devices of other targets are foreign. */
static void check_generic(const struct recipe *recipe, const struct firmware_accept *accept)
{
	static const struct {
		const char *board, *target;
	} devices[] = { { "onion_omega2p", "ramips" }, { "linksys,wrt3200acm", "mvebu" } };

	assert_null(accept && accept->code_count ? "a code" : NULL);
	for (size_t i = 0; i < ARRAY_LEN(devices); i++)
		expect(recipe, devices[i].board, answer_of(recipe, accept, devices[i].board, NULL),
		       covers(recipe, devices[i].target) ? MODEL_NOT_STATED : REFUSED);
	expect(recipe, "acme,unheard-of", answer_of(recipe, accept, "acme,unheard-of", NULL),
	       MODEL_NOT_STATED);
	expect(recipe, NULL, answer_of(recipe, accept, NULL, NULL), MODEL_NOT_STATED);
	/* Of Xiaomi's router with an MT7621. */
	expect(recipe, "13", answer_of(recipe, accept, "13", "xiaomi-hdr1"),
	       covers(recipe, "ramips") || covers(recipe, "ramips/mt7621") ? MODEL_NOT_STATED
	                                                                   : REFUSED);
}

/* OpenWrt's boards in metadata; codes that the recipe lists may be such boards as well. */
static void check_boards(const struct recipe *recipe, const struct firmware_accept *accept)
{
	const char *other =
	        has_board(recipe, "onion_omega2p") ? "xiaomi_mi-router-3g-v2" : "onion_omega2p";
	const bool has_codes = accept && accept->code_count;

	expect(recipe, other, answer_of(recipe, accept, other, NULL), REFUSED);
	for (size_t i = 0; i < recipe->board_count; i++)
		expect(recipe, recipe->boards[i],
		       answer_of(recipe, accept, recipe->boards[i], NULL), MODEL_MATCHED);
	for (size_t i = 0; i < recipe->old_board_count; i++)
		expect(recipe, recipe->old_boards[i],
		       answer_of(recipe, accept, recipe->old_boards[i], NULL), MODEL_MATCHED);
	expect(recipe, "acme,unheard-of", answer_of(recipe, accept, "acme,unheard-of", NULL),
	       has_codes ? REFUSED : MODEL_NOT_STATED);
	expect(recipe, NULL, answer_of(recipe, accept, NULL, NULL),
	       has_codes             ? REFUSED
	       : recipe->any_machine ? MODEL_MATCHED
	                             : MODEL_NOT_STATED);
}

static void check_codes(const struct recipe *recipe, const struct firmware_accept *accept)
{
	for (size_t i = 0; i < accept->code_count; i++)
		expect(recipe, accept->codes[i],
		       answer_of(recipe, accept, accept->codes[i], accept->format), MODEL_MATCHED);
	if (accept->code_count)
		expect(recipe, "another code",
		       answer_of(recipe, accept, "another code", accept->format), REFUSED);
}

static void check_file(const struct recipe *recipe, const struct slot *file)
{
	bool has_codes = false;

	for (size_t i = 0; i < file->accept_count; i++) {
		const struct accepted *from = &file->accepts[i];
		const struct firmware_accept accept = { from->format, from->codes,
			                                from->code_count };
		const bool is_any = strcmp(from->format, FORMAT_ANY) == 0;

		if (recipe->generic)
			check_generic(recipe, is_any ? NULL : &accept);
		else
			check_boards(recipe, is_any ? NULL : &accept);
		check_codes(recipe, &accept);
		has_codes = has_codes || from->code_count;
	}
	seen.files++;
	seen.codes += has_codes;
	seen.boards += !has_codes && recipe->board_count && !recipe->generic;
	seen.silent += !has_codes && !recipe->board_count && !recipe->generic;
	seen.generic += recipe->generic;
	seen.open += recipe->generic && !recipe->cover_count;
}

static void every_file_of_every_recipe_takes_its_own_board_and_no_other(void **state)
{
	size_t recipes = 0;

	(void)state;
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		recipes += vendor->recipe_count;
		for (size_t j = 0; j < vendor->recipe_count; j++) {
			const struct recipe *recipe = &vendor->recipes[j];

			for (size_t k = 0; k < recipe->file_count; k++)
				check_file(recipe, &recipe->files[k]);
			seen.recipes++;
		}
	}
	assert_int_equal(seen.recipes, recipes);
	print_message("%zu recipes with %zu files: %zu are known by codes, %zu by boards, %zu by "
	              "nothing of their own, %zu are for many models, %zu of these for any\n",
	              seen.recipes, seen.files, seen.codes, seen.boards, seen.silent, seen.generic,
	              seen.open);
}

static void names_of_boards_are_equal_whatever_their_separators_and_vendor(void **state)
{
	(void)state;
	assert_true(board_name_equal("xiaomi,mir3g-v2", "xiaomi_mir3g-v2"));
	assert_true(board_name_equal("d-link_dir-860l-b1", "dlink,dir_860l_b1"));
	assert_true(board_name_equal("ubiquiti,unifi", "ubnt_unifi"));
	assert_true(board_name_equal("R3G", "r3g"));
	assert_false(board_name_equal("xiaomi,mir3g", "xiaomi,mir3g-v2"));
	assert_false(board_name_equal("xiaomi,mir3g", "mir3g"));
	assert_true(board_name_is_short_for("mir3g", "xiaomi,mir3g"));
	assert_false(board_name_is_short_for("acme,mir3g", "xiaomi,mir3g"));
}

static void openwrts_devices_are_told_from_older_names_of_them(void **state)
{
	const struct board_list *list;
	struct failure why;

	(void)state;
	assert_true(knowledge_boards(&knowledge, &list, &why));
	assert_int_equal(board_list_find(list, "xiaomi,mi-router-3g"), BOARD_CURRENT);
	assert_int_equal(board_list_find(list, "mir3g"), BOARD_OLD);
	assert_int_equal(board_list_find(list, "mi-router-3g"), BOARD_OLD);
	assert_int_equal(board_list_find(list, "acme,unheard-of"), BOARD_UNKNOWN);
	assert_int_equal(board_list_find(list, "# Source:"), BOARD_UNKNOWN);
	assert_int_equal(board_list_find(list, "@ramips/mt7621"), BOARD_UNKNOWN);
	assert_int_equal(board_list_find(list, ""), BOARD_UNKNOWN);
}

static enum board_kind find_among(const char *name, const char *covers)
{
	const struct board_range range = { &covers, 1 };
	const struct board_list *list;
	struct failure why;

	assert_true(knowledge_boards(&knowledge, &list, &why));
	return board_list_find_among(list, name, &range);
}

static void openwrts_devices_are_found_by_target_and_by_name(void **state)
{
	(void)state;
	assert_int_equal(find_among("xiaomi,mi-router-3g", "ramips"), BOARD_CURRENT);
	assert_int_equal(find_among("xiaomi,mi-router-3g", "ramips/mt7621"), BOARD_CURRENT);
	assert_int_equal(find_among("mir3g", "ramips/mt7621"), BOARD_OLD);
	assert_int_equal(find_among("xiaomi,mi-router-3g", "xiaomi_*"), BOARD_CURRENT);
	assert_int_equal(find_among("xiaomi,mi-router-3g", "ramips/mt7620"), BOARD_UNKNOWN);
	assert_int_equal(find_among("xiaomi,mi-router-3g", "ram"), BOARD_UNKNOWN);
	assert_int_equal(find_among("xiaomi,mi-router-3g", "mikrotik_*"), BOARD_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_of_every_recipe_takes_its_own_board_and_no_other),
		cmocka_unit_test(names_of_boards_are_equal_whatever_their_separators_and_vendor),
		cmocka_unit_test(openwrts_devices_are_told_from_older_names_of_them),
		cmocka_unit_test(openwrts_devices_are_found_by_target_and_by_name),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
