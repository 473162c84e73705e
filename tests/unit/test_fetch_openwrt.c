/* fetch/openwrt, fetch/openwrtfiles: OpenWrt's server as texts in memory. */
#include "fetch/openwrt.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#define FOLDER "/releases/24.10.2/targets/ramips/mt7621/"
#define IMAGE "openwrt-24.10.2-ramips-mt7621-xiaomi_mi-router-3g-squashfs-sysupgrade.bin"
#define SUM "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER_SUM "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

enum { FILES_MAX = 8 };

/* A server: changed by a test before it asks. */
struct server {
	struct openwrt_source source;
	struct {
		const char *path;
		char *text; /* owned; NULL: the server does not have it */
	} files[FILES_MAX];
	enum openwrt_verdict verdict;
	char series[16]; /* that a key was asked for */
};

static char **file_of(struct server *server, const char *path)
{
	for (size_t i = 0; i < FILES_MAX; i++) {
		if (!server->files[i].path)
			server->files[i].path = path;
		if (strcmp(server->files[i].path, path) == 0)
			return &server->files[i].text;
	}
	abort();
}

static void put(struct server *server, const char *path, const char *text)
{
	char **file = file_of(server, path);

	free(*file);
	*file = text ? mem_strdup(text) : NULL;
}

static bool get(const struct openwrt_source *source, const struct openwrt_document *document,
                char **text, size_t *size, struct failure *why)
{
	struct server *server = mem_zalloc(1, sizeof(*server));
	char *const *file;
	bool is_there;

	memcpy(server, source, sizeof(*server)); /* file_of() may note a path */
	assert_int_equal(strncmp(document->address, "https://mirror.example/", 23), 0);
	file = file_of(server, document->address + 22);
	is_there = *file != NULL;
	if (is_there) {
		*text = mem_strdup(*file);
		*size = strlen(*text);
	}
	free(server);
	return is_there ||
	       fail(why, FAIL_NETWORK, "'%s': the server does not have it", document->address);
}

static enum openwrt_verdict verify(const void *context, const char *series,
                                   const struct usign *signature, struct bytes message,
                                   const char **key_name)
{
	struct server *server;

	memcpy(&server, context, sizeof(server));
	assert_int_equal(signature->id[0], 1);
	assert_true(message.size > 0);
	snprintf(server->series, sizeof(server->series), "%s", series);
	*key_name = "openwrt-24.10";
	return server->verdict;
}

static const char profiles_text[] =
        "{\"metadata_version\": 1, \"target\": \"ramips/mt7621\", \"version_number\": \"24.10.2\","
        " \"profiles\": {\"xiaomi_mi-router-3g\": {\"images\": ["
        "{\"name\": \"" IMAGE "\", \"type\": \"sysupgrade\", \"filesystem\": \"squashfs\","
        " \"sha256\": \"" SUM "\", \"size\": 7654321, \"news\": null},"
        "{\"name\": \"i.bin\", \"type\": \"kernel\", \"filesystem\": \"initramfs\","
        " \"sha256\": \"" SUM "\"},"
        "{\"name\": \"k.bin\", \"type\": \"kernel\", \"filesystem\": \"squashfs\","
        " \"sha256\": \"" SUM "\"}]}}}";

/* Puts profiles.json and sums that list it, which the key has signed. */
static void put_profiles(struct server *server, const char *profiles, const char *image_sum)
{
	const struct bytes bytes = { (const uint8_t *)profiles, strlen(profiles) };
	const struct digest digest = digest_of(DIGEST_SHA256, bytes);
	AUTO_FREE char *sums = NULL;
	char hex[DIGEST_HEX];

	digest_to_hex(&digest, hex);
	sums = mem_printf("%s *profiles.json\n%s *" IMAGE "\n%s *i.bin\n", hex, image_sum, SUM);
	put(server, FOLDER "profiles.json", profiles);
	put(server, FOLDER "sha256sums", sums);
}

