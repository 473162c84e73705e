#include "net/protocols/packet.h"

#include "base/mem.h"

enum {
	ETHERNET_SIZE = 14,
	TYPE_IPV4 = 0x0800,
	TYPE_ARP = 0x0806,
	TYPE_NMRP = 0x0912,
	ARP_SIZE = 28,
	ARP_REQUEST = 1,
	ARP_REPLY = 2,
	IPV4_SIZE = 20,
	IPV4_FRAGMENT = 0x3fff, /* an offset, or more to come */
	IPV4_NOT_FRAGMENTED = 0x4000,
	IPV4_TTL = 64,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
	UDP_SIZE = 8,
	TCP_SIZE = 20,
	TCP_WINDOW = 65535,
	OPTION_END = 0,
	OPTION_NOTHING = 1,
	OPTION_SEGMENT_MAX = 2,
	SEGMENT_MAX_SIZE = 4, /* of that option */
};

const struct mac packet_broadcast = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };

bool packet_same_mac(const struct mac *a, const struct mac *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* RFC 1071, continued from `sum`. */
static uint32_t add_words(uint32_t sum, const uint8_t *at, size_t size)
{
	for (; size > 1; at += 2, size -= 2)
		sum += get_be16(at);
	if (size)
		sum += (uint32_t)at[0] << 8;
	return sum;
}

static uint16_t checksum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void read_arp(struct bytes arp, struct packet *out)
{
	static const uint8_t ethernet_ipv4[] = { 0, 1, 8, 0, 6, 4 };
	const uint8_t *at = bytes_at(arp, 0, ARP_SIZE);
	uint16_t operation;

	if (!at || memcmp(at, ethernet_ipv4, sizeof(ethernet_ipv4)) != 0)
		return;
	operation = get_be16(at + 6);
	if (operation != ARP_REQUEST && operation != ARP_REPLY)
		return;
	out->kind = operation == ARP_REQUEST ? PACKET_ARP_REQUEST : PACKET_ARP_REPLY;
	memcpy(&out->from_mac, at + 8, sizeof(out->from_mac));
	out->from = get_be32(at + 14);
	memcpy(&out->arp_target, at + 18, sizeof(out->arp_target));
	out->to = get_be32(at + 24);
}

static void read_udp(struct bytes udp, struct packet *out)
{
	const uint8_t *at = bytes_at(udp, 0, UDP_SIZE);
	uint16_t size = at ? get_be16(at + 4) : 0;

	if (size < UDP_SIZE || size > udp.size)
		return;
	out->kind = PACKET_UDP;
	out->from_port = get_be16(at);
	out->to_port = get_be16(at + 2);
	out->payload = bytes_part(udp, UDP_SIZE, size - UDP_SIZE);
}

/* Options that have a size of their own, up to the first that has none. */
static uint16_t read_segment_max(struct bytes options)
{
	const uint8_t *at;

	for (uint64_t i = 0; (at = bytes_at(options, i, 1)) && at[0] != OPTION_END;) {
		if (at[0] == OPTION_NOTHING) {
			i++;
			continue;
		}
		at = bytes_at(options, i, 2);
		if (!at || at[1] < 2 || !bytes_at(options, i, at[1]))
			break;
		if (at[0] == OPTION_SEGMENT_MAX && at[1] == SEGMENT_MAX_SIZE)
			return get_be16(at + 2);
		i += at[1];
	}
	return 0;
}

static void read_tcp(struct bytes tcp, struct packet *out)
{
	const uint8_t *at = bytes_at(tcp, 0, TCP_SIZE);
	size_t header = at ? (size_t)(at[12] >> 4) * 4 : 0;

	if (header < TCP_SIZE || header > tcp.size)
		return;
	out->kind = PACKET_TCP;
	out->from_port = get_be16(at);
	out->to_port = get_be16(at + 2);
	out->sequence = get_be32(at + 4);
	out->acknowledged = get_be32(at + 8);
	out->flags = at[13];
	out->window = get_be16(at + 14);
	if (out->flags & PACKET_SYN)
		out->segment_max = read_segment_max(bytes_part(tcp, TCP_SIZE, header - TCP_SIZE));
	out->payload = bytes_part(tcp, header, tcp.size - header);
}

static void read_ipv4(struct bytes ipv4, struct packet *out)
{
	const uint8_t *at = bytes_at(ipv4, 0, IPV4_SIZE);
	size_t header = at ? (size_t)(at[0] & 0xf) * 4 : 0;
	uint16_t size = at ? get_be16(at + 2) : 0;
	struct bytes content;

	if (!at || at[0] >> 4 != 4 || header < IPV4_SIZE || header > size || size > ipv4.size ||
	    get_be16(at + 6) & IPV4_FRAGMENT || checksum(add_words(0, at, header)) != 0)
		return;
	content = bytes_part(ipv4, header, size - header);
	out->from = get_be32(at + 12);
	out->to = get_be32(at + 16);
	if (at[9] == PROTOCOL_UDP)
		read_udp(content, out);
	else if (at[9] == PROTOCOL_TCP)
		read_tcp(content, out);
}

static void read_nmrp(struct bytes nmrp, struct packet *out)
{
	out->kind = PACKET_NMRP;
	out->payload = nmrp;
}

void packet_read(struct bytes frame, struct packet *out)
{
	const uint8_t *at = bytes_at(frame, 0, ETHERNET_SIZE);
	struct bytes content = bytes_part(frame, ETHERNET_SIZE, frame.size - ETHERNET_SIZE);

	*out = (struct packet){ .kind = PACKET_OTHER };
	if (!at)
		return;
	memcpy(&out->to_mac, at, sizeof(out->to_mac));
	memcpy(&out->from_mac, at + 6, sizeof(out->from_mac));
	if (get_be16(at + 12) == TYPE_ARP)
		read_arp(content, out);
	else if (get_be16(at + 12) == TYPE_IPV4)
		read_ipv4(content, out);
	else if (get_be16(at + 12) == TYPE_NMRP)
		read_nmrp(content, out);
}

static size_t write_ethernet(uint8_t *at, const struct packet *packet, uint16_t type)
{
	memcpy(at, &packet->to_mac, sizeof(packet->to_mac));
	memcpy(at + 6, &packet->from_mac, sizeof(packet->from_mac));
	put_be16(at + 12, type);
	return ETHERNET_SIZE;
}

static size_t write_arp(uint8_t *frame, const struct packet *packet)
{
	static const uint8_t ethernet_ipv4[] = { 0, 1, 8, 0, 6, 4, 0 };
	uint8_t *at = frame + write_ethernet(frame, packet, TYPE_ARP);

	memcpy(at, ethernet_ipv4, sizeof(ethernet_ipv4));
	at[7] = packet->kind == PACKET_ARP_REQUEST ? ARP_REQUEST : ARP_REPLY;
	memcpy(at + 8, &packet->from_mac, sizeof(packet->from_mac));
	put_be32(at + 14, packet->from);
	memcpy(at + 18, &packet->arp_target, sizeof(packet->arp_target));
	put_be32(at + 24, packet->to);
	return ETHERNET_SIZE + ARP_SIZE;
}

static void write_ipv4(uint8_t *at, const struct packet *packet, size_t content)
{
	memset(at, 0, IPV4_SIZE);
	at[0] = 0x45;
	put_be16(at + 2, (uint16_t)(IPV4_SIZE + content));
	put_be16(at + 6, IPV4_NOT_FRAGMENTED);
	at[8] = IPV4_TTL;
	at[9] = packet->kind == PACKET_UDP ? PROTOCOL_UDP : PROTOCOL_TCP;
	put_be32(at + 12, packet->from);
	put_be32(at + 16, packet->to);
	put_be16(at + 10, checksum(add_words(0, at, IPV4_SIZE)));
}

static void write_udp(uint8_t *at, const struct packet *packet)
{
	put_be16(at + 4, (uint16_t)(UDP_SIZE + packet->payload.size));
	put_be16(at + 6, 0);
}

static size_t tcp_size(const struct packet *packet)
{
	return TCP_SIZE + (packet->segment_max ? SEGMENT_MAX_SIZE : 0);
}

static void write_tcp(uint8_t *at, const struct packet *packet)
{
	put_be32(at + 4, packet->sequence);
	put_be32(at + 8, packet->acknowledged);
	at[12] = (uint8_t)(tcp_size(packet) / 4 << 4);
	at[13] = packet->flags;
	put_be16(at + 14, packet->window ? packet->window : TCP_WINDOW);
	put_be16(at + 16, 0);
	put_be16(at + 18, 0);
	if (!packet->segment_max)
		return;
	at[20] = OPTION_SEGMENT_MAX;
	at[21] = SEGMENT_MAX_SIZE;
	put_be16(at + 22, packet->segment_max);
}

/* Over the pseudo header, too; UDP writes ones for a sum of zero: zero says that there is none. */
static void write_sum(uint8_t *ipv4, const struct packet *packet, size_t content)
{
	const bool is_udp = packet->kind == PACKET_UDP;
	uint32_t sum = (is_udp ? PROTOCOL_UDP : PROTOCOL_TCP) + (uint32_t)content;
	uint16_t written;

	sum = add_words(sum, ipv4 + 12, 8);
	sum = add_words(sum, ipv4 + IPV4_SIZE, content);
	written = checksum(sum);
	if (is_udp && written == 0)
		written = 0xffff;
	put_be16(ipv4 + IPV4_SIZE + (is_udp ? 6 : 16), written);
}

static size_t write_content(uint8_t *frame, const struct packet *packet)
{
	const size_t header = packet->kind == PACKET_UDP ? UDP_SIZE : tcp_size(packet);
	uint8_t *ipv4 = frame + write_ethernet(frame, packet, TYPE_IPV4);
	uint8_t *at = ipv4 + IPV4_SIZE;
	size_t content;

	if (packet->payload.size > PACKET_FRAME_MAX - ETHERNET_SIZE - IPV4_SIZE - header)
		return 0;
	content = header + (size_t)packet->payload.size;
	write_ipv4(ipv4, packet, content);
	put_be16(at, packet->from_port);
	put_be16(at + 2, packet->to_port);
	if (packet->kind == PACKET_UDP)
		write_udp(at, packet);
	else
		write_tcp(at, packet);
	if (packet->payload.size)
		memcpy(at + header, packet->payload.data, packet->payload.size);
	write_sum(ipv4, packet, content);
	return ETHERNET_SIZE + IPV4_SIZE + content;
}

static size_t write_nmrp(uint8_t *frame, const struct packet *packet)
{
	if (packet->payload.size > PACKET_FRAME_MAX - ETHERNET_SIZE)
		return 0;
	write_ethernet(frame, packet, TYPE_NMRP);
	if (packet->payload.size)
		memcpy(frame + ETHERNET_SIZE, packet->payload.data, packet->payload.size);
	return ETHERNET_SIZE + (size_t)packet->payload.size;
}

size_t packet_write(uint8_t frame[PACKET_FRAME_MAX], const struct packet *packet)
{
	switch (packet->kind) {
	case PACKET_ARP_REQUEST:
	case PACKET_ARP_REPLY: return write_arp(frame, packet);
	case PACKET_UDP:
	case PACKET_TCP: return write_content(frame, packet);
	case PACKET_NMRP: return write_nmrp(frame, packet);
	case PACKET_OTHER: break;
	}
	return 0;
}
