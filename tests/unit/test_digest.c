#include "base/digest.h"
#include "base/text/text.h"

#include <string.h>

#include "test.h"

static const struct bytes abc = { (const uint8_t *)"abc", 3 };

static void assert_hex(enum digest_kind kind, const char *expected)
{
	struct digest digest = digest_of(kind, abc);
	char hex[DIGEST_HEX];

	text_hex(hex, digest.bytes, digest_size(kind));
	assert_string_equal(hex, expected);
}

/* FIPS 180-2, appendix B.1; RFC 3174, 7.3; RFC 1321, A.5 */
static void digests_are_those_of_the_standards(void **state)
{
	(void)state;
	assert_hex(DIGEST_SHA256,
	           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hex(DIGEST_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d");
	assert_hex(DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72");
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
	struct digest whole = digest_of(DIGEST_SHA256, abc);
	struct digest_stream stream;
	struct digest pieces;

	(void)state;
	digest_begin(&stream, DIGEST_SHA256);
	digest_add(&stream, "a", 1);
	digest_add(&stream, "", 0);
	digest_add(&stream, "bc", 2);
	pieces = digest_end(&stream);
	assert_true(digest_equal(&whole, &pieces));
}

static void hex_goes_there_and_back(void **state)
{
	struct digest digest = digest_of(DIGEST_SHA256, abc);
	struct digest again;
	char hex[DIGEST_HEX];

	(void)state;
	digest_to_hex(&digest, hex);
	assert_true(digest_from_hex(hex, &again));
	assert_true(digest_equal(&digest, &again));
}

static void what_is_no_sha_256_is_refused(void **state)
{
	struct digest digest = digest_of(DIGEST_SHA256, abc);
	char hex[DIGEST_HEX + 1];
	struct digest out;

	(void)state;
	digest_to_hex(&digest, hex);
	strcat(hex, "0");
	assert_false(digest_from_hex(hex, &out));
	hex[63] = '\0';
	assert_false(digest_from_hex(hex, &out));
	digest_to_hex(&digest, hex);
	hex[5] = 'g';
	assert_false(digest_from_hex(hex, &out));
}

TEST_MAIN(TEST(digests_are_those_of_the_standards), TEST(pieces_give_the_digest_of_the_whole),
          TEST(hex_goes_there_and_back), TEST(what_is_no_sha_256_is_refused))
