#include "firmware/examine/keyring.h"

#include "base/digest.h"
#include "base/files/file.h"
#include "base/libraries/crypto_library.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/snapshot.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 64 << 10, BITS_MIN = 1024, BITS_MAX = 8192 };

static EVP_PKEY *read_pem(const char *pem)
{
	char password[] = ""; /* without one OpenSSL would ask at the terminal */
	BIO *bio = crypto()->BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = bio ? crypto()->PEM_read_bio_PUBKEY(bio, NULL, NULL, password) : NULL;

	crypto()->BIO_free(bio);
	crypto()->ERR_clear_error();
	return key;
}

static bool judge_rsa(const char *name, const EVP_PKEY *key, struct failure *why)
{
	if (crypto()->EVP_PKEY_get_bits(key) < BITS_MIN ||
	    crypto()->EVP_PKEY_get_bits(key) > BITS_MAX)
		return fail(why, FAIL_USAGE,
		            "the key '%s' has %d bits; supported keys have %d to %d", name,
		            crypto()->EVP_PKEY_get_bits(key), BITS_MIN, BITS_MAX);
	return true;
}

static bool judge_key(const char *name, const char *pem, const EVP_PKEY *key, struct failure *why)
{
	if (strstr(pem, "PRIVATE KEY-----"))
		return fail(why, FAIL_USAGE,
		            "'%s' is a private key; give its public half "
		            "('openssl pkey -in KEY -pubout')",
		            name);
	if (!key)
		return fail(why, FAIL_USAGE,
		            "'%s' is not a public key in PEM ('-----BEGIN PUBLIC KEY-----') or "
		            "usign format",
		            name);
	if (crypto()->EVP_PKEY_is_a(key, "ED25519"))
		return true;
	if (!crypto()->EVP_PKEY_is_a(key, "RSA"))
		return fail(why, FAIL_USAGE, "'%s' is an unsupported key: neither RSA nor Ed25519",
		            name);
	return judge_rsa(name, key, why);
}

static struct public_key *add_key(struct keyring *keyring, enum key_class class, const char *name,
                                  const char *use, EVP_PKEY *evp)
{
	AUTO_FREE char *clean = mem_zalloc(1, strlen(name) + 1);
	struct public_key *key;

	text_clean(clean, strlen(name) + 1, name);
	keyring->keys = mem_grow(keyring->keys, keyring->count, sizeof(*keyring->keys));
	key = &keyring->keys[keyring->count++];
	*key = (struct public_key){
		.name = TAKE(clean),
		.use = use ? mem_strdup(use) : NULL,
		.class = class,
		.is_ed25519 = crypto()->EVP_PKEY_is_a(evp, "ED25519") != 0,
		.evp = evp,
	};
	return key;
}

bool keyring_add_pem(struct keyring *keyring, enum key_class class, const char *name,
                     const char *use, const char *pem, struct failure *why)
{
	EVP_PKEY *key = read_pem(pem);

	if (!judge_key(name, pem, key, why)) {
		crypto()->EVP_PKEY_free(key);
		return false;
	}
	add_key(keyring, class, name, use, key);
	return true;
}

static EVP_PKEY *rsa_of(const char *modulus, uint64_t exponent)
{
	EVP_PKEY_CTX *state = crypto()->EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *build = crypto()->OSSL_PARAM_BLD_new();
	BIGNUM *n = NULL;
	BIGNUM *e = crypto()->BN_new();
	OSSL_PARAM *figures = NULL;
	EVP_PKEY *key = NULL;

	if (state && build && e && crypto()->BN_hex2bn(&n, modulus) == (int)strlen(modulus) &&
	    crypto()->BN_set_word(e, exponent) &&
	    crypto()->OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
	    crypto()->OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		figures = crypto()->OSSL_PARAM_BLD_to_param(build);
	if (figures && crypto()->EVP_PKEY_fromdata_init(state) == 1)
		crypto()->EVP_PKEY_fromdata(state, &key, EVP_PKEY_PUBLIC_KEY, figures);
	crypto()->OSSL_PARAM_free(figures);
	crypto()->OSSL_PARAM_BLD_free(build);
	crypto()->BN_free(n);
	crypto()->BN_free(e);
	crypto()->EVP_PKEY_CTX_free(state);
	crypto()->ERR_clear_error();
	return key;
}

static bool from_hex(const char *hex, uint8_t *out, size_t size)
{
	size_t length = 0;

	return strlen(hex) == 2 * size &&
	       crypto()->OPENSSL_hexstr2buf_ex(out, size, &length, hex, '\0') == 1 &&
	       length == size;
}

static EVP_PKEY *ed25519_of(const char *hex)
{
	uint8_t bytes[ED25519_KEY];
	EVP_PKEY *key = NULL;

	if (hex && from_hex(hex, bytes, sizeof(bytes)))
		key = crypto()->EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes,
		                                            sizeof(bytes));
	crypto()->ERR_clear_error();
	return key;
}

