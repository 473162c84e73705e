#include "net/protocols/dhcp.h"

#include "base/text/text.h"

enum {
	HEADER = 236,
	COOKIE = 0x63825363,
	OPTIONS = HEADER + 4,
	REQUEST = 1,
	REPLY = 2,
	BROADCAST = 0x8000,
	OPTION_PAD = 0,
	OPTION_TYPE = 53,
	OPTION_CLASS = 60,
	OPTION_END = 255,
};

static void take_option(uint8_t code, struct bytes value, struct dhcp *out)
{
	if (code == OPTION_TYPE && value.size == 1)
		out->type = value.data[0];
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
	memcpy(&out->client, at + 28, sizeof(out->client));
	if (message.size >= OPTIONS && get_be32(at + HEADER) == COOKIE)
		read_options(bytes_part(message, OPTIONS, message.size - OPTIONS), out);
	return true;
}

void dhcp_write_discover(uint8_t out[DHCP_MESSAGE], uint32_t transaction, const struct mac *client)
{
	memset(out, 0, DHCP_MESSAGE);
	out[0] = REQUEST;
	out[1] = 1;
	out[2] = 6;
	put_be32(out + 4, transaction);
	put_be16(out + 10, BROADCAST);
	memcpy(out + 28, client, sizeof(*client));
	put_be32(out + HEADER, COOKIE);
	out[OPTIONS] = OPTION_TYPE;
	out[OPTIONS + 1] = 1;
	out[OPTIONS + 2] = DHCP_DISCOVER;
	out[OPTIONS + 3] = OPTION_END;
}
