#include "base/codec/certificate.h"

#include <string.h>

enum {
	HEAD = 4,
	ID_SIGNATURE = 0,
	ID_CERTIFICATE = 1,
	NAME_SIZE = 2, /* of a name's length */
	TYPE_TABLE = 2,
	TYPE_TEXT = 3,
	TYPE_64 = 4,
	TYPE_32 = 5,
	CERTTYPE_AUTH = 1,
	CERTTYPE_REVOKE = 2,
};

/* The attribute at the start of a row; an empty one when there is none that is whole. */
static struct bytes attribute(struct bytes row, unsigned *id)
{
	const uint8_t *head = bytes_at(row, 0, HEAD);
	uint32_t word = head ? get_be32(head) : 0;
	uint32_t length = word & 0xffffff;

	*id = word >> 24 & 0x7f;
	return length < HEAD ? (struct bytes){ 0 } : bytes_part(row, 0, length);
}

static struct bytes content_of(struct bytes attribute)
{
	return bytes_part(attribute, HEAD, attribute.size ? attribute.size - HEAD : 0);
}

static struct bytes after(struct bytes row, struct bytes attribute)
{
	uint64_t padded = (attribute.size + 3) & ~UINT64_C(3);

	return padded < row.size ? bytes_part(row, padded, row.size - padded) : (struct bytes){ 0 };
}

bool cert_link_next(struct bytes *row, struct cert_link *out)
{
	unsigned id;
	struct bytes outer = attribute(*row, &id);
	struct bytes inner = content_of(outer);
	struct bytes signature = attribute(inner, &id);
	struct bytes certificate;

	*out = (struct cert_link){ 0 };
	if (!outer.size || !signature.size || id != ID_SIGNATURE)
		return false;
	out->signature = content_of(signature);
	certificate = attribute(after(inner, signature), &id);
	if (certificate.size && id == ID_CERTIFICATE)
		out->certificate = content_of(certificate);
	*row = after(*row, outer);
	return true;
}

/* A named attribute of that type at the start of a row; its value, or nothing. */
static struct bytes named(struct bytes row, unsigned type, const char *name)
{
	unsigned id;
	struct bytes content = content_of(attribute(row, &id));
	uint64_t head = (NAME_SIZE + strlen(name) + 1 + 3) & ~UINT64_C(3);
	const uint8_t *at = bytes_at(content, 0, head);

	if (!at || id != type || get_be16(at) != strlen(name) ||
	    memcmp(at + NAME_SIZE, name, strlen(name) + 1) != 0)
		return (struct bytes){ 0 };
	return bytes_part(content, head, content.size - head);
}

/* The value of that name in a table. */
static struct bytes find(struct bytes table, unsigned type, const char *name)
{
	while (table.size) {
		unsigned id;
		struct bytes entry = attribute(table, &id);
		struct bytes value = named(entry, type, name);

		if (value.size || !entry.size)
			return value;
		table = after(table, entry);
	}
	return (struct bytes){ 0 };
}

static bool find_number(struct bytes table, unsigned type, const char *name, uint64_t *out)
{
	struct bytes value = find(table, type, name);

	if (value.size != (type == TYPE_64 ? 8 : 4))
		return false;
	*out = get_be32(value.data);
	if (type == TYPE_64)
		*out = *out << 32 | get_be32(value.data + 4);
	return true;
}

static bool find_key(struct bytes table, struct usign *out)
{
	struct bytes text = find(table, TYPE_TEXT, "pubkey");

	if (text.size)
		text.size = strnlen((const char *)text.data, text.size);
	return usign_parse(text, ED25519_KEY, out);
}

bool certificate_read(struct bytes bytes, struct certificate *out)
{
	struct bytes table = find(bytes, TYPE_TABLE, "ucert");
	uint64_t type;

	*out = (struct certificate){ 0 };
	if (!find_number(table, TYPE_32, "certtype", &type) ||
	    !find_number(table, TYPE_64, "validfrom", &out->valid_from))
		return false;
	out->revokes = type == CERTTYPE_REVOKE;
	return out->revokes || (type == CERTTYPE_AUTH &&
	                        find_number(table, TYPE_64, "expiresat", &out->expires_at) &&
	                        find_key(table, &out->key));
}
