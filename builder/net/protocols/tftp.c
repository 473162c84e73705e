#include "net/protocols/tftp.h"

#include "base/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { HEADER = 4, TIMEOUT_MAX = 255, BLOCK_LIMIT = 65464, TEXT_MIN = 4, UNKNOWN_TRANSFER = 5 };

enum tftp_operation tftp_operation(struct bytes packet)
{
	const uint8_t *at = bytes_at(packet, 0, 2);
	unsigned operation = at ? get_be16(at) : 0;

	return operation <= TFTP_OPTIONS ? (enum tftp_operation)operation : 0;
}

/* The next text up to its zero byte; NULL where there is none. */
static const char *next_text(struct bytes *rest, size_t *length)
{
	const uint8_t *text = rest->data;
	const uint8_t *end = rest->size ? memchr(text, '\0', rest->size) : NULL;

	if (!end)
		return NULL;
	*length = (size_t)(end - text);
	*rest = bytes_part(*rest, *length + 1, rest->size - *length - 1);
	return (const char *)text;
}

/* Digits alone; 0 for anything else. */
static uint32_t number(const char *text, uint32_t most)
{
	uint32_t value = 0;

	for (; *text >= '0' && *text <= '9' && value <= most; text++)
		value = value * 10 + (uint32_t)(*text - '0');
	return *text || value > most ? 0 : value;
}

static void take_option(const char *name, const char *value, struct tftp_request *out)
{
	if (strcasecmp(name, "blksize") == 0) {
		const uint32_t size = number(value, BLOCK_LIMIT);

		out->block_size = size >= TFTP_BLOCK_MIN ? size : 0;
	} else if (strcasecmp(name, "timeout") == 0) {
		out->timeout = number(value, TIMEOUT_MAX);
	} else if (strcasecmp(name, "tsize") == 0) {
		out->asks_size = true;
	}
}

static void take_options(struct bytes rest, struct tftp_request *out)
{
	const char *name;
	const char *value;
	size_t length;

	while ((name = next_text(&rest, &length)) && (value = next_text(&rest, &length)))
		take_option(name, value, out);
}

bool tftp_read_request(struct bytes packet, struct tftp_request *out)
{
	const enum tftp_operation operation = tftp_operation(packet);
	struct bytes rest = bytes_part(packet, 2, packet.size - 2);
	const char *text;
	size_t length;

	*out = (struct tftp_request){ .block_size = 0 };
	if (operation != TFTP_READ && operation != TFTP_WRITE)
		return false;
	text = next_text(&rest, &length);
	if (!text || !length || length >= sizeof(out->file))
		return false;
	memcpy(out->file, text, length);
	/* The mode: every loader means octet. */
	if (!next_text(&rest, &length))
		return true;
	take_options(rest, out);
	return true;
}

bool tftp_read_granted(struct bytes packet, uint32_t *block_size)
{
	struct tftp_request granted = { .block_size = 0 };

	if (tftp_operation(packet) != TFTP_OPTIONS)
		return false;
	take_options(bytes_part(packet, 2, packet.size - 2), &granted);
	*block_size = granted.block_size ? granted.block_size : TFTP_BLOCK;
	return true;
}

bool tftp_same_file(const char *a, const char *b)
{
	return strcasecmp(a + strspn(a, "/"), b + strspn(b, "/")) == 0;
}

bool tftp_read_ack(struct bytes packet, uint16_t *block)
{
	if (tftp_operation(packet) != TFTP_ACK || packet.size < HEADER)
		return false;
	*block = get_be16(packet.data + 2);
	return true;
}

bool tftp_read_error(struct bytes packet, struct tftp_error *out)
{
	struct bytes text = bytes_part(packet, HEADER, packet.size - HEADER);

	if (tftp_operation(packet) != TFTP_ERROR || packet.size < HEADER)
		return false;
	out->code = get_be16(packet.data + 2);
	text_clean_bytes(out->text, sizeof(out->text), (const char *)text.data, text.size);
	return true;
}

