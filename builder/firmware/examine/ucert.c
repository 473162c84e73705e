#include "firmware/examine/ucert.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>

enum {
	PAYLOAD_MAX = 4096,
	HEAD = 4,
	ID_SIGNATURE = 0,
	ID_CERTIFICATE = 1,
	MESSAGE_MAX = 64 << 20, /* Ed25519 needs the message in one piece */
};

static const char check_name[] = "OpenWrt signature";

/* The attribute at the start of a view; an empty one when there is none. */
static struct bytes attribute(struct bytes row, unsigned *id)
{
	const uint8_t *head = bytes_at(row, 0, HEAD);
	uint32_t word = head ? get_be32(head) : 0;
	uint32_t length = word & 0xffffff;

	*id = word >> 24 & 0x7f;
	return length < HEAD ? (struct bytes){ 0 } : bytes_part(row, 0, length);
}

static struct bytes after(struct bytes row, struct bytes attribute)
{
	uint64_t padded = (attribute.size + 3) & ~UINT64_C(3);

	return padded < row.size ? bytes_part(row, padded, row.size - padded) : (struct bytes){ 0 };
}

/* The signature text in the attribute that brings no certificate. */
static struct bytes find_signature(struct bytes payload)
{
	struct bytes found = { 0 };
	unsigned id;

	for (struct bytes row = payload; row.size;) {
		struct bytes outer = attribute(row, &id);
		struct bytes inner = bytes_part(outer, HEAD, outer.size ? outer.size - HEAD : 0);
		struct bytes signature = attribute(inner, &id);
		unsigned next_id = ID_CERTIFICATE;
		struct bytes next;

		if (!outer.size || !signature.size || id != ID_SIGNATURE)
			break;
		next = attribute(after(inner, signature), &next_id);
		if (!next.size || next_id != ID_CERTIFICATE)
			found = bytes_part(signature, HEAD, signature.size - HEAD);
		row = after(row, outer);
	}
	return found;
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

static void report_verdict(const struct public_key *key, bool verified, struct findings *out)
{
	out->signature = verified ? SIGNATURE_VALID : SIGNATURE_ALTERED;
	if (!verified) {
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         "the content differs from what '%s' signed", key->name);
		return;
	}
	snprintf(out->signature_detail, sizeof(out->signature_detail), "Ed25519");
	snprintf(out->signer, sizeof(out->signer), "%s", key->name);
	if (key->class == KEY_TRUSTED)
		findings_origin(out, ORIGIN_TRUSTED);
}

static void verify(struct view image, const struct public_key *key, const struct usign *usign,
                   struct findings *out)
{
	AUTO_FREE uint8_t *message = NULL;

	if (image.size > MESSAGE_MAX) {
		findings_check(out, check_name, CHECK_UNKNOWN,
		               "the image is too large to be checked");
		return;
	}
	message = mem_zalloc(1, (size_t)image.size + 1);
	if (!source_read(image.source, image.at, message, (size_t)image.size))
		return;
	report_verdict(key,
	               AGREES(public_key_verifies(key, (struct bytes){ message, image.size },
	                                          usign->data)),
	               out);
}

void ucert_check(struct view image, struct view payload, struct examination *exam)
{
	uint8_t copy[PAYLOAD_MAX];
	const struct public_key *key;
	char id[2 * USIGN_ID + 1];
	struct usign usign;
	struct bytes text;

	if (payload.size > sizeof(copy) || !view_read(payload, 0, copy, (size_t)payload.size))
		return;
	text = find_signature((struct bytes){ copy, payload.size });
	if (text.size)
		text.size = strnlen((const char *)text.data, text.size);
	if (!usign_parse(text, ED25519_SIGNATURE, &usign)) {
		findings_check(exam->findings, check_name, CHECK_UNKNOWN, "it cannot be read");
		return;
	}
	key = find_key(exam->keys, &usign);
	text_hex(id, usign.id, USIGN_ID);
	if (key)
		verify(image, key, &usign, exam->findings);
	else
		findings_check(exam->findings, check_name, CHECK_UNKNOWN, "its key %s is unknown",
		               id);
}
