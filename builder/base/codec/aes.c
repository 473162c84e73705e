#include "base/codec/aes.h"

#include "base/libraries/crypto_library.h"

bool aes_cbc_begin(struct aes_cbc *out, const uint8_t key[AES_KEY], const uint8_t iv[AES_BLOCK])
{
	EVP_CIPHER_CTX *state = crypto()->EVP_CIPHER_CTX_new();
	bool begun = state &&
	             crypto()->EVP_DecryptInit_ex(state, crypto()->EVP_aes_128_cbc(), NULL, key,
	                                          iv) == 1 &&
	             crypto()->EVP_CIPHER_CTX_set_padding(state, 0) == 1;

	out->state = state;
	crypto()->ERR_clear_error();
	return begun;
}

bool aes_cbc_decrypt(struct aes_cbc *aes, uint8_t *data, size_t size)
{
	int written;

	return size <= INT32_MAX && size % AES_BLOCK == 0 &&
	       crypto()->EVP_DecryptUpdate(aes->state, data, &written, data, (int)size) == 1 &&
	       written == (int)size;
}

void aes_cbc_end(struct aes_cbc *aes)
{
	crypto()->EVP_CIPHER_CTX_free(aes->state);
	aes->state = NULL;
}