static int begin(void **state)
{
	struct server *server = mem_zalloc(1, sizeof(*server));

	server->source = (struct openwrt_source){ "https://mirror.example/", get };
	put(server, "/.versions.json", "{\"stable_version\": \"24.10.2\", \"versions_list\": []}");
	put(server, "/releases/24.10.2/.overview.json",
	    "{\"release\": \"24.10.2\", \"profiles\": ["
	    "{\"id\": \"other\", \"target\": \"x86/64\", \"titles\": []},"
	    "{\"id\": \"xiaomi_mi-router-3g\", \"target\": \"ramips/mt7621\"}]}");
	put(server, FOLDER "sha256sums.sig",
	    "untrusted comment: x\n"
	    "RWQBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAA=\n");
	put_profiles(server, profiles_text, SUM);
	*state = server;
	return 0;
}

static int end(void **state)
{
	struct server *server = *state;

	for (size_t i = 0; i < FILES_MAX; i++)
		free(server->files[i].text);
	free(server);
	return 0;
}

static const char *const sysupgrade[] = { "factory", "sysupgrade", NULL };
static const char *const kernel[] = { "kernel", NULL };
static const char *const board[] = { "xiaomi,mi-router-3g", NULL };
static const struct openwrt_wish wish = { .version = "24.10.2",
	                                  .boards = board,
	                                  .types = sysupgrade };

static bool find(struct server *server, const struct openwrt_wish *wanted, bool accept_unsigned,
                 struct openwrt_image *out, struct failure *why)
{
	const struct openwrt_keys keys = { verify, &server, accept_unsigned };

	return openwrt_find(&server->source, &keys, wanted, out, why);
}

static void assert_found(struct server *server, const struct openwrt_wish *wanted, const char *name)
{
	struct openwrt_image image;
	struct failure why;

	if (!find(server, wanted, false, &image, &why)) {
		print_message("%s\n", why.text);
		assert_true(false);
	}
	assert_string_equal(image.name, name);
	openwrt_image_done(&image);
}

static void assert_refused(struct server *server, const struct openwrt_wish *wanted,
                           enum fail_kind kind, const char *words)
{
	struct openwrt_image image;
	struct failure why = { 0 };

	assert_false(find(server, wanted, false, &image, &why));
	openwrt_image_done(&image);
	if (!strstr(why.text, words))
		print_message("%s\n", why.text);
	assert_non_null(strstr(why.text, words));
	assert_int_equal(why.kind, kind);
}

static void a_boards_image_is_found_with_all_that_proves_it(void **state)
{
	struct server *server = *state;
	struct openwrt_image image;
	struct failure why;
	char hex[DIGEST_HEX];

	assert_true(find(server, &wish, false, &image, &why));
	digest_to_hex(&image.sha256, hex);
	assert_string_equal(hex, SUM);
	assert_string_equal(image.address, "https://mirror.example" FOLDER IMAGE);
	assert_string_equal(image.version, "24.10.2");
	assert_string_equal(image.type, "sysupgrade");
	assert_string_equal(image.filesystem, "squashfs");
	assert_string_equal(image.key, "openwrt-24.10");
	assert_string_equal(server->series, "24.10");
	assert_int_equal(image.size, 7654321);
	assert_false(image.is_latest);
	openwrt_image_done(&image);
}

static void the_latest_is_the_stable_one_and_says_so(void **state)
{
	struct openwrt_wish latest = wish;
	struct openwrt_image image;
	struct failure why;

	latest.version = "latest";
	assert_true(find(*state, &latest, false, &image, &why));
	assert_string_equal(image.version, "24.10.2");
	assert_true(image.is_latest);
	openwrt_image_done(&image);
	put(*state, "/.versions.json", "{\"stable_version\": \"../../x\"}");
	assert_refused(*state, &latest, FAIL_FIRMWARE, "the stable release");
}

static void what_is_no_release_is_refused_before_anything_is_asked(void **state)
{
	static const char *const versions[] = { "",         "24.10",      "24.10.2/..",
		                                "SNAPSHOT", "24.10.2-rc", "24.10.x",
		                                "24..2",    "24.10.2 ",   "99999.1.1" };

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct openwrt_wish wrong = wish;

		wrong.version = versions[i];
		assert_refused(*state, &wrong, FAIL_USAGE, "is not an OpenWrt release");
	}
}

