/*
 * Hi-Link HLK-RM04: a uImage enciphered twice with DES, block by block (ECB), first from its
 * beginning on, then from byte 3 on; what does not fill a block stays as it is
 * (openwrt/openwrt@14cb4c91 tools/firmware-utils/src/mkhilinkfw.c).
 */
#include "base/bytes.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

enum {
	BLOCK = 8,
	SHIFT = 3,
	PEEK = 4 + SHIFT + 2 * BLOCK,
	SIZE_MAX_HERE = 32 << 20,
};

/* Three times the one key: what DES does three times this way, it does once. */
static const uint8_t key[] = "H@L9K*(3H@L9K*(3H@L9K*(3";

/* Only whole blocks; false when OpenSSL has no DES. */
static bool decipher_blocks(uint8_t *data, size_t size)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "DES-EDE3-ECB", NULL);
	EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
	int done = 0;
	bool good = cipher && state && size <= INT_MAX &&
	            EVP_DecryptInit_ex2(state, cipher, key, NULL, NULL) == 1 &&
	            EVP_CIPHER_CTX_set_padding(state, 0) == 1 &&
	            EVP_DecryptUpdate(state, data, &done, data, (int)(size / BLOCK * BLOCK)) == 1;

	EVP_CIPHER_CTX_free(state);
	EVP_CIPHER_free(cipher);
	return good;
}

static bool decipher(uint8_t *data, size_t size)
{
	return size > SHIFT && decipher_blocks(data + SHIFT, size - SHIFT) &&
	       decipher_blocks(data, size);
}

static bool recognise(struct view file)
{
	uint8_t start[PEEK];

	return view_read(file, 0, start, sizeof(start)) && decipher(start, sizeof(start)) &&
	       memcmp(start, "\x27\x05\x19\x56", 4) == 0;
}

static bool copy_plain(struct view file, struct scratch_file *out)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, (size_t)file.size);

	if (!source_read(file.source, file.at, data, (size_t)file.size) ||
	    !decipher(data, (size_t)file.size) || !scratch_begin(out, file.source, file.size))
		return false;
	if (file_write_at(out->fd, out->at, data, (size_t)file.size)) {
		scratch_keep(out, file.size);
		return true;
	}
	scratch_close(out);
	return false;
}

static void parse(struct view file, struct examination *exam)
{
	struct scratch_file copy;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (file.size > SIZE_MAX_HERE)
		findings_complete(exam->findings, COMPLETE_UNKNOWN,
		                  "it is larger than the flash of such a device");
	else if (!copy_plain(file, &copy))
		findings_check(exam->findings, "content", CHECK_UNKNOWN,
		               "there was no space to decode it");
	else
		examine_unpacked(exam, &copy);
}

static const struct format hilink = {
	.id = "hilink",
	.title = "an encrypted Hi-Link image",
	.rank = RANK_WEAK,
	.is_wrapper = true,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(hilink, &hilink);
