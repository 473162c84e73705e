/* Keys and signatures of usign, as texts. */
#include "base/codec/usign.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

/* Made by signify-openbsd over the text "hello\n", with a key made for this test. */
#define COMMENT "untrusted comment: verify with test.pub\n"
#define SIGNATURE \
	"RWT1mYUpforxK/4/9+dDSz3ZR73dkqBtZ1K3LCB/ad5lRhYdBzqYMCkhNGBR" \
	"4VHBZ7GBqnA/dkJmZVhmAefhu+LxLew2ZxG1wQY="

static bool is_of_size(const char *text, size_t size, struct usign *out)
{
	return usign_parse((struct bytes){ (const uint8_t *)text, strlen(text) }, size, out);
}

static bool is_signature(const char *text, struct usign *out)
{
	return is_of_size(text, ED25519_SIGNATURE, out);
}

static void what_signify_writes_is_read(void **state)
{
	static const uint8_t id[] = { 0xf5, 0x99, 0x85, 0x29, 0x7e, 0x8a, 0xf1, 0x2b };
	struct usign signature;

	(void)state;
	assert_true(is_signature(COMMENT SIGNATURE, &signature));
	assert_true(is_signature(COMMENT SIGNATURE "\n", &signature));
	assert_memory_equal(signature.id, id, sizeof(id));
	assert_int_equal(signature.data[63], 0x06);
}

static void what_is_not_exactly_a_signature_is_refused(void **state)
{
	struct usign signature;
	AUTO_FREE char *other = mem_strdup(COMMENT SIGNATURE "\n");

	(void)state;
	assert_false(is_signature("", &signature));
	assert_false(is_signature(COMMENT, &signature));
	assert_false(is_signature(COMMENT SIGNATURE "\n\n", &signature));
	assert_false(is_signature(SIGNATURE "\n" COMMENT, &signature));
	assert_false(is_signature(COMMENT SIGNATURE "AAAA\n", &signature));
	assert_false(is_signature("trusted comment: x\n" SIGNATURE "\n", &signature));
	other[strlen(COMMENT)] = 'S'; /* another algorithm */
	assert_false(is_signature(other, &signature));
	other[strlen(COMMENT)] = '-'; /* no base64 */
	assert_false(is_signature(other, &signature));
}

#define KEY "RWQBKvPMlfqglX4AxlF39CMlrBtAYcoJnayHedrajp9zhFlQcZd431Q1"

static void a_key_is_as_long_as_keys_are(void **state)
{
	struct usign usign;

	(void)state;
	assert_true(is_of_size(COMMENT KEY "\n", ED25519_KEY, &usign));
	assert_int_equal(usign.id[0], 1);
	assert_false(is_of_size(COMMENT KEY "\n", ED25519_SIGNATURE, &usign));
	assert_false(is_of_size(COMMENT SIGNATURE "\n", ED25519_KEY, &usign));
	assert_false(is_of_size(COMMENT "RWQBKvPMlfqglX4A====\n", ED25519_KEY, &usign));
	assert_false(is_of_size(COMMENT "RWQ", ED25519_KEY, &usign));
}

TEST_MAIN(TEST(what_signify_writes_is_read), TEST(what_is_not_exactly_a_signature_is_refused),
          TEST(a_key_is_as_long_as_keys_are))
