#include "app/doctor/packages.h"

#include "base/mem.h"

#include <string.h>

#include "test.h"

static void assert_advice(const char *os_release, const char *words)
{
	AUTO_FREE char *advice = packages_advice(os_release, "mtools");

	assert_string_equal(advice, words);
}

static void debian_and_what_descends_from_it_has_apt(void **state)
{
	static const char words[] = "install: apt install mtools";

	(void)state;
	assert_advice("NAME=\"Debian GNU/Linux\"\nID=debian\n", words);
	assert_advice("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", words);
	assert_advice("ID_LIKE='debian'", words);
}

static void elsewhere_a_general_word_is_said(void **state)
{
	static const char words[] = "install what your system calls 'mtools'";

	(void)state;
	assert_advice("ID=fedora\n", words);
	assert_advice("ID=debianish\nNAME=debian\nVARIANT_ID=debian\n", words);
	assert_advice("ID=\ndebian\n", words);
	assert_advice("", words);
	assert_advice(NULL, words);
}

TEST_MAIN(TEST(debian_and_what_descends_from_it_has_apt), TEST(elsewhere_a_general_word_is_said))
