#include "catalog/catalog.h"

#include <string.h>
#include <sys/stat.h>

#include "catalog_places.h"

static void the_programs_own_catalogue_is_sound(void **state)
{
	struct catalog catalog;
	struct failure why;
	const struct vendor *xiaomi;

	(void)state;
	assert_true(load_with(NULL, &catalog, &why));
	xiaomi = catalog_vendor(&catalog, "xiaomi");
	assert_non_null(xiaomi);
	assert_true(catalog.key_count >= 10);
	assert_string_equal(catalog.keys[0].name, "xiaomi-system");
	assert_non_null(catalog_layout(&catalog, "fat32-mbr"));
	assert_string_equal(catalog_layout(&catalog, "fat32-mbr")->smaller, "fat16-mbr");
	catalog_done(&catalog);
}

static void the_stick_rescues_of_xiaomi_want_miwifi_bin_for_their_code(void **state)
{
	static const struct {
		const char *model;
		const char *code;
	} sticks[] = { { "r1cm", "3" }, { "r3", "7" }, { "r3p", "10" }, { "r3g", "13" } };
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_with(NULL, &catalog, &why));
	for (size_t i = 0; i < ARRAY_LEN(sticks); i++) {
		const struct vendor *xiaomi = catalog_vendor(&catalog, "xiaomi");
		const struct recipe *recipe =
		        catalog_recipe_for(xiaomi, "xiaomi-hdr1", sticks[i].code);

		assert_non_null(recipe);
		assert_string_equal(recipe->model, sticks[i].model);
		assert_string_equal(recipe->vendor, "xiaomi");
		assert_int_equal(recipe->method, METHOD_USB_STICK);
		assert_string_equal(recipe->files[0].name, "miwifi.bin");
		assert_true(recipe->files[0].only_candidate);
		assert_true(recipe->step_count != 0 && recipe->light_count != 0);
		assert_true(recipe->before_count != 0 && recipe->failure_sign_count != 0);
	}
	catalog_done(&catalog);
}

/* Nobody can read "as named here", nor what only a running system shows, off a label. */
static void labels_say_what_is_printed(void **state)
{
	static const char *const forbidden[] = { "as named here", "airOS shows", "over NMRP" };
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_with(NULL, &catalog, &why));
	for (size_t i = 0; i < catalog.vendor_count; i++) {
		for (size_t j = 0; j < catalog.vendors[i].recipe_count; j++) {
			const struct recipe *recipe = &catalog.vendors[i].recipes[j];

			for (size_t k = 0; k < ARRAY_LEN(forbidden); k++)
				assert_null(strstr(recipe->label, forbidden[k]));
			for (size_t k = 0; k < recipe->label_print_count; k++)
				assert_non_null(strstr(recipe->label, recipe->label_print[k]));
		}
	}
	catalog_done(&catalog);
}

static void names_ignore_case_and_know_aliases(void **state)
{
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_with(NULL, &catalog, &why));
	assert_non_null(catalog_vendor(&catalog, "XIAOMI"));
	assert_ptr_equal(catalog_vendor(&catalog, "Redmi"), catalog_vendor(&catalog, "xiaomi"));
	assert_ptr_equal(catalog_recipe(catalog_vendor(&catalog, "xiaomi"), "Mini"),
	                 catalog_recipe(catalog_vendor(&catalog, "xiaomi"), "R1CM"));
	assert_null(catalog_vendor(&catalog, "xiaom"));
	assert_null(catalog_layout(&catalog, "fat64-mbr"));
	catalog_done(&catalog);
}

static void codes_tell_models_that_have_no_recipe(void **state)
{
	struct catalog catalog;
	struct failure why;
	const struct vendor *xiaomi;

	(void)state;
	assert_true(load_with(NULL, &catalog, &why));
	xiaomi = catalog_vendor(&catalog, "xiaomi");
	assert_string_equal(catalog_code_model(xiaomi, "xiaomi-hdr1", "16"), "D01");
	assert_string_equal(catalog_code_model(xiaomi, "xiaomi-hdr2", "RA70"), "RA70");
	assert_null(catalog_code_model(xiaomi, "xiaomi-hdr1", "9999"));
	assert_null(catalog_recipe_for(xiaomi, "xiaomi-hdr1", "16"));
	catalog_done(&catalog);
}

static void a_users_own_models_hide_the_programs(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"xiaomi\", \"title\": \"X\", \"models\": [" MODEL(
	                "r3g") "," MODEL("own") "]}");
	struct catalog catalog;
	struct failure why;
	const struct vendor *xiaomi;

	(void)state;
	assert_true(load_with(folder, &catalog, &why));
	xiaomi = catalog_vendor(&catalog, "xiaomi");
	assert_string_equal(catalog_recipe(xiaomi, "r3g")->title, "Mine");
	assert_non_null(catalog_recipe(xiaomi, "own"));
	assert_int_equal(catalog_recipe(xiaomi, "r3p")->method, METHOD_USB_STICK);
	catalog_done(&catalog);
	drop_folder(folder);
}

