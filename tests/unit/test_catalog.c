#include "catalog/catalog.h"

#include <string.h>
#include <sys/stat.h>

#include "vendor_folder.h"

static bool load_place(struct catalog_place place, const char *vendor, struct catalog *out,
                       struct failure *why)
{
	const struct catalog_request request = {
		.data = PROJECT_ROOT,
		.places = &place,
		.place_count = place.folder ? 1 : 0,
		.vendor = vendor,
	};

	return catalog_load(out, &request, why);
}

static bool load_with(const char *folder, struct catalog *out, struct failure *why)
{
	return load_place((struct catalog_place){ folder, FOLDER_ANYBODY, false }, NULL, out, why);
}

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

#define MODEL(name) \
	"{\"model\": \"" name "\", \"title\": \"Mine\", \"label\": \"L\", " \
	"\"method\": \"tftp-serve\", \"instead\": \"TFTP\", \"confidence\": \"thin\", " \
	"\"confidence_basis\": \"me\", \"sources\": [{\"ref\": \"r\", \"kind\": \"measured\"}]}"

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

static void what_a_model_leaves_out_comes_from_its_procedure(void **state)
{
	static const char text[] =
	        "{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"procedures\": "
	        "[{\"name\": \"hold\", "
	        "\"method\": \"tftp-serve\", \"instead\": \"TFTP\", \"confidence\": \"thin\", "
	        "\"confidence_basis\": \"-\", \"sources\": [{\"ref\": \"r\", \"kind\": "
	        "\"measured\"}], \"network\": {\"pc_addresses\": [{\"address\": \"1.1.1.1\"}], "
	        "\"path\": \"/\"}, "
	        "\"steps\": [{\"do\": \"hold\", \"button\": \"hold\"}], \"before\": "
	        "[\"shared\"], \"gotchas\": [\"shared\"]}], \"models\": [{\"model\": \"m\", "
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
	assert_string_equal(recipe->steps[0].action, "hold");
	assert_int_equal(recipe->steps[0].button, BUTTON_HOLD);
	assert_string_equal(recipe->before[0], "shared");
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

/* The rest of the catalogue is there, and the warning says the words. */
static void assert_left_out(const char *folder, const char *vendor, const char *words)
{
	const struct failure *left_out;
	struct catalog catalog;
	struct failure why;

	assert_true(load_with(folder, &catalog, &why));
	assert_non_null(catalog_vendor(&catalog, "xiaomi"));
	assert_int_equal(catalog.warning_count, 1);
	if (!strstr(catalog.warnings[0], words))
		print_message("%s\n", catalog.warnings[0]);
	assert_non_null(strstr(catalog.warnings[0], words));
	assert_non_null(strstr(catalog.warnings[0], folder));
	assert_non_null(strstr(catalog.warnings[0], "check-catalog"));
	left_out = catalog_why_left_out(&catalog, vendor);
	assert_non_null(left_out);
	assert_int_equal(left_out->kind, FAIL_CATALOG);
	assert_null(catalog_why_left_out(&catalog, "xiaomi"));
	catalog_done(&catalog);
}

static void assert_broken(const char *text, const char *words)
{
	char *folder = make_folder(text);

	assert_left_out(folder, strstr(text, "../mine") ? "../mine" : "Mine", words);
	drop_folder(folder);
}

#define VENDOR(models) \
	"{\"schema\": 2, \"vendor\": \"mine\", \"title\": \"M\", \"models\": [" models "]}"
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

TEST_MAIN(TEST(the_programs_own_catalogue_is_sound),
          TEST(the_stick_rescues_of_xiaomi_want_miwifi_bin_for_their_code),
          TEST(names_ignore_case_and_know_aliases), TEST(codes_tell_models_that_have_no_recipe),
          TEST(a_users_own_models_hide_the_programs),
          TEST(what_a_model_leaves_out_comes_from_its_procedure),
          TEST(a_broken_vendor_file_is_left_out_with_its_place),
          TEST(one_vendor_alone_is_read_when_no_more_is_needed),
          TEST(ones_own_folders_are_read_in_whole_for_one_vendor),
          TEST(a_name_goes_before_an_alias), TEST(a_code_that_two_routers_share_tells_no_model),
          TEST(files_of_others_are_not_read_for_a_user),
          TEST(a_pipe_in_the_place_of_a_file_is_not_opened),
          TEST(of_several_files_only_the_broken_ones_are_left_out),
          TEST(a_folder_that_may_lack_may_be_empty_or_missing),
          TEST(a_folder_without_vendor_files_is_a_mistake))
