#include "app/sources/url_source.h"

#include "app/sources/companion.h"
#include "base/text/url.h"

#include <string.h>

bool url_source_is(const char *word)
{
	return url_scheme(word) != 0;
}

/* What the catalogue says of an address that was typed; NULL when it says nothing. */
static const struct known_download *find_download(const struct recipe *recipe, const char *address)
{
	for (size_t i = 0; recipe && i < recipe->download_count; i++) {
		if (strcmp(recipe->downloads[i].url, address) == 0)
			return &recipe->downloads[i];
	}
	return NULL;
}

/* "https://user:password@server/...": it would end up in notes and messages. */
static bool has_password(const char *address)
{
	const char *server = strstr(address, "://") + 3;
	const size_t length = strcspn(server, "/?#");

	return memchr(server, '@', length) != NULL;
}

bool url_source_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                      struct failure *why)
{
	const char *const addresses[] = { word->text, NULL };
	const struct known_download *download = find_download(word->recipe, word->text);
	struct supply_order order = {
		.recipe = word->slot ? word->recipe : NULL,
		.slot = word->slot,
		.addresses = addresses,
		.advice = "download it by other means, and give it with --firmware FILE",
		.is_immutable = download && download->md5_tail,
		.provenance = provenance_of_address(word->text, download),
	};

	if (has_password(word->text))
		return fail(why, FAIL_USAGE,
		            "addresses with a password are not supported; download the file by "
		            "other means, and give it with --firmware FILE");
	return provenance_add_digest(&order.provenance, word->sha256, word->text, why) &&
	       companion_fetch(supply, &order, out, why);
}
