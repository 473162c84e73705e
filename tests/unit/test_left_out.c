#include "catalog/left_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vendor_folder.h"

static bool load(const char *folder, bool may_lack, struct catalog *out, struct failure *why)
{
	const struct catalog_place place = { folder, FOLDER_ANYBODY, may_lack };
	const struct catalog_request request = {
		.data = PROJECT_ROOT,
		.places = &place,
		.place_count = 1,
	};

	return catalog_load(out, &request, why);
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
		assert_true(load(own, true, &catalog, &why));
		assert_int_equal(catalog.warning_count, 1);
		assert_non_null(strstr(catalog.warnings[0], own));
		assert_non_null(strstr(catalog.warnings[0], "set XDG_CONFIG_HOME"));
		catalog_done(&catalog);
		assert_false(load(own, false, &catalog, &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
		assert_int_equal(unlink(own), 0);
	}
	drop_folder(folder);
}

static void keys_of_the_users_own_that_are_broken_are_left_out(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}");
	struct catalog catalog;
	struct failure why;

	(void)state;
	write_file(folder, "keys.json", "{\"keys\": [{}]}");
	assert_true(load(folder, false, &catalog, &why));
	assert_non_null(catalog_vendor(&catalog, "mine"));
	assert_int_equal(catalog.warning_count, 1);
	assert_non_null(strstr(catalog.warnings[0], "keys.json"));
	assert_int_equal(catalog.own_key_count, 0);
	assert_true(catalog.key_count >= 10);
	catalog_done(&catalog);
	drop_file(folder, "keys.json");
	drop_folder(folder);
}

TEST_MAIN(TEST(a_folder_that_cannot_be_read_is_a_warning),
          TEST(keys_of_the_users_own_that_are_broken_are_left_out))
