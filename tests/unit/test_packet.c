/* net/protocols/packet, net/protocols/tftp, net/protocols/dhcp: strangers' bytes, within bounds. */
#include "net/protocols/packet.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "net/protocols/dhcp.h"
#include "net/protocols/tftp.h"

#include <stdlib.h>

#include "test.h"

static const struct mac here = { { 2, 0, 0, 0, 0, 1 } };
static const struct mac there = { { 2, 0, 0, 0, 0, 2 } };

static struct packet example(enum packet_kind kind)
{
	return (struct packet){
		.kind = kind,
		.from_mac = here,
		.to_mac = there,
		.from = 0xc0a80042,
		.to = 0xc0a80056,
		.arp_target = there,
		.from_port = 69,
		.to_port = 2048,
		.flags = PACKET_SYN | PACKET_ACK,
		.sequence = 7,
		.acknowledged = 8,
		.payload = { (const uint8_t *)"words", 5 },
	};
}

static void what_is_written_is_read_again(void **state)
{
	static const enum packet_kind kinds[] = { PACKET_ARP_REQUEST, PACKET_ARP_REPLY, PACKET_UDP,
		                                  PACKET_TCP };
	uint8_t frame[PACKET_FRAME_MAX];
	struct packet again;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct packet packet = example(kinds[i]);
		const size_t size = packet_write(frame, &packet);

		packet_read((struct bytes){ frame, size }, &again);
		assert_int_equal(again.kind, kinds[i]);
		assert_true(packet_same_mac(&again.from_mac, &here));
		assert_int_equal(again.from, packet.from);
		assert_int_equal(again.to, packet.to);
		if (kinds[i] == PACKET_UDP || kinds[i] == PACKET_TCP) {
			assert_int_equal(again.from_port, 69);
			assert_int_equal(again.to_port, 2048);
			assert_int_equal(again.payload.size, 5);
			assert_memory_equal(again.payload.data, "words", 5);
		}
		if (kinds[i] == PACKET_TCP)
			assert_int_equal(again.flags, PACKET_SYN | PACKET_ACK);
	}
}

/* Figures of an ICMP-free exchange, computed by another program after RFC 1071. */
static void sums_are_those_of_the_standards(void **state)
{
	struct packet packet = example(PACKET_UDP);
	uint8_t frame[PACKET_FRAME_MAX];

	(void)state;
	assert_int_equal(packet_write(frame, &packet), 14 + 20 + 8 + 5);
	/* 4500 0021 0000 4000 4011 ---- c0a8 0042 c0a8 0056 */
	assert_int_equal(get_be16(frame + 24), 0xb8e3);
	/* c0a8 0042 c0a8 0056 0011 000d 0045 0800 000d ---- 776f 7264 7300 */
	assert_int_equal(get_be16(frame + 40), 0x18d2);
}

