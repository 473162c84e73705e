/* xiaomi_image - small Xiaomi images made from the field table, and a key that signs them. */
#ifndef XIAOMI_IMAGE_H
#define XIAOMI_IMAGE_H

#include "base/bytes.h"
#include "base/mem.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { XIAOMI_SIGNATURE = 256, XIAOMI_BLOCK_HEAD = 16, XIAOMI_SEGMENT_HEAD = 48 };

struct xiaomi_spec {
	bool hdr2;
	unsigned slots;
	uint16_t type;
	uint16_t model;         /* HDR1 */
	const char *model_text; /* HDR2 */
	const char *segment;    /* name of the one with data; NULL: "root.ubi" */
	uint32_t segment_size;  /* 0: 64 KiB */
	bool sha256;
	bool unsigned_;
	uint32_t signature_length; /* 0: the real one */
};

struct xiaomi_image {
	uint8_t *bytes;
	size_t size;
	size_t segment; /* where the big segment's head starts */
	size_t block;   /* where the signature block starts */
};

static inline void put_segment(uint8_t *at, const char *name, const void *data, uint32_t size)
{
	put_le16(at, 0xbabe);
	put_le32(at + 4, 0xffffffff);
	put_le32(at + 8, size);
	put_le16(at + 12, 0xffff);
	memcpy(at + 16, name, strlen(name));
	if (data)
		memcpy(at + XIAOMI_SEGMENT_HEAD, data, size);
	else
		memset(at + XIAOMI_SEGMENT_HEAD, 0x5a, size);
}

static inline void xiaomi_fix_crc(struct xiaomi_image *image)
{
	put_le32(image->bytes + 8, ~(uint32_t)crc32_z(0, image->bytes + 12, image->size - 12));
}

static inline void xiaomi_sign(struct xiaomi_image *image, EVP_PKEY *key, bool sha256)
{
	EVP_MD_CTX *state = EVP_MD_CTX_new();
	size_t size = XIAOMI_SIGNATURE;

	if (EVP_DigestSignInit(state, NULL, sha256 ? EVP_sha256() : EVP_sha1(), NULL, key) != 1 ||
	    EVP_DigestSign(state, image->bytes + image->block + XIAOMI_BLOCK_HEAD, &size,
	                   image->bytes + 12, image->block - 12) != 1)
		abort();
	EVP_MD_CTX_free(state);
}

static inline struct xiaomi_image xiaomi_make(const struct xiaomi_spec *spec, EVP_PKEY *key)
{
	static const char version[] = "config core 'version'\n\toption ROM '1.2.3'\n"
	                              "\toption HARDWARE 'R3G'\n\n\n";
	uint32_t table = spec->hdr2 ? 48 : 16;
	uint32_t first = table + 4 * spec->slots;
	uint32_t version_size = sizeof(version) - 1;
	uint32_t second = first + XIAOMI_SEGMENT_HEAD + (version_size + 3) / 4 * 4;
	uint32_t size = spec->segment_size ? spec->segment_size : 0x10000;
	struct xiaomi_image image = {
		.segment = second,
		.block = second + XIAOMI_SEGMENT_HEAD + size,
	};

	image.size = image.block + XIAOMI_BLOCK_HEAD + XIAOMI_SIGNATURE;
	image.bytes = mem_zalloc(1, image.size);
	memcpy(image.bytes, spec->hdr2 ? "HDR2" : "HDR1", 4);
	put_le32(image.bytes + 4, (uint32_t)image.block);
	put_le16(image.bytes + 12, spec->type);
	if (spec->hdr2)
		memcpy(image.bytes + 16, spec->model_text, strlen(spec->model_text));
	else
		put_le16(image.bytes + 14, spec->model);
	put_le32(image.bytes + table, first);
	put_le32(image.bytes + table + 4, second);
	put_segment(image.bytes + first, "xiaoqiang_version", version, version_size);
	put_segment(image.bytes + second, spec->segment ? spec->segment : "root.ubi", NULL, size);
	if (!spec->unsigned_) {
		put_le32(image.bytes + image.block,
		         spec->signature_length ? spec->signature_length : XIAOMI_SIGNATURE);
		xiaomi_sign(&image, key, spec->sha256);
	}
	xiaomi_fix_crc(&image);
	return image;
}

/* The public half as PEM text, owned. */
static inline char *public_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	char *text;
	long size;

	PEM_write_bio_PUBKEY(bio, key);
	size = BIO_get_mem_data(bio, &data);
	text = mem_printf("%.*s", (int)size, data);
	BIO_free(bio);
	return text;
}

#endif