static void a_users_own_file_leaves_the_vendor_its_other_names(void **state)
{
	char *folder = make_folder("{\"schema\": 2, \"vendor\": \"tplink\", \"title\": \"T\", "
	                           "\"aliases\": [\"tepe\"], \"models\": []}");
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_with(folder, &catalog, &why));
	assert_string_equal(catalog_vendor(&catalog, "tp-link")->name, "tplink");
	assert_string_equal(catalog_vendor(&catalog, "tepe")->name, "tplink");
	catalog_done(&catalog);
	drop_folder(folder);
}

static void what_a_model_leaves_out_comes_from_its_procedure(void **state)
{
	static const char text[] =
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"procedures\": "
	        "[{\"name\": \"hold\", "
	        "\"method\": \"tftp-serve\", \"instead\": \"TFTP\", \"confidence\": \"thin\", "
	        "\"confidence_basis\": \"-\", \"sources\": [{\"ref\": \"r\", \"kind\": "
	        "\"measured\"}], \"network\": {\"pc_addresses\": [{\"address\": \"1.1.1.1\"}], "
	        "\"path\": \"/\"}, "
	        "\"steps\": [{\"do\": \"Hold it.\", \"act\": \"hold\"}], \"before\": "
	        "[{\"kind\": \"have\", \"text\": \"shared\"}], \"gotchas\": [\"shared\"]}], "
	        "\"models\": [{\"model\": \"m\", "
	        "\"title\": \"M\", \"label\": \"L\", \"procedure\": \"hold\", \"gotchas\": "
	        "[\"own\"], \"network\": {\"pc_addresses\": [{\"address\": \"2.2.2.2/24\"}]}, "
	        "\"files\": "
	        "[{\"what\": \"w\", \"accepts\": [{\"format\": \"f\"}]}]}]}";
	char *folder = make_folder(text);
	struct catalog catalog;
	struct failure why;
	const struct recipe *recipe;

	(void)state;
	assert_true(load_with(folder, &catalog, &why));
	recipe = catalog_recipe(catalog_vendor(&catalog, "mine"), "m");
	assert_int_equal(recipe->method, METHOD_TFTP_SERVE);
	assert_int_equal(recipe->confidence, CONFIDENCE_THIN);
	assert_string_equal(recipe->steps[0].action, "Hold it.");
	assert_int_equal(recipe->steps[0].act, ACT_HOLD);
	assert_string_equal(recipe->before[0].text, "shared");
	assert_string_equal(recipe->gotchas[0], "own");
	assert_int_equal(recipe->network.pc_address_count, 1);
	assert_int_equal(recipe->network.pc_addresses[0].range.first, 0x02020202);
	assert_int_equal(recipe->network.pc_addresses[0].range.prefix, 24);
	assert_string_equal(recipe->network.path, "/");
	assert_null(recipe->files[0].name);
	assert_string_equal(recipe->files[0].directory, "/");
	assert_false(recipe_is_built(recipe));
	catalog_done(&catalog);
	drop_folder(folder);
}

static void assert_broken(const char *text, const char *words)
{
	char *folder = make_folder(text);

	assert_left_out(folder, strstr(text, "../mine") ? "../mine" : "Mine", words);
	drop_folder(folder);
}

#define STICK(fields, file) \
	"{\"model\": \"m\", \"title\": \"T\", \"label\": \"L\", \"method\": " \
	"\"usb-stick\", " fields "\"works_when\": \"w\", \"files\": [{" file \
	"}], \"confidence\": \"thin\", " \
	"\"confidence_basis\": \"b\", \"sources\": [{\"ref\": \"r\", \"kind\": \"measured\"}]}"
#define LAYOUT "\"layout\": \"fat32-mbr\", "
#define FILE_NAMED(name) \
	"\"name\": \"" name "\", \"directory\": \"/\", \"what\": \"w\", \"accepts\": " \
	"[{\"format\": \"f\"}]"

static void a_broken_vendor_file_is_left_out_with_its_place(void **state)
{
	(void)state;
	assert_broken(VENDOR("{\"model\": 3}"), "/models/0");
	assert_broken(VENDOR(MODEL("Capital")), "/models/0/model");
	assert_broken(VENDOR(MODEL("a") "," MODEL("a")), "/models/1/model");
	assert_broken(VENDOR("{\"model\": \"m\", \"title\": \"T\", \"label\": \"L\"}"),
	              "/models/0/method");
	assert_broken(VENDOR(STICK("", FILE_NAMED("a.bin"))), "/models/0/layout");
	assert_broken(VENDOR(STICK(LAYOUT, FILE_NAMED("a/b.bin"))), "/models/0/files");
	assert_broken(VENDOR(STICK(LAYOUT, FILE_NAMED("..."))), "/models/0/files");
	assert_broken(VENDOR(STICK("\"layout\": \"no-such\", ", FILE_NAMED("a.bin"))), "no-such");
	assert_broken("{\"schema\": 3, \"vendor\": \"mine\", \"title\": \"M\", \"models\": []}",
	              "/schema: must be 2");
	assert_broken("{", "line 1");
	assert_broken("\xef\xbb\xbf{}", "begins with a byte order mark (BOM)");
	assert_broken("{\"schema\": 2, \"vendor\": \"../mine\", \"title\": \"M\", \"models\": []}",
	              "/vendor");
}