static void no_cut_and_no_flipped_bit_is_read_beyond_its_end(void **state)
{
	static const enum packet_kind kinds[] = { PACKET_ARP_REQUEST, PACKET_UDP, PACKET_TCP };
	uint8_t frame[PACKET_FRAME_MAX];
	struct packet out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct packet packet = example(kinds[i]);
		const size_t size = packet_write(frame, &packet);

		for (size_t cut = 0; cut < size; cut++) {
			/* On the heap, so that a sanitizer sees its end. */
			AUTO_FREE uint8_t *copy = mem_zalloc(1, cut + 1);

			memcpy(copy, frame, cut);
			packet_read((struct bytes){ copy, cut }, &out);
			assert_int_equal(out.kind, PACKET_OTHER);
		}
		for (size_t bit = 0; bit < size * 8; bit++) {
			frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
			packet_read((struct bytes){ frame, size }, &out);
			assert_true(out.payload.size <= size);
			frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

static void a_payload_that_does_not_fit_is_not_sent(void **state)
{
	static const uint8_t large[PACKET_UDP_MAX + 1];
	struct packet packet = example(PACKET_UDP);
	uint8_t frame[PACKET_FRAME_MAX];

	(void)state;
	packet.payload = (struct bytes){ large, PACKET_UDP_MAX };
	assert_int_equal(packet_write(frame, &packet), PACKET_FRAME_MAX);
	packet.payload.size++;
	assert_int_equal(packet_write(frame, &packet), 0);
}

static bool reads(const char *bytes, size_t size, struct tftp_request *out)
{
	AUTO_FREE uint8_t *copy = mem_zalloc(1, size + 1);

	memcpy(copy, bytes, size);
	return tftp_read_request((struct bytes){ copy, size }, out);
}

static void requests_are_read_as_u_boot_sends_them(void **state)
{
	static const char request[] = "\0\1a.bin\0octet\0timeout\0005\0blksize\0001468\0tsize\0000";
	struct tftp_request out;
	uint8_t reply[TFTP_PACKET_MAX];

	(void)state;
	assert_true(reads(request, sizeof(request), &out));
	assert_string_equal(out.file, "a.bin");
	assert_int_equal(out.timeout, 5);
	assert_int_equal(out.block_size, 1468);
	assert_true(out.asks_size);
	assert_int_equal(tftp_write_options(reply, &out, 4711), 2 + 10 + 13 + 11);
	assert_memory_equal(reply, "\0\6timeout\0005\0blksize\0001468\0tsize\0004711", 36);
}

static void requests_that_are_none_are_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} wrong[] = {
		{ "", 0 },
		{ "\0", 1 },
		{ "\0\1", 2 },
		{ "\0\1a.bin", 7 },
		{ "\0\1\0octet", 8 },
		{ "\0\3a.bin\0octet", 14 },
		{ "\1\1a\0octet", 9 },
	};
	struct tftp_request out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(reads(wrong[i].bytes, wrong[i].size, &out));
	/* Options that are no numbers, or have no end, are as good as none. */
	assert_true(reads("\0\1a\0octet\0blksize\0-5\0timeout\0999\0tsi", 36, &out));
	assert_int_equal(out.block_size, 0);
	assert_int_equal(out.timeout, 0);
	assert_false(out.asks_size);
}

static void a_block_larger_than_ethernet_is_not_granted(void **state)
{
	struct tftp_request request = { .block_size = 65464 };

	(void)state;
	assert_int_equal(tftp_block_size(&request), TFTP_BLOCK_MAX);
	request.block_size = 0;
	assert_int_equal(tftp_block_size(&request), 512);
}

static void a_dhcp_message_is_read_within_its_options(void **state)
{
	uint8_t message[DHCP_MESSAGE];
	struct dhcp out;

	(void)state;
	dhcp_write_discover(message, 0x12345678, &here);
	assert_true(dhcp_read((struct bytes){ message, sizeof(message) }, &out));
	assert_false(out.is_reply);
	assert_int_equal(out.type, DHCP_DISCOVER);
	assert_int_equal(out.transaction, 0x12345678);
	assert_true(packet_same_mac(&out.client, &here));
	for (size_t cut = 0; cut < sizeof(message); cut++) {
		AUTO_FREE uint8_t *copy = mem_zalloc(1, cut + 1);

		memcpy(copy, message, cut);
		(void)dhcp_read((struct bytes){ copy, cut }, &out);
	}
	/* An option that claims more than there is. */
	message[sizeof(message) - 2] = 60;
	memset(message + 240, 0, 58);
	message[sizeof(message) - 1] = 255;
	assert_true(dhcp_read((struct bytes){ message, sizeof(message) }, &out));
	assert_string_equal(out.vendor_class, "");
}

static void a_write_request_has_no_options(void **state)
{
	char name[TFTP_NAME_MAX + 10];
	uint8_t packet[TFTP_PACKET_MAX];
	struct tftp_request request;

	(void)state;
	assert_int_equal(tftp_write_request(packet, TFTP_WRITE, "a.bin"), 2 + 6 + 6);
	assert_memory_equal(packet, "\0\2a.bin\0octet", 14);
	/* A name that is too long is cut where a reader's limit is. */
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(tftp_write_request(packet, TFTP_WRITE, name), 2 + TFTP_NAME_MAX + 6);
	assert_true(tftp_read_request((struct bytes){ packet, 2 + TFTP_NAME_MAX + 6 }, &request));
	assert_int_equal(strlen(request.file), TFTP_NAME_MAX - 1);
}

struct said {
	const char *bytes;
	size_t size;
	enum tftp_verdict verdict;
	const char *words;
};
#define SAID(bytes) bytes, sizeof(bytes) - 1

