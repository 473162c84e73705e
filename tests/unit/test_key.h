/* test_key - keys that sign for tests only, made of nothing but a number. */
#ifndef TEST_KEY_H
#define TEST_KEY_H

#include "base/text/text.h"
#include "firmware/examine/keyring.h"

#include <openssl/evp.h>

#include "test.h"

static inline EVP_PKEY *test_key(uint8_t number)
{
	const uint8_t seed[ED25519_KEY] = { 't', 'e', 's', 't', number };
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));

	assert_non_null(key);
	return key;
}

/* As a vendor's; usign's id may be NULL. */
static inline void test_key_add(struct keyring *keys, uint8_t number, const char *use,
                                const char *usign_id)
{
	EVP_PKEY *key = test_key(number);
	char hex[2 * ED25519_KEY + 1];
	const struct key_figures figures = {
		.name = "the test's", .use = use, .key = hex, .usign_id = usign_id
	};
	uint8_t raw[ED25519_KEY];
	size_t size = sizeof(raw);
	struct failure why;

	assert_int_equal(EVP_PKEY_get_raw_public_key(key, raw, &size), 1);
	text_hex(hex, raw, sizeof(raw));
	assert_true(keyring_add_figures(keys, &figures, &why));
	EVP_PKEY_free(key);
}

static inline void test_key_sign(uint8_t number, struct bytes message,
                                 uint8_t signature[ED25519_SIGNATURE])
{
	EVP_PKEY *key = test_key(number);
	EVP_MD_CTX *signer = EVP_MD_CTX_new();
	size_t length = ED25519_SIGNATURE;

	assert_int_equal(EVP_DigestSignInit(signer, NULL, NULL, NULL, key), 1);
	assert_int_equal(
	        EVP_DigestSign(signer, signature, &length, message.data, (size_t)message.size), 1);
	EVP_MD_CTX_free(signer);
	EVP_PKEY_free(key);
}

#endif
