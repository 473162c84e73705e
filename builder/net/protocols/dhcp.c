#include "net/protocols/dhcp.h"

#include "base/text/text.h"

#include <stdio.h>

enum {
	HEADER = 236,
	COOKIE = 0x63825363,
	OPTIONS = HEADER + 4,
	REQUEST = 1,
	REPLY = 2,
	BROADCAST = 0x8000,
	FILE_NAME = 108,
	OPTION_PAD = 0,
	OPTION_MASK = 1,
	OPTION_ADDRESS = 50,
	OPTION_LEASE = 51,
	OPTION_TYPE = 53,
	OPTION_SERVER = 54,
	OPTION_CLASS = 60,
	OPTION_END = 255,
	LEASE_S = 60 * 60,
};

static const uint32_t network_mask = 0xffffff00;

static void take_option(uint8_t code, struct bytes value, struct dhcp *out)
{
	if (code == OPTION_TYPE && value.size == 1)
		out->type = value.data[0];
	else if (code == OPTION_ADDRESS && value.size == 4)
		out->address = get_be32(value.data);
	else if (code == OPTION_SERVER && value.size == 4)
		out->server = get_be32(value.data);
	else if (code == OPTION_CLASS)
		text_clean_bytes(out->vendor_class, sizeof(out->vendor_class), value.data,
		                 value.size);
}

static void read_options(struct bytes rest, struct dhcp *out)
{
	while (rest.size && rest.data[0] != OPTION_END) {
		const uint8_t *at = rest.data;
		uint64_t size = 1;

		if (at[0] != OPTION_PAD) {
			size = rest.size > 1 ? 2 + (uint64_t)at[1] : rest.size;
			if (size > rest.size || rest.size < 2)
				return;
			take_option(at[0], bytes_part(rest, 2, at[1]), out);
		}
		rest = bytes_part(rest, size, rest.size - size);
	}
}

bool dhcp_read(struct bytes message, struct dhcp *out)
{
	const uint8_t *at = bytes_at(message, 0, HEADER);

	*out = (struct dhcp){ .type = DHCP_BOOTP };
	/* Ethernet, with addresses of six bytes. */
	if (!at || (at[0] != REQUEST && at[0] != REPLY) || at[1] != 1 || at[2] != 6)
		return false;
	out->is_reply = at[0] == REPLY;
	out->transaction = get_be32(at + 4);
	out->wants_broadcast = get_be16(at + 10) & BROADCAST;
	out->address = get_be32(at + 12);
	out->is_relayed = get_be32(at + 24) != 0;
	memcpy(&out->client, at + 28, sizeof(out->client));
	if (message.size >= OPTIONS && get_be32(at + HEADER) == COOKIE)
		read_options(bytes_part(message, OPTIONS, message.size - OPTIONS), out);
	return true;
}

static void write_header(uint8_t *out, uint8_t operation, uint32_t transaction,
                         const struct mac *client)
{
	memset(out, 0, DHCP_MESSAGE);
	out[0] = operation;
	out[1] = 1;
	out[2] = 6;
	put_be32(out + 4, transaction);
	memcpy(out + 28, client, sizeof(*client));
	put_be32(out + HEADER, COOKIE);
}

void dhcp_write_discover(uint8_t out[DHCP_MESSAGE], uint32_t transaction, const struct mac *client)
{
	write_header(out, REQUEST, transaction, client);
	put_be16(out + 10, BROADCAST);
	out[OPTIONS] = OPTION_TYPE;
	out[OPTIONS + 1] = 1;
	out[OPTIONS + 2] = DHCP_DISCOVER;
	out[OPTIONS + 3] = OPTION_END;
}

static uint8_t *add_number(uint8_t *at, uint8_t option, uint32_t value)
{
	at[0] = option;
	at[1] = 4;
	put_be32(at + 2, value);
	return at + 6;
}

void dhcp_write_reply(uint8_t out[DHCP_MESSAGE], const struct dhcp *request,
                      const struct dhcp_grant *grant)
{
	uint8_t *at = out + OPTIONS;

	write_header(out, REPLY, request->transaction, &request->client);
	if (request->wants_broadcast)
		put_be16(out + 10, BROADCAST);
	put_be32(out + 16, grant->address);
	put_be32(out + 20, grant->server);
	snprintf((char *)out + FILE_NAME, DHCP_FILE_MAX, "%s", grant->file);
	if (request->type != DHCP_BOOTP) {
		*at++ = OPTION_TYPE;
		*at++ = 1;
		*at++ = request->type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK;
		at = add_number(at, OPTION_SERVER, grant->server);
		at = add_number(at, OPTION_LEASE, LEASE_S);
	}
	at = add_number(at, OPTION_MASK, network_mask);
	*at = OPTION_END;
}
