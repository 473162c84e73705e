#include "base/digest.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static const EVP_MD *algorithm(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_SHA1: return EVP_sha1();
	case DIGEST_MD5: return EVP_md5();
	case DIGEST_SHA384: return EVP_sha384();
	case DIGEST_SHA512: return EVP_sha512();
	case DIGEST_SHA256: break;
	}
	return EVP_sha256();
}

static void *memory_or_end(void *memory, size_t size)
{
	if (!memory && size)
		mem_ran_out();
	return memory;
}

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_or_end(malloc(size), size);
}

static void *reallocate(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_or_end(realloc(memory, size), size);
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

void digest_use_memory(void)
{
	/* Refused once OpenSSL has memory; it then reports failures of its own. */
	CRYPTO_set_mem_functions(allocate, reallocate, release);
	/* What it frees at exit would wait for a lock that is held where memory ran out. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* OpenSSL fails here only when memory runs out or its build lacks the digest. */
static void must(int worked)
{
	if (worked != 1)
		mem_ran_out();
}

void digest_begin(struct digest_stream *stream, enum digest_kind kind)
{
	EVP_MD_CTX *state = EVP_MD_CTX_new();

	must(state != NULL);
	must(EVP_DigestInit_ex(state, algorithm(kind), NULL));
	stream->state = state;
}

void digest_add(struct digest_stream *stream, const void *data, size_t size)
{
	must(EVP_DigestUpdate(stream->state, data, size));
}

struct digest digest_end(struct digest_stream *stream)
{
	struct digest digest = { 0 };

	must(EVP_DigestFinal_ex(stream->state, digest.bytes, NULL));
	EVP_MD_CTX_free(stream->state);
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
	return (size_t)EVP_MD_get_size(algorithm(kind));
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
