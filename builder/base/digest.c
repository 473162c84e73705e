#include "base/digest.h"

#include "base/libraries/crypto_library.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

static const EVP_MD *algorithm(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_SHA1: return crypto()->EVP_sha1();
	case DIGEST_MD5: return crypto()->EVP_md5();
	case DIGEST_SHA384: return crypto()->EVP_sha384();
	case DIGEST_SHA512: return crypto()->EVP_sha512();
	case DIGEST_SHA256: break;
	}
	return crypto()->EVP_sha256();
}

/* OpenSSL fails here only when memory runs out or its build lacks the digest. */
static void must(int worked)
{
	if (worked != 1)
		mem_ran_out();
}

void digest_begin(struct digest_stream *stream, enum digest_kind kind)
{
	EVP_MD_CTX *state = crypto()->EVP_MD_CTX_new();

	must(state != NULL);
	must(crypto()->EVP_DigestInit_ex(state, algorithm(kind), NULL));
	stream->state = state;
}

void digest_add(struct digest_stream *stream, const void *data, size_t size)
{
	must(crypto()->EVP_DigestUpdate(stream->state, data, size));
}

struct digest digest_end(struct digest_stream *stream)
{
	struct digest digest = { 0 };

	must(crypto()->EVP_DigestFinal_ex(stream->state, digest.bytes, NULL));
	crypto()->EVP_MD_CTX_free(stream->state);
	stream->state = NULL;
	return digest;
}

struct digest digest_of(enum digest_kind kind, struct bytes data)
{
	struct digest_stream stream;

	digest_begin(&stream, kind);
	digest_add(&stream, data.data, (size_t)data.size);
	return digest_end(&stream);
}

size_t digest_size(enum digest_kind kind)
{
	return (size_t)crypto()->EVP_MD_get_size(algorithm(kind));
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX])
{
	text_hex(hex, digest->bytes, DIGEST_SHA256_SIZE);
}

bool digest_from_hex(const char *hex, struct digest *out)
{
	*out = (struct digest){ 0 };
	return strlen(hex) == DIGEST_HEX - 1 && text_from_hex(hex, out->bytes, DIGEST_SHA256_SIZE);
}
