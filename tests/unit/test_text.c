/* base/text: texts that are cut, cleaned and compared. */
#include "base/text/text.h"

#include "base/mem.h"

#include <string.h>

#include "test.h"

static void assert_cleaned(const char *in, const char *expected)
{
	char out[64];

	text_clean(out, sizeof(out), in);
	assert_string_equal(out, expected);
}

static void harmless_text_stays_as_it_is(void **state)
{
	(void)state;
	assert_cleaned("SanDisk Cruzer", "SanDisk Cruzer");
	assert_cleaned("Gerät 小米", "Gerät 小米");
}

static void escape_sequences_do_not_reach_the_terminal(void **state)
{
	(void)state;
	assert_cleaned("a\033[2Jb", "a?[2Jb");
	assert_cleaned("line\nbreak\r", "line?break?");
	assert_cleaned("\302\233c", "?c"); /* CSI as one character */
}

static void text_that_hides_or_turns_around_is_shown(void **state)
{
	(void)state;
	assert_cleaned("exe\342\200\256nib", "exe?nib"); /* right-to-left override */
	assert_cleaned("a\342\200\213b", "a?b");         /* zero width space */
	assert_cleaned("\357\273\277start", "?start");   /* byte order mark */
	assert_cleaned("\363\240\200\201tag", "?tag");   /* tag character */
}

static void broken_utf_8_becomes_question_marks(void **state)
{
	(void)state;
	assert_cleaned("\377\376", "??");
	assert_cleaned("a\303", "a?");
	assert_cleaned("\300\200", "??");           /* overlong */
	assert_cleaned("\355\240\200", "???");      /* a surrogate */
	assert_cleaned("\364\220\200\200", "????"); /* past the last character */
}

static void spaces_at_the_ends_go(void **state)
{
	(void)state;
	assert_cleaned("  ATA     ", "ATA");
	assert_cleaned("    ", "");
}

static void what_does_not_fit_is_cut_at_a_character(void **state)
{
	char out[4];

	(void)state;
	text_clean(out, sizeof(out), "ab\303\244");
	assert_string_equal(out, "ab");
	text_clean(out, sizeof(out), "abcdef");
	assert_string_equal(out, "abc");
}

static void bytes_need_no_end(void **state)
{
	static const char field[4] = { 'R', '3', 'G', 'x' };
	static const char padded[6] = { 'R', '3', 0, 'j', 'u', 'n' };
	char out[16];

	(void)state;
	text_clean_bytes(out, sizeof(out), field, 3);
	assert_string_equal(out, "R3G");
	text_clean_bytes(out, sizeof(out), padded, sizeof(padded));
	assert_string_equal(out, "R3");
}

static void harmless_is_what_needs_no_cleaning(void **state)
{
	(void)state;
	assert_true(text_is_harmless(""));
	assert_true(text_is_harmless(" Mi Router 3G, \u5c0f\u7c73 "));
	assert_false(text_is_harmless("two\nlines"));
	assert_false(text_is_harmless("\xe9"));
	assert_false(text_is_harmless("a\u202eb"));
}

static void json_means_the_same_and_can_be_shown(void **state)
{
	AUTO_FREE char *plain = text_json("{\"a\":\"\u00fc \\u001b\"}");
	AUTO_FREE char *hidden = text_json("\x7f\u202e\xc2\x9b\xe2\x80\x8b\xf3\xa0\x80\x81!");
	AUTO_FREE char *broken = text_json("a\xff\xe2\x80");

	(void)state;
	assert_string_equal(plain, "{\"a\":\"\u00fc \\u001b\"}");
	assert_string_equal(hidden, "\\u007f\\u202e\\u009b\\u200b\\udb40\\udc01!");
	assert_string_equal(broken, "a\xff\xe2\x80"); /* jansson lets none through */
}

static void sizes_read_as_on_the_box(void **state)
{
	char out[TEXT_SIZE];

	(void)state;
	text_size(out, 0);
	assert_string_equal(out, "0 bytes");
	text_size(out, 999);
	assert_string_equal(out, "999 bytes");
	text_size(out, UINT64_C(31914983424));
	assert_string_equal(out, "31.9 GB");
	text_size(out, UINT64_MAX);
	assert_string_equal(out, "18.4 EB");
}

TEST_MAIN(TEST(harmless_text_stays_as_it_is), TEST(escape_sequences_do_not_reach_the_terminal),
          TEST(text_that_hides_or_turns_around_is_shown), TEST(broken_utf_8_becomes_question_marks),
          TEST(spaces_at_the_ends_go), TEST(what_does_not_fit_is_cut_at_a_character),
          TEST(bytes_need_no_end), TEST(harmless_is_what_needs_no_cleaning),
          TEST(json_means_the_same_and_can_be_shown), TEST(sizes_read_as_on_the_box))
