#include "base/codec/usign.h"

#include "base/libraries/crypto_library.h"

#include <string.h>

enum {
	ALGORITHM = 2,
	HEAD = ALGORITHM + USIGN_ID,
	SPACE = (HEAD + ED25519_SIGNATURE + 2) / 3 * 3,
};

/* Only letters, and `=` only where the last group is not full: OpenSSL takes more. */
static bool decode(struct bytes text, size_t size, uint8_t out[SPACE])
{
	static const char letters[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const size_t groups = (size + 2) / 3;
	const size_t filled = 4 * groups - (3 * groups - size);

	if (text.size != 4 * groups)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		const uint8_t letter = text.data[i];

		if (i < filled ? !letter || !strchr(letters, letter) : letter != '=')
			return false;
	}
	return crypto()->EVP_DecodeBlock(out, text.data, (int)text.size) == (int)(3 * groups);
}

bool usign_parse(struct bytes text, size_t size, struct usign *out)
{
	static const char comment[] = "untrusted comment: ";
	const size_t length = strlen(comment);
	const uint8_t *end = text.size ? memchr(text.data, '\n', (size_t)text.size) : NULL;
	uint8_t bytes[SPACE];
	struct bytes line;

	*out = (struct usign){ 0 };
	if (!end || text.size < length || memcmp(text.data, comment, length) != 0 ||
	    size > sizeof(out->data))
		return false;
	line = (struct bytes){ end + 1, text.size - (uint64_t)(end + 1 - text.data) };
	if (line.size && line.data[line.size - 1] == '\n')
		line.size--;
	if (!decode(line, HEAD + size, bytes) || memcmp(bytes, "Ed", ALGORITHM) != 0)
		return false;
	memcpy(out->id, bytes + ALGORITHM, USIGN_ID);
	memcpy(out->data, bytes + HEAD, size);
	return true;
}