static void what_a_router_says_of_a_file_is_told_apart(void **state)
{
	static const struct said all[] = {
		{ SAID("\0\6\0\1"), TFTP_WRITTEN, NULL },
		{ SAID("\0\6\0\0"), TFTP_REFUSED, "its boot loader reports that writing failed" },
		{ SAID("\0\6\0\2"), TFTP_NO_VERDICT, NULL },
		{ SAID("\0\6\0\1\0"), TFTP_NO_VERDICT, NULL },
		{ SAID("\0\6blksize\000512\0"), TFTP_NO_VERDICT, NULL },
		{ SAID("\0\5\0\2No\33[31m\0"), TFTP_REFUSED, NULL },
		{ SAID("\0\5\0\3"), TFTP_REFUSED, "TFTP error 3" },
		{ SAID("\0\5\0\5Gone\0"), TFTP_NO_VERDICT, NULL },
		{ SAID("\0\4\0\1"), TFTP_NO_VERDICT, NULL },
		{ SAID("Not mine\0\0\0"), TFTP_REFUSED, "Not mine" },
		{ SAID("Not\1mine"), TFTP_NO_VERDICT, NULL },
		{ SAID("No"), TFTP_NO_VERDICT, NULL },
		{ SAID(""), TFTP_NO_VERDICT, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const struct bytes packet = { (const uint8_t *)all[i].bytes, all[i].size };
		char words[TFTP_TEXT_MAX];

		assert_int_equal(tftp_read_verdict(packet, words), all[i].verdict);
		if (all[i].words)
			assert_string_equal(words, all[i].words);
		if (all[i].verdict == TFTP_REFUSED)
			assert_true(text_is_harmless(words));
	}
}

/* An offer, an acknowledgement and BOOTP's reply, as their readers need them. */
static void a_dhcp_reply_says_what_is_given(void **state)
{
	static const enum dhcp_type types[][2] = { { DHCP_DISCOVER, DHCP_OFFER },
		                                   { DHCP_REQUEST, DHCP_ACK },
		                                   { DHCP_BOOTP, DHCP_BOOTP } };
	const struct dhcp_grant grant = { .address = 0xc0a81f02,
		                          .server = 0xc0a81f64,
		                          .file = "test.bin" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types) * 2; i++) {
		const struct dhcp request = { .type = types[i / 2][0],
			                      .transaction = 0x01020304,
			                      .client = there,
			                      .wants_broadcast = i % 2 };
		uint8_t message[DHCP_MESSAGE];
		struct dhcp reply;

		dhcp_write_reply(message, &request, &grant);
		assert_true(dhcp_read((struct bytes){ message, sizeof(message) }, &reply));
		assert_true(reply.is_reply);
		assert_int_equal(reply.type, types[i / 2][1]);
		assert_int_equal(reply.transaction, 0x01020304);
		assert_true(packet_same_mac(&reply.client, &there));
		assert_int_equal(reply.wants_broadcast, i % 2);
		assert_int_equal(reply.server, i / 2 == 2 ? 0 : grant.server);
		assert_int_equal(get_be32(message + 16), grant.address);
		assert_int_equal(get_be32(message + 20), grant.server);
		assert_string_equal((const char *)message + 108, "test.bin");
	}
}

static void a_dhcp_request_names_its_address_and_server(void **state)
{
	uint8_t message[DHCP_MESSAGE];
	struct dhcp request;

	(void)state;
	dhcp_write_discover(message, 1, &here);
	memcpy(message + 240, "\65\1\3\62\4\300\250\37\2\66\4\300\250\37\144\377", 16);
	put_be32(message + 24, 1);
	assert_true(dhcp_read((struct bytes){ message, sizeof(message) }, &request));
	assert_int_equal(request.type, DHCP_REQUEST);
	assert_int_equal(request.address, 0xc0a81f02);
	assert_int_equal(request.server, 0xc0a81f64);
	assert_true(request.wants_broadcast);
	assert_true(request.is_relayed);
}

TEST_MAIN(TEST(what_is_written_is_read_again), TEST(sums_are_those_of_the_standards),
          TEST(no_cut_and_no_flipped_bit_is_read_beyond_its_end),
          TEST(a_payload_that_does_not_fit_is_not_sent),
          TEST(requests_are_read_as_u_boot_sends_them), TEST(requests_that_are_none_are_refused),
          TEST(a_block_larger_than_ethernet_is_not_granted),
          TEST(a_dhcp_message_is_read_within_its_options), TEST(a_write_request_has_no_options),
          TEST(what_a_router_says_of_a_file_is_told_apart), TEST(a_dhcp_reply_says_what_is_given),
          TEST(a_dhcp_request_names_its_address_and_server))
