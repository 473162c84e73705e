/*
 * Answers of makers' lists of firmware; the first letter says whose (x, g). What is accepted
 * becomes an address that is fetched, and words on a terminal.
 */
#include "fetch/makers/makerlist.h"

#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void look_at(struct makerlist_build *build)
{
	must(text_is_harmless(build->version) && build->version[0]);
	must(!build->date[0] || strlen(build->date) == MAKERLIST_DATE - 1);
	must(strncasecmp(build->address, "http", 4) == 0 && !strchr(build->address, '@'));
	must(text_is_harmless(build->address) && !strchr(build->address, '?'));
	makerlist_build_done(build);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct makerlist_answer answer;
	struct makerlist_build build;
	struct failure why;

	if (size == 0)
		return 0;
	answer = (struct makerlist_answer){ "fuzz", (const char *)data + 1, size - 1 };
	if (data[0] == 'x' && makerlist_read_xiaomi(&answer, "R3GSTA", &build, &why))
		look_at(&build);
	if (data[0] == 'g' && makerlist_read_glinet(&answer, "mt6000", &build, &why))
		look_at(&build);
	return 0;
}
