/*
 * Lists of SHA-256 and signatures of usign: what is accepted can be asked about, and no
 * name in it leads out of its folder.
 */
#include "fetch/sumlist.h"

#include "base/codec/usign.h"
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
		    strlen(name) > SUMLIST_NAME_MAX)
			abort();
		(void)sumlist_find(list, name, &digest);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes text = { data, size };
	struct usign signature;
	struct failure why;

	if (sumlist_check(text, "fuzz", &why))
		ask_for_all(text);
	if (usign_parse(text, ED25519_SIGNATURE, &signature) && size < 119)
		abort();
	return 0;
}
