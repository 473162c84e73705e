/* base/codec/netaddr: addresses as text. */
#include "base/codec/netaddr.h"

#include "base/mem.h"

#include "test.h"

static void assert_range(const char *text, uint32_t first, uint32_t last, unsigned prefix)
{
	struct ipv4_range range;
	char again[IPV4_RANGE_TEXT];

	assert_true(ipv4_range_read(text, &range));
	assert_int_equal(range.first, first);
	assert_int_equal(range.last, last);
	assert_int_equal(range.prefix, prefix);
	ipv4_range_text(again, &range);
	assert_string_equal(again, text);
}

static void an_address_has_four_numbers_of_a_byte(void **state)
{
	static const char *const wrong[] = {
		"",           "1",           "1.2.3",     "1.2.3.4.5",  "1.2.3.256",
		"01.2.3.4",   "1.2.3.04",    " 1.2.3.4",  "1.2.3.4 ",   "1.2.3.-4",
		"1.2.3.4/24", "a.b.c.d",     "1.2.3.4\n", "0x1.2.3.4",  "1..2.3",
		"::1",        "192.168.0.x", "1,2,3,4",   "1.2.3.4567", "1.2.3.4.",
	};
	uint32_t address = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(ipv4_read(wrong[i], &address));
	assert_int_equal(address, 7);
	assert_true(ipv4_read("192.168.0.66", &address));
	assert_int_equal(address, 0xc0a80042);
	assert_true(ipv4_read("0.0.0.0", &address));
	assert_true(ipv4_read("255.255.255.255", &address));
}

static void one_address_a_prefix_and_a_range_are_read_and_written_alike(void **state)
{
	(void)state;
	assert_range("192.168.0.66", 0xc0a80042, 0xc0a80042, 0);
	assert_range("192.168.0.66/24", 0xc0a80042, 0xc0a80042, 24);
	assert_range("10.0.0.1/8", 0x0a000001, 0x0a000001, 8);
	assert_range("10.0.0.0/31", 0x0a000000, 0x0a000000, 31);
	assert_range("10.0.0.0/32", 0x0a000000, 0x0a000000, 32);
	assert_range("192.168.31.2-192.168.31.99", 0xc0a81f02, 0xc0a81f63, 0);
	assert_range("223.255.255.254-223.255.255.255", 0xdffffffe, 0xdfffffff, 0);
}

static void a_prefix_is_from_1_to_32(void **state)
{
	static const char *const wrong[] = { "1.2.3.4/",           "1.2.3.4/0",  "1.2.3.4/33",
		                             "1.2.3.4/024",        "1.2.3.4/-1", "1.2.3.4/+8",
		                             "1.2.3.4/8 ",         "1.2.3.4/a",  "1.2.3.4/24/24",
		                             "1.2.3.4/99999999999" };
	struct ipv4_range range;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(ipv4_range_read(wrong[i], &range));
}

static void a_range_goes_up_and_has_no_prefix(void **state)
{
	static const char *const wrong[] = {
		"192.168.31.99-192.168.31.2",
		"192.168.31.2-192.168.31.2",
		"192.168.31.2-99",
		"192.168.31.2-",
		"-192.168.31.2",
		"192.168.31.2 - 192.168.31.9",
		"192.168.31.2/24-192.168.31.9",
		"192.168.31.2-192.168.31.9/24",
		"192.168.31.2-192.168.31.256",
		"1.2.3.4-1.2.3.5-1.2.3.6",
	};
	struct ipv4_range range = { .prefix = 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(ipv4_range_read(wrong[i], &range));
	assert_int_equal(range.prefix, 7);
}

static void what_no_computer_can_have_is_no_address_of_one(void **state)
{
	static const char *const wrong[] = {
		"0.0.0.0",          "0.1.2.3",         "127.0.0.1",
		"224.0.0.1",        "255.255.255.255", "192.168.1.0/24",
		"192.168.1.255/24", "10.0.0.0/30",     "126.0.0.1-127.0.0.1"
	};
	struct ipv4_range range;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(ipv4_range_read(wrong[i], &range));
	assert_true(ipv4_range_read("192.168.1.255", &range));
	assert_true(ipv4_range_read("192.168.0.255/23", &range));
}

static void a_mac_is_six_bytes_of_one_device(void **state)
{
	static const char *const wrong[] = {
		"",
		"02:aa:bb:cc:dd",
		"02:aa:bb:cc:dd:20:",
		"02-aa-bb-cc-dd-20",
		"2:aa:bb:cc:dd:200",
		"00:00:00:00:00:00",
		"ff:ff:ff:ff:ff:ff",
		"01:00:5e:00:00:01",
		"02:aa:bb:cc:dd:2g",
		" 2:aa:bb:cc:dd:20",
		"02:aa:bb:cc:dd:-2",
	};
	struct mac mac = { { 7 } };
	char text[MAC_TEXT];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(mac_read(wrong[i], &mac));
	assert_int_equal(mac.bytes[0], 7);
	assert_true(mac_read("02:AA:bb:cc:dd:20", &mac));
	assert_int_equal(mac.bytes[5], 0x20);
	mac_text(text, &mac);
	assert_string_equal(text, "02:aa:bb:cc:dd:20");
}

TEST_MAIN(TEST(an_address_has_four_numbers_of_a_byte),
          TEST(one_address_a_prefix_and_a_range_are_read_and_written_alike),
          TEST(a_prefix_is_from_1_to_32), TEST(a_range_goes_up_and_has_no_prefix),
          TEST(what_no_computer_can_have_is_no_address_of_one),
          TEST(a_mac_is_six_bytes_of_one_device))
