#include "firmware/examine/ucert.h"

#include "base/bytes.h"
#include "base/codec/certificate.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	PAYLOAD_MAX = 4096,
	LINKS_MAX = 16,
	MESSAGE_MAX = 64 << 20, /* Ed25519 needs the message in one piece */
};

static const char check_name[] = "OpenWrt signature";

/* Following a chain: which key signs the next link. */
struct chain {
	const struct public_key *root; /* the known key it began with; NULL: it has not */
	struct keyring next;           /* at most the key that the last certificate gives */
	struct findings *out;
};

/* It is there, and whether it is right cannot be told. */
static void report_stranger(struct findings *out, const char *reason)
{
	findings_check(out, check_name, CHECK_UNKNOWN, "%s", reason);
	out->signature = SIGNATURE_UNASKED;
	snprintf(out->signature_detail, sizeof(out->signature_detail), "%s", reason);
}

static void report_altered(struct findings *out, const char *what, const char *name)
{
	out->signature = SIGNATURE_ALTERED;
	snprintf(out->signature_detail, sizeof(out->signature_detail),
	         "%s differs from what '%s' signed", what, name);
}

static bool read_signature(struct bytes text, struct usign *out)
{
	if (text.size)
		text.size = strnlen((const char *)text.data, text.size);
	return usign_parse(text, ED25519_SIGNATURE, out);
}

static const struct public_key *find_key(const struct keyring *keys, const struct usign *usign)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct public_key *key = &keys->keys[i];

		if (key->is_ed25519 && memcmp(key->usign_id, usign->id, USIGN_ID) == 0)
			return key;
	}
	return NULL;
}

/* False, and said why, when the certificate gives no key a right today. */
static bool holds(const struct certificate *certificate, struct findings *out)
{
	uint64_t now = (uint64_t)time(NULL);

	if (certificate->revokes)
		report_stranger(out, "a certificate of it revokes a key");
	else if (now < certificate->valid_from)
		report_stranger(out, "a certificate of it is not valid yet");
	else if (now >= certificate->expires_at)
		report_stranger(out, "a certificate of it has expired");
	else
		return true;
	return false;
}

/* One link with a certificate: signed by a known key, or by that of the link before. */
static bool follow(struct chain *chain, const struct cert_link *link, const struct keyring *keys)
{
	const struct public_key *key;
	struct certificate certificate;
	struct usign usign;

	if (!read_signature(link->signature, &usign))
		return true; /* an earlier root's, perhaps: the next one may begin the chain */
	key = find_key(chain->root ? &chain->next : keys, &usign);
	if (!key)
		return true;
	chain->root = chain->root ? chain->root : key;
	if (!AGREES(public_key_verifies(key, link->certificate, usign.data))) {
		report_altered(chain->out, "a certificate", key->name);
		return false;
	}
	if (!certificate_read(link->certificate, &certificate)) {
		report_stranger(chain->out, "a certificate of it cannot be read");
		return false;
	}
	if (!holds(&certificate, chain->out))
		return false;
	keyring_done(&chain->next);
	return keyring_add_usign(&chain->next, chain->root->name, &certificate.key);
}

static void report_valid(const struct chain *chain, const struct public_key *key,
                         struct findings *out)
{
	const struct public_key *root = chain->root ? chain->root : key;

	out->signature = SIGNATURE_VALID;
	snprintf(out->signature_detail, sizeof(out->signature_detail), "Ed25519%s",
	         chain->root ? ", by a key that the signer certifies" : "");
	snprintf(out->signer, sizeof(out->signer), "%s", root->name);
	if (root->class == KEY_TRUSTED)
		findings_origin(out, ORIGIN_TRUSTED);
}

static void verify(struct view image, const struct chain *chain, const struct public_key *key,
                   const struct usign *usign)
{
	AUTO_FREE uint8_t *message = NULL;

	if (image.size > MESSAGE_MAX) {
		report_stranger(chain->out, "the image is too large to be checked");
		return;
	}
	message = mem_zalloc(1, (size_t)image.size + 1);
	if (!source_read(image.source, image.at, message, (size_t)image.size))
		return;
	if (AGREES(public_key_verifies(key, (struct bytes){ message, image.size }, usign->data)))
		report_valid(chain, key, chain->out);
	else
		report_altered(chain->out, "the content", key->name);
}

/* The link that signs the image. */
static void check_image(struct view image, struct chain *chain, const struct cert_link *link,
                        const struct keyring *keys)
{
	const struct public_key *key;
	char id[2 * USIGN_ID + 1];
	struct usign usign;
	char text[64];

	if (!read_signature(link->signature, &usign)) {
		report_stranger(chain->out, "it cannot be read");
		return;
	}
	key = find_key(&chain->next, &usign);
	if (!key) {
		/* Known itself, without a certificate. */
		key = find_key(keys, &usign);
		chain->root = NULL;
	}
	text_hex(id, usign.id, USIGN_ID);
	snprintf(text, sizeof(text), "its key %s is unknown", id);
	if (key)
		verify(image, chain, key, &usign);
	else
		report_stranger(chain->out, text);
}

static void check_links(struct view image, struct bytes row, const struct keyring *keys,
                        struct findings *out)
{
	struct chain chain = { .out = out };
	bool has_image = false;
	struct cert_link link;

	for (int i = 0; i < LINKS_MAX && cert_link_next(&row, &link); i++) {
		if (link.certificate.size && !follow(&chain, &link, keys)) {
			row.size = 0;
			has_image = true; /* what is wrong is said */
			break;
		}
		if (link.certificate.size)
			continue;
		check_image(image, &chain, &link, keys);
		has_image = true;
	}
	keyring_done(&chain.next);
	if (row.size)
		findings_complete(out, COMPLETE_TRUNCATED, "its OpenWrt signature is incomplete");
	else if (!has_image)
		report_stranger(out, "it has certificates, but no signature of the image");
}

void ucert_check(struct view image, struct view payload, struct examination *exam)
{
	uint8_t copy[PAYLOAD_MAX];

	if (payload.size > sizeof(copy) || !view_read(payload, 0, copy, (size_t)payload.size)) {
		report_stranger(exam->findings, "it is too large to be checked");
		return;
	}
	check_links(image, (struct bytes){ copy, payload.size }, exam->keys, exam->findings);
}