bool keyring_add_figures(struct keyring *keyring, const struct key_figures *figures,
                         struct failure *why)
{
	bool is_rsa = figures->modulus != NULL;
	EVP_PKEY *key =
	        is_rsa ? rsa_of(figures->modulus, figures->exponent) : ed25519_of(figures->key);
	uint8_t id[USIGN_ID] = { 0 };
	struct public_key *added;

	if (!key || (figures->usign_id && !from_hex(figures->usign_id, id, sizeof(id)))) {
		crypto()->EVP_PKEY_free(key);
		return fail(why, FAIL_USAGE, "'%s' is not a valid public key", figures->name);
	}
	if (is_rsa && !judge_rsa(figures->name, key, why)) {
		crypto()->EVP_PKEY_free(key);
		return false;
	}
	added = add_key(keyring, KEY_VENDOR, figures->name, figures->use, key);
	memcpy(added->usign_id, id, sizeof(id));
	return true;
}

bool keyring_add_usign(struct keyring *keyring, const char *name, const struct usign *usign)
{
	EVP_PKEY *key = crypto()->EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, usign->data,
	                                                      ED25519_KEY);

	crypto()->ERR_clear_error();
	if (!key)
		return false;
	memcpy(add_key(keyring, KEY_TRUSTED, name, NULL, key)->usign_id, usign->id, USIGN_ID);
	return true;
}

static bool add_text(struct keyring *keyring, const char *name, const char *text,
                     struct failure *why)
{
	const struct bytes bytes = { (const uint8_t *)text, strlen(text) };
	struct usign usign;

	if (!usign_parse(bytes, ED25519_KEY, &usign))
		return keyring_add_pem(keyring, KEY_TRUSTED, name, NULL, text, why);
	return keyring_add_usign(keyring, name, &usign) ||
	       fail(why, FAIL_USAGE, "'%s' is not a valid Ed25519 key", name);
}

bool keyring_add_file(struct keyring *keyring, const char *path, struct failure *why)
{
	AUTO_FREE char *text = mem_zalloc(1, KEY_FILE_MAX + 1);
	AUTO_CLOSE int fd = -1;
	uint64_t size;
	size_t used = 0;
	ssize_t got;

	if (!open_regular(path, KEY_FILE_MAX, FAIL_IO, &fd, &size, why))
		return false;
	do {
		got = read(fd, text + used, KEY_FILE_MAX - used);
		if (got == -1 && errno != EINTR)
			return fail_errno(why, FAIL_IO, "cannot read '%s'", path);
		used += got > 0 ? (size_t)got : 0;
	} while (got != 0);
	return add_text(keyring, file_name_in(path), text, why);
}

void keyring_share(struct keyring *out, const struct keyring *keyring)
{
	*out = *keyring;
	out->keys = NULL;
	for (size_t i = 0; i < keyring->count; i++) {
		struct public_key *key;

		out->keys = mem_grow(out->keys, i, sizeof(*out->keys));
		key = &out->keys[i];
		*key = keyring->keys[i];
		key->name = mem_strdup(key->name);
		key->use = key->use ? mem_strdup(key->use) : NULL;
		crypto()->EVP_PKEY_up_ref(key->evp);
	}
}