static bool is_text(uint8_t byte)
{
	return (byte >= ' ' && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Text up to its end, or to a zero byte. */
static bool read_text(struct bytes packet, struct tftp_error *out)
{
	uint64_t size = 0;

	while (size < packet.size && is_text(packet.data[size]))
		size++;
	if (size < TEXT_MIN || (size < packet.size && packet.data[size]))
		return false;
	out->code = 0;
	text_clean_bytes(out->text, sizeof(out->text), packet.data, size);
	return true;
}

bool tftp_read_words(struct bytes packet, struct tftp_error *out)
{
	if (!tftp_read_error(packet, out) && !read_text(packet, out))
		return false;
	if (!out->text[0])
		snprintf(out->text, sizeof(out->text), "TFTP error %u", out->code);
	return true;
}

enum tftp_verdict tftp_read_verdict(struct bytes packet, char words[TFTP_TEXT_MAX])
{
	struct tftp_error error;

	if (tftp_operation(packet) == TFTP_OPTIONS && packet.size == HEADER) {
		snprintf(words, TFTP_TEXT_MAX, "its boot loader reports that writing failed");
		switch (get_be16(packet.data + 2)) {
		case 0: return TFTP_REFUSED;
		case 1: return TFTP_WRITTEN;
		default: return TFTP_NO_VERDICT;
		}
	}
	/* Who has closed the transfer knows nothing of a block that is repeated. */
	if (!tftp_read_words(packet, &error) || error.code == UNKNOWN_TRANSFER)
		return TFTP_NO_VERDICT;
	memcpy(words, error.text, sizeof(error.text));
	return TFTP_REFUSED;
}

size_t tftp_write_request(uint8_t out[TFTP_PACKET_MAX], enum tftp_operation operation,
                          const char *file)
{
	static const char mode[] = "octet";
	const size_t length = strnlen(file, TFTP_NAME_MAX - 1);

	put_be16(out, (uint16_t)operation);
	memcpy(out + 2, file, length);
	out[2 + length] = '\0';
	memcpy(out + 3 + length, mode, sizeof(mode));
	return 3 + length + sizeof(mode);
}

uint32_t tftp_block_size(const struct tftp_request *request)
{
	if (!request->block_size)
		return TFTP_BLOCK;
	return request->block_size < TFTP_BLOCK_MAX ? request->block_size : TFTP_BLOCK_MAX;
}

static size_t add_option(uint8_t *out, const char *name, uint64_t value)
{
	int length = snprintf((char *)out, TFTP_PACKET_MAX / 4, "%s%c%" PRIu64, name, '\0', value);

	return (size_t)length + 1;
}

size_t tftp_write_sized_request(uint8_t out[TFTP_PACKET_MAX], const char *file, uint32_t block_size)
{
	const size_t size = tftp_write_request(out, TFTP_WRITE, file);

	return size + add_option(out + size, "blksize", block_size);
}

size_t tftp_write_options(uint8_t out[TFTP_PACKET_MAX], const struct tftp_request *request,
                          uint64_t size)
{
	size_t at = 2;

	put_be16(out, TFTP_OPTIONS);
	/* U-Boot fails where the time is another than it asked for, or the size is larger. */
	if (request->timeout)
		at += add_option(out + at, "timeout", request->timeout);
	if (request->block_size)
		at += add_option(out + at, "blksize", tftp_block_size(request));
	if (request->asks_size)
		at += add_option(out + at, "tsize", size);
	return at > 2 ? at : 0;
}

size_t tftp_write_data(uint8_t out[TFTP_PACKET_MAX], uint16_t block, const uint8_t *data,
                       size_t size)
{
	put_be16(out, TFTP_DATA);
	put_be16(out + 2, block);
	if (size)
		memcpy(out + HEADER, data, size);
	return HEADER + size;
}
