/*
 * netaddr - IPv4 and MAC addresses as people write them.
 *
 * Text is read strictly: no signs, blanks, leading zeros or shortened forms.
 */
#ifndef NETADDR_H
#define NETADDR_H

#include <stdbool.h>
#include <stdint.h>

/* Four numbers of a byte, "192.168.0.66"; *out is in the processor's byte order. */
bool ipv4_read(const char *text, uint32_t *out);

/* One address of a host, with or without the length of its network's prefix, or several. */
struct ipv4_range {
	uint32_t first;  /* 0: not stated */
	uint32_t last;   /* the same as first for a single address */
	unsigned prefix; /* in bits; 0: not stated */
};

/*
 * "192.168.0.66", "192.168.0.66/24" or "192.168.1.2-192.168.1.99". False for what no computer
 * can have as its address: 0.0.0.0, loopback, multicast, the first and last of a network.
 */
bool ipv4_range_read(const char *text, struct ipv4_range *out);

enum { IPV4_TEXT = 16, IPV4_RANGE_TEXT = 32 };

void ipv4_text(char out[IPV4_TEXT], uint32_t address);

/* As ipv4_range_read() reads it. */
void ipv4_range_text(char out[IPV4_RANGE_TEXT], const struct ipv4_range *range);

/* All zeros: not stated. */
struct mac {
	uint8_t bytes[6];
};

/* "02:aa:bb:cc:dd:20" of one device: neither zeros nor a group's. */
bool mac_read(const char *text, struct mac *out);

enum { MAC_TEXT = 18 };

void mac_text(char out[MAC_TEXT], const struct mac *mac);

#endif
