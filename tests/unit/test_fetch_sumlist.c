/* fetch/sumlist: lists of SHA-256, as texts. */
#include "fetch/sumlist.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct bytes of(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static bool is_list(const char *text)
{
	struct failure why = { 0 };
	bool accepted = sumlist_check(of(text), "sums", &why);

	assert_true(accepted || why.kind == FAIL_FIRMWARE);
	return accepted;
}

static void both_kinds_of_line_are_read(void **state)
{
	const char text[] = A " *profiles.json\n" B "  kmods/6.6/kmod-x_1.ipk\n";
	struct digest digest;
	char hex[DIGEST_HEX];

	(void)state;
	assert_true(is_list(text));
	assert_true(sumlist_find(of(text), "kmods/6.6/kmod-x_1.ipk", &digest));
	digest_to_hex(&digest, hex);
	assert_string_equal(hex, B);
	assert_true(sumlist_find(of(text), "profiles.json", &digest));
	assert_false(sumlist_find(of(text), "profiles", &digest));
	assert_false(sumlist_find(of(text), "json", &digest));
}

static void a_file_with_two_digests_is_not_found(void **state)
{
	struct digest digest;

	(void)state;
	assert_false(sumlist_find(of(A " *x\n" B " *x\n"), "x", &digest));
	assert_true(sumlist_find(of(A " *x\n" A " *x\n"), "x", &digest));
}

static void what_is_not_exactly_a_list_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"\n",
		A " *x",             /* cut off */
		A " *x\n" A " *y",   /* the same, later */
		A " *\n",            /* no name */
		A " *x\n\n",         /* an empty line */
		A " *x\r\n",         /* a line's end of another system */
		A "*x\n",            /* one blank is missing */
		A " x\n",            /* the same */
		"a" A " *x\n",       /* a digit too many */
		A " */etc/passwd\n", /* an absolute path */
		A " *../x\n",
		A " *a/../x\n",
		A " *a//x\n",
		A " *a/\n",
		A " *.hidden\n",
		A " *x y\n",
		A " *x\033[2J\n",
		"<!doctype html>\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		if (is_list(wrong[i]))
			print_message("accepted: '%s'\n", wrong[i]);
		assert_false(is_list(wrong[i]));
	}
	assert_false(
	        is_list("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA *x\n"));
}

static void a_nul_is_no_blank(void **state)
{
	static const char text[] = A " \0x\n";
	struct failure why;

	(void)state;
	assert_false(sumlist_check((struct bytes){ (const uint8_t *)text, sizeof(text) - 1 },
	                           "sums", &why));
}

static void a_name_is_at_most_as_long_as_file_names_are(void **state)
{
	AUTO_FREE char *longest = mem_printf(A " *%0255d\n", 1);
	AUTO_FREE char *longer = mem_printf(A " *%0256d\n", 1);

	(void)state;
	assert_true(is_list(longest));
	assert_false(is_list(longer));
}

static void the_line_that_is_wrong_is_named(void **state)
{
	struct failure why;

	(void)state;
	assert_false(sumlist_check(of(A " *x\nnonsense\n"), "https://a/sums", &why));
	assert_string_equal(why.text, "'https://a/sums', line 2: not a SHA-256 and a file name");
}

TEST_MAIN(TEST(both_kinds_of_line_are_read), TEST(a_file_with_two_digests_is_not_found),
          TEST(what_is_not_exactly_a_list_is_refused), TEST(a_nul_is_no_blank),
          TEST(a_name_is_at_most_as_long_as_file_names_are), TEST(the_line_that_is_wrong_is_named))
