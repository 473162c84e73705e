#include "app/sources/provenance.h"

#include "base/mem.h"
#include "base/text/url.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	const char *words;
} trusts[] = {
	[TRUST_PINNED] = { "pinned-sha256", "its SHA-256 in the catalogue" },
	[TRUST_SIGNATURE] = { "vendor-signature", "a signature" },
	[TRUST_SIGNED_SUMS] = { "signed-sums", "signed sums" },
	[TRUST_USER_SUM] = { "user-sha256", "the SHA-256 that the user gave" },
	[TRUST_TLS] = { "tls", "https" },
	[TRUST_MD5_TAIL] = { "md5-tail", "20 bits of an MD5 in its name" },
	[TRUST_NONE] = { "none", "nothing" },
};

bool trust_suffices(enum trust trust)
{
	return trust <= TRUST_USER_SUM;
}

const char *trust_name(enum trust trust)
{
	return trusts[trust].name;
}

bool trust_named(const char *name, enum trust *out)
{
	for (size_t i = 0; i < ARRAY_LEN(trusts); i++) {
		*out = (enum trust)i;
		if (strcmp(trusts[i].name, name) == 0)
			return true;
	}
	return false;
}

const char *trust_words(enum trust trust)
{
	return trusts[trust].words;
}

void provenance_done(struct provenance *provenance)
{
	free(provenance->address);
	free(provenance->authenticated_by);
	free(provenance->locked);
	free(provenance->locked_origin);
	free(provenance->locked_model);
	free(provenance->remarks);
	free(provenance->boards);
	*provenance = (struct provenance){ 0 };
}

bool provenance_add_digest(struct provenance *provenance, const struct digest *sha256,
                           const char *name, struct failure *why)
{
	if (!sha256)
		return true;
	if (provenance->has_sha256 && !digest_equal(&provenance->sha256, sha256))
		return fail(why, FAIL_FIRMWARE,
		            "the SHA-256 given for '%s' differs from the known one", name);
	provenance->has_sha256 = true;
	provenance->sha256 = *sha256;
	if (provenance->trust > TRUST_USER_SUM)
		provenance->trust = TRUST_USER_SUM;
	return true;
}

static bool holds_the_digest(const struct provenance *provenance, const struct firmware *firmware,
                             struct failure *why)
{
	char holds[DIGEST_HEX];
	char wanted[DIGEST_HEX];

	if (!provenance->has_sha256 || digest_equal(&provenance->sha256, &firmware->sha256))
		return true;
	digest_to_hex(&firmware->sha256, holds);
	digest_to_hex(&provenance->sha256, wanted);
	return fail(why, FAIL_FIRMWARE, "'%s' has the SHA-256 %s instead of %s", firmware->name,
	            holds, wanted);
}

static bool is_among(const char *boards, const char *code)
{
	AUTO_FREE char *list = mem_strdup(boards);
	char *rest = list;
	const char *board;

	while ((board = strtok_r(rest, " ", &rest)) != NULL) {
		if (board_code_equal(code, board))
			return true;
	}
	return false;
}

/* Metadata at the end belongs to no container. */
static bool names_the_board(const struct provenance *provenance, const struct firmware *firmware,
                            struct failure *why)
{
	const struct findings *findings = &firmware->findings;
	const struct board *other = NULL;

	for (size_t i = 0; provenance->boards && i < findings->board_count; i++) {
		if (findings->boards[i].format)
			continue;
		if (is_among(provenance->boards, findings->boards[i].code))
			return true;
		other = &findings->boards[i];
	}
	return !other ||
	       fail(why, FAIL_FIRMWARE, "the metadata of '%s' names '%s', which is none of: %s",
	            firmware->name, other->code, provenance->boards);
}

bool provenance_agrees(const struct provenance *provenance, const struct firmware *firmware,
                       struct failure *why)
{
	return holds_the_digest(provenance, firmware, why) &&
	       names_the_board(provenance, firmware, why);
}

enum trust provenance_trust(const struct provenance *provenance, const struct firmware *firmware)
{
	if (firmware->findings.signature == SIGNATURE_VALID && provenance->trust > TRUST_SIGNATURE)
		return TRUST_SIGNATURE;
	return provenance->trust;
}

char *provenance_remarks(const struct provenance *provenance)
{
	const struct known_download *from = provenance->download;

	if (!from)
		return mem_strdup(provenance->remarks ? provenance->remarks : "");
	return mem_printf("%s%s%s, %s%s%s", from->channel ? from->channel : "unknown channel",
	                  from->region ? ", region " : "", from->region ? from->region : "",
	                  from->seen ? "last seen there on " : "untested",
	                  from->seen ? from->seen : "",
	                  from->inferred ? ", the address is inferred from others" : "");
}

static enum trust trust_by(const char *address, const struct known_download *download)
{
	if (url_is_https(address))
		return TRUST_TLS;
	return download && download->md5_tail ? TRUST_MD5_TAIL : TRUST_NONE;
}

struct provenance provenance_of_address(const char *address, const struct known_download *download)
{
	struct provenance out = { .trust = trust_by(address, download), .download = download };

	if (download && download->sha256 && digest_from_hex(download->sha256, &out.sha256)) {
		out.has_sha256 = true;
		out.trust = TRUST_PINNED;
	}
	return out;
}
