#include "net/protocols/nmrp_packet.h"

enum { HEADER = 6, OPTION_HEADER = 4, ADDRESS_SIZE = 8, REGION_SIZE = 2 };

enum nmrp_option {
	OPTION_MAGIC = 0x0001,
	OPTION_ADDRESS = 0x0002,
	OPTION_REGION = 0x0004,
	OPTION_FIRMWARE = 0x0101, /* is what will be sent */
	OPTION_FILE = 0x0181,
};

static enum nmrp_code code_of(uint8_t code)
{
	return (code >= NMRP_ADVERTISE && code <= NMRP_ALIVE) || code == NMRP_UPLOAD
	               ? (enum nmrp_code)code
	               : NMRP_OTHER;
}

/* Up to a zero byte; a name that is too long, or that no terminal can show, is none. */
static void take_file(struct bytes value, struct nmrp_message *out)
{
	size_t length = 0;

	while (length < value.size && value.data[length]) {
		if (value.data[length] <= ' ' || value.data[length] > '~')
			return;
		length++;
	}
	if (!length || length >= sizeof(out->file))
		return;
	memcpy(out->file, value.data, length);
	out->file[length] = '\0';
}

static bool read_options(struct bytes rest, struct nmrp_message *out)
{
	while (rest.size) {
		const uint8_t *at = bytes_at(rest, 0, OPTION_HEADER);
		const uint16_t size = at ? get_be16(at + 2) : 0;

		if (size < OPTION_HEADER || size > rest.size)
			return false;
		if (get_be16(at) == OPTION_FILE)
			take_file(bytes_part(rest, OPTION_HEADER, size - OPTION_HEADER), out);
		rest = bytes_part(rest, size, rest.size - size);
	}
	return true;
}

bool nmrp_read(struct bytes packet, struct nmrp_message *out)
{
	const uint8_t *at = bytes_at(packet, 0, HEADER);
	const uint16_t size = at ? get_be16(at + 4) : 0;

	*out = (struct nmrp_message){ .code = NMRP_OTHER };
	/* A short frame is filled up after its end. */
	if (size < HEADER || size > packet.size)
		return false;
	out->code = code_of(at[2]);
	return read_options(bytes_part(packet, HEADER, size - HEADER), out);
}

static uint8_t *begin_option(uint8_t *at, enum nmrp_option type, size_t size)
{
	put_be16(at, (uint16_t)type);
	put_be16(at + 2, (uint16_t)(OPTION_HEADER + size));
	return at + OPTION_HEADER;
}

static size_t finish(uint8_t *out, const uint8_t *end, enum nmrp_code code)
{
	const size_t size = (size_t)(end - out);

	memset(out, 0, HEADER);
	out[2] = (uint8_t)code;
	put_be16(out + 4, (uint16_t)size);
	return size;
}

size_t nmrp_write(uint8_t out[NMRP_PACKET_MAX], enum nmrp_code code)
{
	static const uint8_t magic[] = { 'N', 'T', 'G', 'R' };
	uint8_t *at = out + HEADER;

	if (code == NMRP_ADVERTISE) {
		at = begin_option(at, OPTION_MAGIC, sizeof(magic));
		memcpy(at, magic, sizeof(magic));
		at += sizeof(magic);
	}
	return finish(out, at, code);
}

size_t nmrp_write_configured(uint8_t out[NMRP_PACKET_MAX], uint32_t address, uint32_t mask,
                             uint16_t region)
{
	uint8_t *at = begin_option(out + HEADER, OPTION_ADDRESS, ADDRESS_SIZE);

	put_be32(at, address);
	put_be32(at + 4, mask);
	at = begin_option(at + ADDRESS_SIZE, OPTION_FIRMWARE, 0);
	if (region) {
		at = begin_option(at, OPTION_REGION, REGION_SIZE);
		put_be16(at, region);
		at += REGION_SIZE;
	}
	return finish(out, at, NMRP_CONFIGURED);
}
