/* catalog/catalog, catalog/folder: whose files are read, and what is left out with a warning. */
#include "catalog/catalog.h"

#include <string.h>
#include <sys/stat.h>

#include "catalog_places.h"

static void files_of_others_are_not_read_for_a_user(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}");
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_place((struct catalog_place){ folder, geteuid(), true }, NULL, &catalog,
	                       &why));
	catalog_done(&catalog);
	assert_true(load_place((struct catalog_place){ folder, geteuid() + 1, true }, NULL,
	                       &catalog, &why));
	assert_null(catalog_vendor(&catalog, "mine"));
	assert_int_equal(catalog.warning_count, 1);
	assert_non_null(strstr(catalog.warnings[0], "mine.json"));
	assert_non_null(strstr(catalog.warnings[0], "belongs to another user"));
	catalog_done(&catalog);
	drop_folder(folder);
}

static void a_pipe_in_the_place_of_a_file_is_not_opened(void **state)
{
	char *folder = make_empty_folder();
	AUTO_FREE char *path = mem_printf("%s/mine.json", folder);

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_left_out(folder, "mine", "is not a regular file");
	drop_folder(folder);
}

static void of_several_files_only_the_broken_ones_are_left_out(void **state)
{
	static const char *const names[] = { "a.json", "b.json", "c.json", "d.json", "e.json" };
	char *folder = make_empty_folder();
	struct catalog catalog;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		write_file(folder, names[i],
		           i == 0 ? "{\"schema\": 2, \"vendor\": \"a\", \"title\": \"A\", "
		                    "\"models\": []}"
		                  : "{");
	for (size_t round = 0; round < 20; round++) {
		assert_true(load_with(folder, &catalog, &why));
		assert_non_null(catalog_vendor(&catalog, "a"));
		assert_int_equal(catalog.warning_count, 4);
		assert_non_null(strstr(catalog.warnings[0], "b.json"));
		assert_null(catalog_why_left_out(&catalog, "a"));
		assert_non_null(catalog_why_left_out(&catalog, "E"));
		catalog_done(&catalog);
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		drop_file(folder, names[i]);
	drop_folder(folder);
}

/* For the user's own folder, which nobody asked for: a file in its place, a link to itself. */
static void a_folder_that_cannot_be_read_is_a_warning(void **state)
{
	char *folder = make_empty_folder();
	AUTO_FREE char *own = mem_printf("%s/own", folder);
	struct catalog catalog;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		AUTO_FREE char *command =
		        i ? mem_printf("ln -s own '%s'", own) : mem_printf("touch '%s'", own);

		assert_int_equal(system(command), 0);
		assert_true(load_place((struct catalog_place){ own, FOLDER_ANYBODY, true }, NULL,
		                       &catalog, &why));
		assert_int_equal(catalog.warning_count, 1);
		assert_non_null(strstr(catalog.warnings[0], own));
		assert_non_null(strstr(catalog.warnings[0], "set XDG_CONFIG_HOME"));
		catalog_done(&catalog);
		assert_false(load_with(own, &catalog, &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
		assert_int_equal(unlink(own), 0);
	}
	drop_folder(folder);
}

static void keys_of_the_users_own_that_are_broken_are_left_out(void **state)
{
	char *folder = make_folder(VENDOR(MODEL("a")));
	struct catalog catalog;
	struct failure why;

	(void)state;
	write_file(folder, "keys.json", "{\"keys\": [{}]}");
	assert_true(load_with(folder, &catalog, &why));
	assert_non_null(catalog_vendor(&catalog, "mine"));
	assert_int_equal(catalog.warning_count, 1);
	assert_non_null(strstr(catalog.warnings[0], "keys.json"));
	assert_int_equal(catalog.own_key_count, 0);
	assert_true(catalog.key_count >= 10);
	catalog_done(&catalog);
	drop_file(folder, "keys.json");
	drop_folder(folder);
}

static void a_folder_that_may_lack_may_be_empty_or_missing(void **state)
{
	char *folder = make_empty_folder();
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_place((struct catalog_place){ folder, FOLDER_ANYBODY, true }, NULL,
	                       &catalog, &why));
	catalog_done(&catalog);
	assert_true(load_place((struct catalog_place){ "/nonexistent", FOLDER_ANYBODY, true }, NULL,
	                       &catalog, &why));
	catalog_done(&catalog);
	drop_folder(folder);
}

static void a_folder_without_vendor_files_is_a_mistake(void **state)
{
	char *folder = make_empty_folder();
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_false(load_with(folder, &catalog, &why));
	assert_int_equal(why.kind, FAIL_CATALOG);
	drop_folder(folder);
	assert_false(load_with("/nonexistent", &catalog, &why));
	assert_non_null(strstr(why.text, "/nonexistent"));
}

TEST_MAIN(TEST(files_of_others_are_not_read_for_a_user),
          TEST(a_pipe_in_the_place_of_a_file_is_not_opened),
          TEST(of_several_files_only_the_broken_ones_are_left_out),
          TEST(a_folder_that_cannot_be_read_is_a_warning),
          TEST(keys_of_the_users_own_that_are_broken_are_left_out),
          TEST(a_folder_that_may_lack_may_be_empty_or_missing),
          TEST(a_folder_without_vendor_files_is_a_mistake))
