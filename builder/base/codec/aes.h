/*
 * aes - AES with 128 bits in CBC mode (NIST SP 800-38A, 6.2), by OpenSSL: some vendors encrypt
 * their firmware with a key that has become public.
 */
#ifndef AES_H
#define AES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AES_BLOCK = 16, AES_KEY = 16 };

struct aes_cbc {
	void *state;
};

/* False when OpenSSL has no such cipher; aes_cbc_end() in any case. */
bool aes_cbc_begin(struct aes_cbc *out, const uint8_t key[AES_KEY], const uint8_t iv[AES_BLOCK]);

/* Whole blocks, in place; each call goes on where the one before ended. */
bool aes_cbc_decrypt(struct aes_cbc *aes, uint8_t *data, size_t size);

void aes_cbc_end(struct aes_cbc *aes);

#endif
