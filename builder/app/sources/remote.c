#include "app/sources/remote.h"

#include "app/sources/makers/maker_source.h"
#include "app/sources/openwrt_source.h"
#include "app/sources/url_source.h"

bool remote_is(const char *text)
{
	return url_source_is(text) || remote_needs_recipe(text);
}

bool remote_needs_recipe(const char *text)
{
	return openwrt_source_is(text) || maker_source_is(text);
}

bool remote_digest(const char *digits, struct digest *out, struct failure *why)
{
	return digest_from_hex(digits, out) ||
	       fail(why, FAIL_BAD_VALUE, "'%s' is not a SHA-256 (64 hexadecimal digits)", digits);
}

bool remote_fetch(struct supply *supply, const struct source_word *word, struct supplies *out,
                  struct failure *why)
{
	if (maker_source_is(word->text))
		return maker_source_fetch(supply, word, out, why);
	return openwrt_source_is(word->text) ? openwrt_source_fetch(supply, word, out, why)
	                                     : url_source_fetch(supply, word, out, why);
}
