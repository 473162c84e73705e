#include "firmware/examine/keyring.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"
#include "xiaomi_image.h"

static EVP_PKEY *make_key(size_t bits)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

static void add(struct keyring *keys, EVP_PKEY *key)
{
	AUTO_FREE char *pem = public_pem(key);
	struct failure why;

	assert_true(keyring_add_pem(keys, KEY_TRUSTED, "test", NULL, pem, &why));
}

/* What the raw RSA private operation makes of a block: any padding one likes. */
static void sign_block(EVP_PKEY *key, const uint8_t *block, uint8_t signature[256])
{
	EVP_PKEY_CTX *state = EVP_PKEY_CTX_new(key, NULL);
	size_t size = 256;

	assert_int_equal(EVP_PKEY_sign_init(state), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(state, RSA_NO_PADDING), 1);
	assert_int_equal(EVP_PKEY_sign(state, signature, &size, block, 256), 1);
	EVP_PKEY_CTX_free(state);
}

/* A block of RFC 8017, 9.2 around a digest of 0xAB bytes: 00 01 FF... 00 info digest. */
static void wrap(uint8_t block[256], const uint8_t *info, size_t info_size, size_t digest_size)
{
	memset(block, 0xff, 256);
	block[0] = 0;
	block[1] = 1;
	block[256 - digest_size - info_size - 1] = 0;
	memcpy(block + 256 - digest_size - info_size, info, info_size);
	memset(block + 256 - digest_size, 0xab, digest_size);
}

static void proper_block(uint8_t block[256])
{
	static const uint8_t sha1[] = { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
		                        0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };

	wrap(block, sha1, sizeof(sha1), 20);
}

static void proper_sha256_block(uint8_t block[256])
{
	static const uint8_t sha256[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
		                          0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
		                          0x01, 0x05, 0x00, 0x04, 0x20 };

	wrap(block, sha256, sizeof(sha256), 32);
}

static enum rsa_opening open_with(const struct keyring *keys, const uint8_t *signature,
                                  struct digest *digest)
{
	return public_key_open(&keys->keys[0], (struct bytes){ signature, 256 }, digest);
}

static void a_signature_hands_out_the_digest_that_was_signed(void **state)
{
	EVP_PKEY *key = make_key(2048);
	struct keyring keys = { 0 };
	struct digest digest = { 0 };
	uint8_t block[256];
	uint8_t signature[256];

	(void)state;
	add(&keys, key);
	proper_block(block);
	sign_block(key, block, signature);
	assert_int_equal(open_with(&keys, signature, &digest), RSA_SHA1);
	for (size_t i = 0; i < DIGEST_SHA256_SIZE; i++)
		assert_int_equal(digest.bytes[i], i < 20 ? 0xab : 0);
	proper_sha256_block(block);
	sign_block(key, block, signature);
	assert_int_equal(open_with(&keys, signature, &digest), RSA_SHA256);
	for (size_t i = 0; i < DIGEST_SHA256_SIZE; i++)
		assert_int_equal(digest.bytes[i], 0xab);
	keyring_done(&keys);
	EVP_PKEY_free(key);
}

static void padding_is_judged_strictly(void **state)
{
	static const struct {
		void (*make)(uint8_t block[256]);
		size_t at; /* of the byte that becomes wrong */
	} wrong[] = {
		{ proper_block, 1 },          { proper_block, 2 },
		{ proper_block, 100 },        { proper_block, 219 }, /* the last FF */
		{ proper_block, 220 },                               /* the zero behind it */
		{ proper_block, 221 },        { proper_block, 235 },
		{ proper_sha256_block, 1 },   { proper_sha256_block, 203 },
		{ proper_sha256_block, 204 }, { proper_sha256_block, 205 },
		{ proper_sha256_block, 223 },
	};
	EVP_PKEY *key = make_key(2048);
	struct keyring keys = { 0 };
	struct digest digest;

	(void)state;
	add(&keys, key);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		uint8_t block[256];
		uint8_t signature[256];

		wrong[i].make(block);
		block[wrong[i].at] ^= 0x04;
		sign_block(key, block, signature);
		assert_int_equal(open_with(&keys, signature, &digest), RSA_CLOSED);
	}
	keyring_done(&keys);
	EVP_PKEY_free(key);
}

/* A SHA-1 that says that it has no parameters: other verifiers take it, Xiaomi's do not write it.
 */