static void one_vendor_alone_is_read_when_no_more_is_needed(void **state)
{
	const struct catalog_place nowhere = { NULL, 0, false };
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_place(nowhere, "XiaoMi", &catalog, &why));
	assert_true(catalog.partial);
	assert_int_equal(catalog.vendor_count, 1);
	assert_non_null(catalog_recipe(catalog_vendor(&catalog, "xiaomi"), "r3g"));
	catalog_done(&catalog);
	assert_true(load_place(nowhere, "redmi", &catalog, &why));
	assert_false(catalog.partial);
	assert_non_null(catalog_vendor(&catalog, "redmi"));
	catalog_done(&catalog);
	assert_true(load_place(nowhere, "../vendors/xiaomi", &catalog, &why));
	assert_false(catalog.partial);
	catalog_done(&catalog);
}

static void ones_own_folders_are_read_in_whole_for_one_vendor(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"xiaomi\", \"title\": \"X\", \"models\": [" MODEL(
	                "own") "]}");
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_place((struct catalog_place){ folder, FOLDER_ANYBODY, false }, "xiaomi",
	                       &catalog, &why));
	assert_true(catalog.partial);
	assert_non_null(catalog_recipe(catalog_vendor(&catalog, "xiaomi"), "own"));
	assert_non_null(catalog_recipe(catalog_vendor(&catalog, "xiaomi"), "r3g"));
	catalog_done(&catalog);
	drop_folder(folder);
}

static void a_name_goes_before_an_alias(void **state)
{
	char *folder = make_folder(
	        "{\"schema\": 2, \"vendor\": \"a\", \"title\": \"A\", \"aliases\": [\"xiaomi\"], "
	        "\"models\": []}");
	struct catalog catalog;
	struct failure why;

	(void)state;
	assert_true(load_with(folder, &catalog, &why));
	assert_string_equal(catalog_vendor(&catalog, "xiaomi")->name, "xiaomi");
	catalog_done(&catalog);
	drop_folder(folder);
}

#define WITH_CODE(name, label, method) \
	"{\"model\": \"" name "\", \"title\": \"T\", \"label\": \"" label \
	"\", \"works_when\": \"w\", " \
	"\"layout\": \"fat32-mbr\", \"method\": \"" method "\", \"instead\": \"-\", \"files\": " \
	"[{\"name\": \"f\", \"what\": \"w\", \"accepts\": [{\"format\": \"f\", \"codes\": " \
	"[\"7\"]}]}], \"confidence\": \"thin\", \"confidence_basis\": \"b\", \"sources\": " \
	"[{\"ref\": \"r\", \"kind\": \"measured\"}]}"

static void assert_code_gives(const char *models, const char *model)
{
	AUTO_FREE char *text = mem_printf(
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": [%s]}",
	        models);
	char *folder = make_folder(text);
	struct catalog catalog;
	struct failure why;
	const struct recipe *recipe;

	assert_true(load_with(folder, &catalog, &why));
	recipe = catalog_recipe_for(catalog_vendor(&catalog, "mine"), "f", "7");
	assert_int_equal(recipe != NULL, model != NULL);
	if (model)
		assert_string_equal(recipe->model, model);
	catalog_done(&catalog);
	drop_folder(folder);
}

static void a_code_that_two_routers_share_tells_no_model(void **state)
{
	(void)state;
	assert_code_gives(WITH_CODE("a", "L", "usb-stick"), "a");
	assert_code_gives(WITH_CODE("a", "L1", "usb-stick") "," WITH_CODE("b", "L2", "usb-stick"),
	                  NULL);
	assert_code_gives(WITH_CODE("a", "L", "usb-stick") "," WITH_CODE("b", "L", "disk-image"),
	                  "a");
}

TEST_MAIN(TEST(the_programs_own_catalogue_is_sound),
          TEST(the_stick_rescues_of_xiaomi_want_miwifi_bin_for_their_code),
          TEST(labels_say_what_is_printed), TEST(names_ignore_case_and_know_aliases),
          TEST(codes_tell_models_that_have_no_recipe), TEST(a_users_own_models_hide_the_programs),
          TEST(a_users_own_file_leaves_the_vendor_its_other_names),
          TEST(what_a_model_leaves_out_comes_from_its_procedure),
          TEST(a_broken_vendor_file_is_left_out_with_its_place),
          TEST(one_vendor_alone_is_read_when_no_more_is_needed),
          TEST(ones_own_folders_are_read_in_whole_for_one_vendor),
          TEST(a_name_goes_before_an_alias), TEST(a_code_that_two_routers_share_tells_no_model))