static void type_filesystem_and_ending_choose(void **state)
{
	static const char *const in_memory[] = { "ext4", "initramfs", "squashfs", NULL };
	struct openwrt_wish ram = wish;

	ram.types = kernel;
	assert_refused(*state, &ram, FAIL_FIRMWARE, "has 2 images of type 'kernel'");
	ram.filesystems = in_memory;
	assert_found(*state, &ram, "i.bin");
	ram.filesystems = NULL;
	ram.ending = "i.bin";
	assert_found(*state, &ram, "i.bin");
	ram.ending = ".itb";
	assert_refused(*state, &ram, FAIL_FIRMWARE, "has 2 images of type 'kernel'");
}

static void an_unknown_board_is_told(void **state)
{
	static const char *const unknown[] = { "xiaomi,mi-router-3", NULL };
	struct openwrt_wish other = wish;

	other.boards = unknown;
	assert_refused(*state, &other, FAIL_FIRMWARE, "images for 'xiaomi,mi-router-3'");
}

static void a_board_under_two_targets_is_not_guessed(void **state)
{
	struct openwrt_wish closer = wish;

	put(*state, "/releases/24.10.2/.overview.json",
	    "{\"profiles\": [{\"id\": \"xiaomi_mi-router-3g\", \"target\": \"a/b\"},"
	    "{\"id\": \"xiaomi_mi-router-3g\", \"target\": \"ramips/mt7621\"}]}");
	assert_refused(*state, &wish, FAIL_USAGE,
	               "in several targets: a/b, ramips/mt7621; give the target after the "
	               "version: openwrt:24.10.2:a/b");
	closer.target = "ramips/mt7621";
	assert_found(*state, &closer, IMAGE);
}

/* Takes the one that *context counts. */
static bool choose_nth(const void *context, const struct openwrt_place *places, size_t count,
                       size_t *chosen, struct failure *why)
{
	(void)why;
	*chosen = *(const size_t *)context;
	assert_true(*chosen < count);
	assert_string_equal(places[0].profile, "other_board");
	return true;
}

static void of_several_boards_the_right_one_is_asked_for(void **state)
{
	static const char *const both[] = { "xiaomi,mi-router-3g", "other,board", NULL };
	const size_t second = 1;
	struct openwrt_wish several = wish;

	put(*state, "/releases/24.10.2/.overview.json",
	    "{\"profiles\": [{\"id\": \"other_board\", \"target\": \"a/b\"},"
	    "{\"id\": \"xiaomi_mi-router-3g\", \"target\": \"ramips/mt7621\"}]}");
	several.boards = both;
	assert_refused(*state, &several, FAIL_USAGE,
	               "for several boards of OpenWrt: other_board, xiaomi_mi-router-3g; look at "
	               "the router's label and give the board after the version: "
	               "openwrt:24.10.2:other_board");
	several.choose = choose_nth;
	several.context = &second;
	assert_found(*state, &several, IMAGE);
}

static void a_target_that_is_a_path_elsewhere_is_none(void **state)
{
	put(*state, "/releases/24.10.2/.overview.json",
	    "{\"profiles\": [{\"id\": \"xiaomi_mi-router-3g\", \"target\": \"../x\"}]}");
	assert_refused(*state, &wish, FAIL_FIRMWARE, "there are no OpenWrt");
}

static void altered_sums_are_refused_even_unsigned(void **state)
{
	struct server *server = *state;
	struct openwrt_image image;
	struct failure why;

	server->verdict = OPENWRT_FORGED;
	assert_refused(server, &wish, FAIL_FIRMWARE, "is not signed with the key of OpenWrt 24.10");
	assert_false(find(server, &wish, true, &image, &why));
	openwrt_image_done(&image);
}

static void a_series_without_a_key_is_refused_unless_accepted(void **state)
{
	struct server *server = *state;
	struct openwrt_wish latest = wish;
	struct openwrt_image image;
	struct failure why;

	server->verdict = OPENWRT_UNKNOWN_KEY;
	assert_refused(server, &wish, FAIL_FIRMWARE,
	               "OpenWrt 24.10.2 is signed with the unknown key");
	latest.version = "latest";
	assert_refused(server, &latest, FAIL_FIRMWARE, "OpenWrt 24.10.2 (the latest)");
	assert_true(find(server, &wish, true, &image, &why));
	assert_string_equal(image.key, "");
	openwrt_image_done(&image);
}

