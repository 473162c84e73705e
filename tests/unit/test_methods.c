/* catalog/methods: the table of rescue methods. */
#include "catalog/methods.h"

#include "base/json.h"
#include "base/mem.h"
#include "catalog/recipe.h"

#include <string.h>

#include "test.h"

static void every_method_has_its_row(void **state)
{
	(void)state;
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		const struct method_facts *facts = method_facts(i);
		enum method found = METHOD_COUNT;

		assert_non_null(facts->name);
		assert_string_equal(method_name(i), facts->name);
		assert_true(method_named(facts->name, &found));
		assert_int_equal(found, i);
		assert_non_null(facts->words);
		assert_non_null(facts->files);
		assert_true(facts->words[0] != '\0' && facts->files[0] != '\0');
	}
}

static void a_name_that_no_method_has_gives_none(void **state)
{
	static const char *const names[] = { "", "usb", "usb-stick ", "USB-STICK", "tftp" };
	enum method method = METHOD_NMRP;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_false(method_named(names[i], &method));
	assert_int_equal(method, METHOD_NMRP);
}

/* Whoever is told that no stick helps must be told what does. */
static void a_method_demands_a_condition_or_another_way(void **state)
{
	(void)state;
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		const struct method_facts *facts = method_facts(i);

		assert_true(facts->needs_works_when || facts->needs_instead);
		if (facts->needs_layout || facts->files_have_folders)
			assert_int_equal(facts->product, METHOD_MAKES_STICK);
	}
}

static void a_folder_is_made_for_what_goes_over_the_network(void **state)
{
	static const enum method others[] = { METHOD_USB_STICK, METHOD_DISK_IMAGE, METHOD_DUAL_BOOT,
		                              METHOD_FAMILY, METHOD_NONE };
	struct recipe recipe = { .file_count = 1 };
	size_t taken = 0;

	(void)state;
	for (recipe.method = 0; recipe.method < METHOD_COUNT; recipe.method++)
		taken += recipe_takes_folder(&recipe);
	assert_int_equal(taken, METHOD_COUNT - ARRAY_LEN(others));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(method_takes_folder(others[i]));
	recipe = (struct recipe){ .method = METHOD_TFTP_SERVE };
	assert_false(recipe_takes_folder(&recipe));
	recipe = (struct recipe){ .method = METHOD_TFTP_SERVE, .file_count = 1, .not_built = "-" };
	assert_false(recipe_takes_folder(&recipe));
}

static void the_schema_for_editors_names_the_same_methods(void **state)
{
	struct failure why;
	json_t *schema;
	json_t *names;

	(void)state;
	assert_true(
	        json_read_file(PROJECT_ROOT "/vendors/schema.json", FAIL_CATALOG, &schema, &why));
	names = json_object_get(schema, "$defs");
	names = json_object_get(json_object_get(names, "procedure"), "properties");
	names = json_object_get(json_object_get(names, "method"), "enum");
	assert_int_equal(json_array_size(names), METHOD_COUNT);
	for (enum method i = 0; i < METHOD_COUNT; i++)
		assert_string_equal(json_string_value(json_array_get(names, i)), method_name(i));
	json_decref(schema);
}

TEST_MAIN(TEST(every_method_has_its_row), TEST(a_name_that_no_method_has_gives_none),
          TEST(a_method_demands_a_condition_or_another_way),
          TEST(a_folder_is_made_for_what_goes_over_the_network),
          TEST(the_schema_for_editors_names_the_same_methods))