static void another_spelling_of_the_digest_is_refused(void **state)
{
	static const uint8_t bare[] = { 0x30, 0x1f, 0x30, 0x07, 0x06, 0x05, 0x2b,
		                        0x0e, 0x03, 0x02, 0x1a, 0x04, 0x14 };
	EVP_PKEY *key = make_key(2048);
	struct keyring keys = { 0 };
	struct digest digest;
	uint8_t block[256];
	uint8_t signature[256];

	(void)state;
	add(&keys, key);
	wrap(block, bare, sizeof(bare), 20);
	sign_block(key, block, signature);
	assert_int_equal(open_with(&keys, signature, &digest), RSA_CLOSED);
	keyring_done(&keys);
	EVP_PKEY_free(key);
}

/* Bleichenbacher's trick: short padding, the digest early, anything after it. */
static void a_digest_that_does_not_end_the_block_is_refused(void **state)
{
	EVP_PKEY *key = make_key(2048);
	struct keyring keys = { 0 };
	struct digest digest;
	uint8_t proper[256];
	uint8_t block[256] = { 0 };
	uint8_t signature[256];

	(void)state;
	add(&keys, key);
	proper_block(proper);
	memcpy(block, proper, 10);
	memcpy(block + 10, proper + 220, 36);
	sign_block(key, block, signature);
	assert_int_equal(open_with(&keys, signature, &digest), RSA_CLOSED);
	keyring_done(&keys);
	EVP_PKEY_free(key);
}

static void another_keys_signature_stays_closed(void **state)
{
	EVP_PKEY *key = make_key(2048);
	EVP_PKEY *other = make_key(2048);
	struct keyring keys = { 0 };
	struct digest digest;
	uint8_t block[256];
	uint8_t signature[256];
	const uint8_t zeros[256] = { 0 };

	(void)state;
	add(&keys, other);
	proper_block(block);
	sign_block(key, block, signature);
	assert_int_equal(open_with(&keys, signature, &digest), RSA_CLOSED);
	assert_int_equal(open_with(&keys, zeros, &digest), RSA_CLOSED);
	assert_int_equal(public_key_open(&keys.keys[0], (struct bytes){ zeros, 255 }, &digest),
	                 RSA_CLOSED);
	keyring_done(&keys);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
}