static void without_a_signature_nothing_is_found(void **state)
{
	put(*state, FOLDER "sha256sums.sig", NULL);
	assert_refused(*state, &wish, FAIL_NETWORK, "sha256sums.sig");
	put(*state, FOLDER "sha256sums.sig", "<html>");
	assert_refused(*state, &wish, FAIL_FIRMWARE, "is not a usign signature");
}

static void profiles_that_were_swapped_are_refused(void **state)
{
	put(*state, FOLDER "profiles.json", "{}");
	assert_refused(*state, &wish, FAIL_FIRMWARE, "is not the file that was signed");
}

/* A mirror that plays an older release, with its own good signature, under a newer name. */
static void another_releases_files_are_refused(void **state)
{
	AUTO_FREE char *older = mem_strdup(profiles_text);

	memcpy(strstr(older, "24.10.2"), "24.10.1", 7);
	put_profiles(*state, older, SUM);
	assert_refused(*state, &wish, FAIL_FIRMWARE, "files of another release");
}

static void another_targets_files_are_refused(void **state)
{
	AUTO_FREE char *other = mem_strdup(profiles_text);

	memcpy(strstr(other, "mt7621"), "mt7620", 6);
	put_profiles(*state, other, SUM);
	assert_refused(*state, &wish, FAIL_FIRMWARE, "files of another release");
}

static void sums_and_profiles_must_agree(void **state)
{
	put_profiles(*state, profiles_text, OTHER_SUM);
	assert_refused(*state, &wish, FAIL_FIRMWARE, "disagree about");
}

static void an_image_that_the_sums_do_not_list_is_refused(void **state)
{
	static const char *const squashfs[] = { "squashfs", NULL };
	struct openwrt_wish wanted = wish;

	wanted.types = kernel;
	wanted.filesystems = squashfs;
	assert_refused(*state, &wanted, FAIL_FIRMWARE, "does not list 'k.bin'");
}

static void a_name_that_is_a_path_is_not_read(void **state)
{
	AUTO_FREE char *evil = mem_strdup(profiles_text);

	memcpy(strstr(evil, "openwrt-24"), "../nwrt-24", 10);
	put_profiles(*state, evil, SUM);
	assert_refused(*state, &wish, FAIL_FIRMWARE, "invalid description");
}

static void files_that_are_no_json_are_refused(void **state)
{
	put(*state, "/releases/24.10.2/.overview.json", "<html>not found</html>");
	assert_refused(*state, &wish, FAIL_FIRMWARE, ".overview.json");
}

#define WITH_SERVER(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(WITH_SERVER(a_boards_image_is_found_with_all_that_proves_it),
          WITH_SERVER(the_latest_is_the_stable_one_and_says_so),
          WITH_SERVER(what_is_no_release_is_refused_before_anything_is_asked),
          WITH_SERVER(type_filesystem_and_ending_choose), WITH_SERVER(an_unknown_board_is_told),
          WITH_SERVER(a_board_under_two_targets_is_not_guessed),
          WITH_SERVER(of_several_boards_the_right_one_is_asked_for),
          WITH_SERVER(a_target_that_is_a_path_elsewhere_is_none),
          WITH_SERVER(altered_sums_are_refused_even_unsigned),
          WITH_SERVER(a_series_without_a_key_is_refused_unless_accepted),
          WITH_SERVER(without_a_signature_nothing_is_found),
          WITH_SERVER(profiles_that_were_swapped_are_refused),
          WITH_SERVER(another_releases_files_are_refused),
          WITH_SERVER(another_targets_files_are_refused), WITH_SERVER(sums_and_profiles_must_agree),
          WITH_SERVER(an_image_that_the_sums_do_not_list_is_refused),
          WITH_SERVER(a_name_that_is_a_path_is_not_read),
          WITH_SERVER(files_that_are_no_json_are_refused))
