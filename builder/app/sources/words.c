#include "app/sources/words.h"

#include "app/sources/openwrt_source.h"

bool word_is_remote(const char *text)
{
	return sources_is_address(text) || openwrtsource_is(text);
}

bool word_digest(const char *digits, struct digest *out, struct failure *why)
{
	return digest_from_hex(digits, out) ||
	       fail(why, FAIL_USAGE, "'%s' is no SHA-256: that has 64 digits", digits);
}

bool word_fetch(struct supply *supply, const struct source_word *word, struct sourced *out,
                struct failure *why)
{
	return openwrtsource_is(word->text) ? openwrtsource_fetch(supply, word, out, why)
	                                    : sources_fetch_address(supply, word, out, why);
}
