#include "app/knowledge/search_path.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

#include "test.h"

/* The folders that are searched, given --catalog DIR twice. */
static struct search_path find(const char *config, const char *home)
{
	static const char *folders[] = { "one", "two" };
	const struct strings given = { folders, ARRAY_LEN(folders) };
	const struct caller caller = { .config = config, .home = home, .owner = 1000 };
	struct search_path places;

	search_path_find(&places, &given, &caller);
	return places;
}

static void what_is_given_comes_before_the_configuration(void **state)
{
	struct search_path places = find("/config", "/home/me");

	(void)state;
	assert_int_equal(places.count, 3);
	assert_string_equal(places.items[0].folder, "one");
	assert_string_equal(places.items[1].folder, "two");
	assert_false(places.items[0].may_lack);
	assert_string_equal(places.items[2].folder, "/config/mkrescue-usb/vendors");
	assert_true(places.items[2].may_lack);
	assert_int_equal(places.items[2].owner, 1000);
	search_path_done(&places);
}

static void without_xdg_config_home_it_is_in_the_home(void **state)
{
	struct search_path places = find(NULL, "/home/me");

	(void)state;
	assert_string_equal(places.items[2].folder, "/home/me/.config/mkrescue-usb/vendors");
	search_path_done(&places);
	places = find("relative", "/home/me");
	assert_string_equal(places.items[2].folder, "/home/me/.config/mkrescue-usb/vendors");
	search_path_done(&places);
}

static void without_a_home_there_is_no_such_folder(void **state)
{
	struct search_path places = find(NULL, NULL);

	(void)state;
	assert_int_equal(places.count, 2);
	search_path_done(&places);
	places = find("", "");
	assert_int_equal(places.count, 2);
	search_path_done(&places);
}

static void under_sudo_the_caller_counts_and_not_the_environment(void **state)
{
	struct caller caller;

	(void)state;
	setenv("XDG_CONFIG_HOME", "/config", 1);
	setenv("SUDO_UID", "0", 1);
	caller = caller_here();
	if (geteuid() == 0) {
		assert_null(caller.config);
		assert_string_equal(caller.home, "/root");
		assert_int_equal(caller.owner, 0);
	} else {
		assert_string_equal(caller.config, "/config");
		assert_int_equal(caller.owner, FOLDER_ANYBODY);
	}
	setenv("SUDO_UID", "no number", 1);
	caller = caller_here();
	assert_string_equal(caller.config, "/config");
	unsetenv("SUDO_UID");
	caller = caller_here();
	assert_string_equal(caller.config, "/config");
	assert_int_equal(caller.owner, FOLDER_ANYBODY);
}

TEST_MAIN(TEST(what_is_given_comes_before_the_configuration),
          TEST(without_xdg_config_home_it_is_in_the_home),
          TEST(without_a_home_there_is_no_such_folder),
          TEST(under_sudo_the_caller_counts_and_not_the_environment))
