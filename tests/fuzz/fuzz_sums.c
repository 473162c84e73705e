/*
 * Lists of SHA-256 and signatures of usign: what is accepted can be asked about, and no
 * name in it leads out of its folder.
 */
#include "fetch/sums.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every name that is accepted begins behind 66 letters of its line. */
static void ask_for_all(struct bytes list)
{
	AUTO_FREE char *text = mem_zalloc(1, (size_t)list.size + 1);
	struct digest digest;
	char *rest = text;

	memcpy(text, list.data, (size_t)list.size);
	for (char *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n")) {
		const char *name = line + DIGEST_HEX + 1;

		if (strchr("/.", name[0]) || strstr(name, "/.") || strstr(name, "//") ||
		    strlen(name) > SUMS_NAME_MAX)
			abort();
		(void)sums_find(list, name, &digest);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes text = { data, size };
	struct usign_signature signature;
	struct failure why;

	if (sums_check(text, "fuzz", &why))
		ask_for_all(text);
	if (usign_read_signature(text, "fuzz", &signature, &why) && size < 120)
		abort();
	return 0;
}
