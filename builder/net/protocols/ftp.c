#include "net/protocols/ftp.h"

#include "base/text/text.h"

#include <ctype.h>
#include <string.h>

enum { CODE = 3, CODE_MIN = 100, CODE_MAX = 599, NUMBERS = 6, BYTE_MAX = 255 };

/* Up to its line feed, which is the last of it; 0: it has not ended yet. */
static uint64_t line_size(struct bytes bytes)
{
	const uint8_t *end = bytes.size ? memchr(bytes.data, '\n', bytes.size) : NULL;

	return end ? (uint64_t)(end - bytes.data) + 1 : 0;
}

static unsigned read_code(struct bytes line)
{
	const uint8_t *at = bytes_at(line, 0, CODE);
	unsigned code = 0;

	for (size_t i = 0; at && i < CODE; i++) {
		if (!isdigit(at[i]))
			return 0;
		code = code * 10 + (unsigned)(at[i] - '0');
	}
	return code >= CODE_MIN && code <= CODE_MAX ? code : 0;
}

static bool is_followed_by(struct bytes line, uint8_t mark)
{
	const uint8_t *at = bytes_at(line, CODE, 1);

	return at && *at == mark;
}

static void take_words(struct bytes line, char out[FTP_WORDS_MAX])
{
	while (line.size && (line.data[line.size - 1] == '\n' || line.data[line.size - 1] == '\r'))
		line.size--;
	text_clean_bytes(out, FTP_WORDS_MAX, line.data, (size_t)line.size);
}

uint64_t ftp_read_reply(struct bytes bytes, struct ftp_reply *out)
{
	uint64_t size = line_size(bytes);
	const struct bytes first = bytes_part(bytes, 0, size);

	*out = (struct ftp_reply){ .code = read_code(first) };
	if (!size)
		return 0;
	take_words(first, out->words);
	if (!out->code || !is_followed_by(first, '-'))
		return size;
	while (size < bytes.size) {
		const struct bytes rest = bytes_part(bytes, size, bytes.size - size);
		const struct bytes line = bytes_part(rest, 0, line_size(rest));

		if (!line.size)
			return 0;
		size += line.size;
		if (read_code(line) == out->code && !is_followed_by(line, '-'))
			return size;
	}
	return 0;
}

/* The next number of at most 255, and whatever ends it. */
static bool next_number(const char **at, unsigned *out)
{
	if (!isdigit((unsigned char)**at))
		return false;
	for (*out = 0; isdigit((unsigned char)**at) && *out <= BYTE_MAX; (*at)++)
		*out = *out * 10 + (unsigned)(**at - '0');
	return *out <= BYTE_MAX;
}

bool ftp_read_passive(const struct ftp_reply *reply, uint16_t *port)
{
	const char *at = reply->words + strcspn(reply->words, " ");
	unsigned numbers[NUMBERS];

	at += strcspn(at, "0123456789");
	for (size_t i = 0; i < NUMBERS; i++) {
		if (i && *at++ != ',')
			return false;
		if (!next_number(&at, &numbers[i]))
			return false;
	}
	*port = (uint16_t)(numbers[NUMBERS - 2] << 8 | numbers[NUMBERS - 1]);
	return *port != 0;
}