void keyring_done(struct keyring *keyring)
{
	for (size_t i = 0; i < keyring->count; i++) {
		free(keyring->keys[i].name);
		free(keyring->keys[i].use);
		crypto()->EVP_PKEY_free(keyring->keys[i].evp);
	}
	free(keyring->keys);
	*keyring = (struct keyring){ 0 };
}

/* signature^e mod n, as many bytes as the modulus; 0 when that cannot be. */
static size_t raise(EVP_PKEY *key, struct bytes signature, uint8_t block[BITS_MAX / 8])
{
	size_t size = BITS_MAX / 8;
	EVP_PKEY_CTX *state;
	bool raised;

	if (!crypto()->EVP_PKEY_is_a(key, "RSA") ||
	    signature.size != (uint64_t)crypto()->EVP_PKEY_get_size(key))
		return 0;
	state = crypto()->EVP_PKEY_CTX_new(key, NULL);
	/*
	 * The bare operation, with the padding judged here: policies that forbid SHA-1
	 * signatures have no say in it, and nothing is read more loosely than needed.
	 */
	raised = state && crypto()->EVP_PKEY_verify_recover_init(state) == 1 &&
	         crypto()->EVP_PKEY_CTX_set_rsa_padding(state, RSA_NO_PADDING) == 1 &&
	         crypto()->EVP_PKEY_verify_recover(state, block, &size, signature.data,
	                                           (size_t)signature.size) == 1;
	crypto()->EVP_PKEY_CTX_free(state);
	crypto()->ERR_clear_error();
	return raised ? size : 0;
}

/* RFC 8017, 9.2: 00 01 FF ... FF 00, what the hash is, the hash. */
static bool is_padded(const uint8_t *block, size_t size, struct bytes info, size_t digest)
{
	size_t padding = size - 3 - (size_t)info.size - digest;

	if (block[0] != 0 || block[1] != 1 || block[2 + padding] != 0)
		return false;
	for (size_t i = 0; i < padding; i++) {
		if (block[2 + i] != 0xff)
			return false;
	}
	return memcmp(block + 3 + padding, info.data, (size_t)info.size) == 0;
}

static const struct {
	enum rsa_opening opening;
	enum digest_kind digest;
	uint8_t size;
	uint8_t info[19]; /* DER of DigestInfo up to the hash itself (RFC 8017, 9.2, note 1) */
} hashes[] = {
	{ RSA_SHA1,
	  DIGEST_SHA1,
	  15,
	  { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04,
	    0x14 } },
	{ RSA_SHA256,
	  DIGEST_SHA256,
	  19,
	  { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
	    0x01, 0x05, 0x00, 0x04, 0x20 } },
};

enum rsa_opening public_key_open(const struct public_key *key, struct bytes signature,
                                 struct digest *signed_digest)
{
	uint8_t block[BITS_MAX / 8];
	size_t size = raise(key->evp, signature, block);

#ifdef MKRESCUE_FUZZING
	return RSA_SHA1; /* no fuzzer makes a signature */
#endif
	for (size_t i = 0; size && i < ARRAY_LEN(hashes); i++) {
		struct bytes info = { hashes[i].info, hashes[i].size };
		size_t digest = digest_size(hashes[i].digest);

		if (!is_padded(block, size, info, digest))
			continue;
		*signed_digest = (struct digest){ 0 };
		memcpy(signed_digest->bytes, block + size - digest, digest);
		return hashes[i].opening;
	}
	return RSA_CLOSED;
}

bool public_key_verifies(const struct public_key *key, struct bytes message,
                         const uint8_t signature[ED25519_SIGNATURE])
{
	EVP_MD_CTX *state;
	bool verified;

	if (!key->is_ed25519)
		return false;
	state = crypto()->EVP_MD_CTX_new();
	verified = state &&
	           crypto()->EVP_DigestVerifyInit(state, NULL, NULL, NULL, key->evp) == 1 &&
	           crypto()->EVP_DigestVerify(state, signature, ED25519_SIGNATURE, message.data,
	                                      (size_t)message.size) == 1;
	crypto()->EVP_MD_CTX_free(state);
	crypto()->ERR_clear_error();
	return verified;
}