static void assert_no_key(const char *pem, const char *words)
{
	struct keyring keys = { 0 };
	struct failure why;

	assert_false(keyring_add_pem(&keys, KEY_TRUSTED, "x.pem", NULL, pem, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_non_null(strstr(why.text, "'x.pem'"));
	assert_non_null(strstr(why.text, words));
	keyring_done(&keys);
}

static void what_is_no_public_key_is_refused(void **state)
{
	EVP_PKEY *small = make_key(512);
	EVP_PKEY *curve = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	AUTO_FREE char *small_pem = public_pem(small);
	AUTO_FREE char *curve_pem = public_pem(curve);

	(void)state;
	assert_no_key("", "not a public key");
	assert_no_key("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
	              "not a public key");
	assert_no_key("-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n"
	              "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
	              "-----END PUBLIC KEY-----\n",
	              "not a public key");
	assert_no_key("-----BEGIN PRIVATE KEY-----\n", "private key");
	assert_no_key("-----BEGIN RSA PRIVATE KEY-----\n", "private key");
	assert_no_key(small_pem, "bits");
	assert_no_key(curve_pem, "neither RSA nor");
	EVP_PKEY_free(small);
	EVP_PKEY_free(curve);
}

static void key_files_that_cannot_be_read_are_named(void **state)
{
	struct keyring keys = { 0 };
	struct failure why;

	(void)state;
	assert_false(keyring_add_file(&keys, "/nonexistent.pem", &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_false(keyring_add_file(&keys, "/tmp", &why));
	assert_false(keyring_add_file(&keys, "/dev/zero", &why));
}

static void keys_of_other_sizes_are_known_but_open_nothing_of_256_bytes(void **state)
{
	static const size_t sizes[] = { 1024, 3072 };
	const uint8_t zeros[256] = { 0 };
	struct digest digest;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		EVP_PKEY *key = make_key(sizes[i]);
		struct keyring keys = { 0 };

		add(&keys, key);
		assert_int_equal(open_with(&keys, zeros, &digest), RSA_CLOSED);
		keyring_done(&keys);
		EVP_PKEY_free(key);
	}
}

static void assert_is(const struct public_key *key, const char *spki_sha256)
{
	unsigned char *der = NULL;
	int size = i2d_PUBKEY(key->evp, &der);
	struct digest digest = digest_of(DIGEST_SHA256, (struct bytes){ der, (uint64_t)size });
	char hex[DIGEST_HEX];

	digest_to_hex(&digest, hex);
	assert_string_equal(hex, spki_sha256);
	OPENSSL_free(der);
}

/* The keys that Xiaomi's routers carry; the digests of their DER forms are public. */
static void the_vendors_keys_are_the_known_ones(void **state)
{
	struct keyring keys = { 0 };
	struct failure why;
	json_t *document;
	json_t *key;
	size_t i;

	(void)state;
	assert_true(
	        json_read_file(PROJECT_ROOT "/vendors/keys.json", FAIL_CATALOG, &document, &why));
	json_array_foreach(json_object_get(document, "keys"), i, key)
	{
		const struct key_figures figures = {
			.name = json_string_value(json_object_get(key, "name")),
			.use = json_string_value(json_object_get(key, "use")),
			.modulus = json_string_value(json_object_get(key, "modulus")),
			.exponent = (uint64_t)json_integer_value(json_object_get(key, "exponent")),
			.key = json_string_value(json_object_get(key, "key")),
			.usign_id = json_string_value(json_object_get(key, "usign_id")),
		};

		assert_true(keyring_add_figures(&keys, &figures, &why));
	}
	assert_true(keys.count >= 10);
	assert_string_equal(keys.keys[0].name, "xiaomi-system");
	assert_is(&keys.keys[0],
	          "ae640eb8e8fff1c63fc91f6638e724e3d995c9e15c100980b343fb1cf9e4a2af");
	assert_is(&keys.keys[1],
	          "fe11311a3f23dfe8eeb33e5c375df8db16b5c11661cce6f6158653c3d2036d8e");
	json_decref(document);
	keyring_done(&keys);
}

static void an_rsa_key_made_from_its_figures_is_the_one_in_the_file(void **state)
{
	EVP_PKEY *key = make_key(2048);
	struct key_figures figures = { .name = "figures", .use = "system", .exponent = 65537 };
	BIGNUM *n = NULL;
	struct keyring keys = { 0 };
	struct failure why;
	char *modulus;

	(void)state;
	assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &n), 1);
	modulus = BN_bn2hex(n);
	figures.modulus = modulus;
	assert_true(keyring_add_figures(&keys, &figures, &why));
	assert_int_equal(EVP_PKEY_eq(keys.keys[0].evp, key), 1);
	figures.modulus = "xyz";
	assert_false(keyring_add_figures(&keys, &figures, &why));
	figures.modulus = "abcdef";
	assert_false(keyring_add_figures(&keys, &figures, &why));
	figures.modulus = NULL;
	assert_false(keyring_add_figures(&keys, &figures, &why));
	OPENSSL_free(modulus);
	BN_free(n);
	keyring_done(&keys);
	EVP_PKEY_free(key);
}

static void usigns_keys_verify_what_they_signed_and_nothing_else(void **state)
{
	static const char path[] = TEST_DATA "/firmware/openwrt-test-usign.pub";
	uint8_t message[] = "a list of checksums";
	struct bytes view = { message, sizeof(message) };
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	EVP_MD_CTX *signer = EVP_MD_CTX_new();
	uint8_t signature[ED25519_SIGNATURE];
	size_t size = sizeof(signature);
	struct keyring keys = { 0 };
	struct failure why;

	(void)state;
	assert_true(keyring_add_file(&keys, path, &why));
	assert_true(keys.keys[0].is_ed25519);
	assert_int_equal(keys.keys[0].usign_id[0], 0x01);
	add(&keys, key);
	assert_int_equal(EVP_DigestSignInit(signer, NULL, NULL, NULL, key), 1);
	assert_int_equal(EVP_DigestSign(signer, signature, &size, message, sizeof(message)), 1);
	assert_true(public_key_verifies(&keys.keys[1], view, signature));
	assert_false(public_key_verifies(&keys.keys[0], view, signature));
	message[3] ^= 1;
	assert_false(public_key_verifies(&keys.keys[1], view, signature));
	EVP_MD_CTX_free(signer);
	EVP_PKEY_free(key);
	keyring_done(&keys);
}

TEST_MAIN(TEST(a_signature_hands_out_the_digest_that_was_signed), TEST(padding_is_judged_strictly),
          TEST(a_digest_that_does_not_end_the_block_is_refused),
          TEST(another_spelling_of_the_digest_is_refused),
          TEST(keys_of_other_sizes_are_known_but_open_nothing_of_256_bytes),
          TEST(another_keys_signature_stays_closed), TEST(what_is_no_public_key_is_refused),
          TEST(key_files_that_cannot_be_read_are_named), TEST(the_vendors_keys_are_the_known_ones),
          TEST(an_rsa_key_made_from_its_figures_is_the_one_in_the_file),
          TEST(usigns_keys_verify_what_they_signed_and_nothing_else))
