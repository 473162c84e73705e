#include "base/codec/netaddr.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIX_MAX = 32 };

bool ipv4_read(const char *text, uint32_t *out)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		return false;
	*out = ntohl(address.s_addr);
	return true;
}

/* Whether one computer can have it. */
static bool is_host(uint32_t address)
{
	const uint32_t net = address >> 24;

	return net != 0 && net != 127 && net < 224;
}

static bool read_host(const char *text, size_t length, uint32_t *out)
{
	char alone[IPV4_TEXT];

	if (length >= sizeof(alone))
		return false;
	snprintf(alone, sizeof(alone), "%.*s", (int)length, text);
	return ipv4_read(alone, out) && is_host(*out);
}

static bool read_prefix(const char *text, unsigned *out)
{
	const size_t length = strspn(text, "0123456789");

	if (length == 0 || length > 2 || text[length] || text[0] == '0')
		return false;
	*out = (unsigned)strtoul(text, NULL, 10);
	return *out <= PREFIX_MAX;
}

/* The first address of a network is its name, the last is everybody's. */
static bool is_inside(uint32_t address, unsigned prefix)
{
	const uint32_t hosts = prefix < PREFIX_MAX ? UINT32_MAX >> prefix : 0;

	return hosts <= 1 || ((address & hosts) != 0 && (address & hosts) != hosts);
}

bool ipv4_range_read(const char *text, struct ipv4_range *out)
{
	const size_t length = strcspn(text, "/-");
	struct ipv4_range range = { 0 };

	if (!read_host(text, length, &range.first))
		return false;
	range.last = range.first;
	if (text[length] == '/' && (!read_prefix(text + length + 1, &range.prefix) ||
	                            !is_inside(range.first, range.prefix)))
		return false;
	if (text[length] == '-' &&
	    (!read_host(text + length + 1, strlen(text + length + 1), &range.last) ||
	     range.first >= range.last))
		return false;
	*out = range;
	return true;
}

void ipv4_text(char out[IPV4_TEXT], uint32_t address)
{
	const struct in_addr network_order = { htonl(address) };

	inet_ntop(AF_INET, &network_order, out, IPV4_TEXT);
}

void ipv4_range_text(char out[IPV4_RANGE_TEXT], const struct ipv4_range *range)
{
	char first[IPV4_TEXT];
	char last[IPV4_TEXT];

	ipv4_text(first, range->first);
	ipv4_text(last, range->last);
	if (range->first != range->last)
		snprintf(out, IPV4_RANGE_TEXT, "%s-%s", first, last);
	else if (range->prefix)
		snprintf(out, IPV4_RANGE_TEXT, "%s/%u", first, range->prefix);
	else
		snprintf(out, IPV4_RANGE_TEXT, "%s", first);
}

bool mac_read(const char *text, struct mac *out)
{
	static const char pattern[] = "hh:hh:hh:hh:hh:hh";
	struct mac mac;
	unsigned any = 0;

	if (strlen(text) != sizeof(pattern) - 1)
		return false;
	for (size_t i = 0; text[i]; i++) {
		if (pattern[i] == 'h' ? !isxdigit((unsigned char)text[i]) : text[i] != pattern[i])
			return false;
	}
	for (size_t i = 0; i < sizeof(mac.bytes); i++) {
		mac.bytes[i] = (uint8_t)strtoul(text + 3 * i, NULL, 16);
		any |= mac.bytes[i];
	}
	if (!any || mac.bytes[0] & 1)
		return false;
	*out = mac;
	return true;
}

void mac_text(char out[MAC_TEXT], const struct mac *mac)
{
	const uint8_t *bytes = mac->bytes;

	snprintf(out, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2],
	         bytes[3], bytes[4], bytes[5]);
}
