/*
 * crypto_library - the functions of OpenSSL's libcrypto, which is loaded when one is needed
 * (library.h): its relocations are half of what a start of the program takes.
 */
#ifndef CRYPTO_LIBRARY_H
#define CRYPTO_LIBRARY_H

#include "base/fail.h"

/* DES, which one format has. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/des.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#define CRYPTO_FUNCTIONS(EACH) \
	EACH(BIO_free) \
	EACH(BIO_new_mem_buf) \
	EACH(BN_free) \
	EACH(BN_hex2bn) \
	EACH(BN_new) \
	EACH(BN_set_word) \
	EACH(CRYPTO_set_mem_functions) \
	EACH(DES_ecb_encrypt) \
	EACH(DES_set_key_unchecked) \
	EACH(ERR_clear_error) \
	EACH(EVP_CIPHER_CTX_free) \
	EACH(EVP_CIPHER_CTX_new) \
	EACH(EVP_CIPHER_CTX_set_padding) \
	EACH(EVP_DecodeBlock) \
	EACH(EVP_DecryptInit_ex) \
	EACH(EVP_DecryptUpdate) \
	EACH(EVP_DigestFinal_ex) \
	EACH(EVP_DigestInit_ex) \
	EACH(EVP_DigestUpdate) \
	EACH(EVP_DigestVerify) \
	EACH(EVP_DigestVerifyInit) \
	EACH(EVP_MD_CTX_free) \
	EACH(EVP_MD_CTX_new) \
	EACH(EVP_MD_fetch) \
	EACH(EVP_MD_free) \
	EACH(EVP_MD_get_size) \
	EACH(EVP_PKEY_CTX_free) \
	EACH(EVP_PKEY_CTX_new) \
	EACH(EVP_PKEY_CTX_new_from_name) \
	EACH(EVP_PKEY_CTX_set_rsa_padding) \
	EACH(EVP_PKEY_free) \
	EACH(EVP_PKEY_up_ref) \
	EACH(EVP_PKEY_fromdata) \
	EACH(EVP_PKEY_fromdata_init) \
	EACH(EVP_PKEY_get_bits) \
	EACH(EVP_PKEY_get_size) \
	EACH(EVP_PKEY_is_a) \
	EACH(EVP_PKEY_new_raw_public_key) \
	EACH(EVP_PKEY_verify_recover) \
	EACH(EVP_PKEY_verify_recover_init) \
	EACH(EVP_aes_128_cbc) \
	EACH(EVP_md5) \
	EACH(EVP_sha1) \
	EACH(EVP_sha256) \
	EACH(EVP_sha384) \
	EACH(EVP_sha512) \
	EACH(OPENSSL_hexstr2buf_ex) \
	EACH(OPENSSL_init_crypto) \
	EACH(OSSL_PARAM_BLD_free) \
	EACH(OSSL_PARAM_BLD_new) \
	EACH(OSSL_PARAM_BLD_push_BN) \
	EACH(OSSL_PARAM_BLD_to_param) \
	EACH(OSSL_PARAM_free) \
	EACH(OpenSSL_version) \
	EACH(PEM_read_bio_PUBKEY)

#define CRYPTO_MEMBER(name) __typeof__ (&(name))(name);

struct crypto_library {
	CRYPTO_FUNCTIONS(CRYPTO_MEMBER)
};

#undef CRYPTO_MEMBER

/* Before there are threads or children, for whoever will need it. Fails with FAIL_TOOL. */
bool crypto_library_load(struct failure *why) MUST_CHECK;

/* Loads it where crypto_library_load() did not; where that fails, the program ends with FAIL_TOOL.
 */
const struct crypto_library *crypto(void);

#endif
