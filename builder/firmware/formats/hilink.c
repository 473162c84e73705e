/*
 * Hi-Link HLK-RM04: a uImage enciphered twice with DES, block by block (ECB), first from its
 * beginning on, then from byte 3 on; what does not fill a block stays as it is
 * (openwrt/openwrt@14cb4c91 tools/firmware-utils/src/mkhilinkfw.c).
 *
 * By OpenSSL's older functions: to find a cipher by its name, it lists all it has, for every file
 * that could be such an image.
 */
#include "base/bytes.h"
#include "base/files/file.h"
#include "base/libraries/crypto_library.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"

#include <string.h>

enum {
	BLOCK = 8,
	SHIFT = 3,
	PEEK = 4 + SHIFT + 2 * BLOCK,
	SIZE_MAX_HERE = 32 << 20,
};

/* The maker's program gives it three times, to a triple DES that then does what DES does once. */
static const char key[] = "H@L9K*(3";

/* Only whole blocks. */
static void decipher_blocks(uint8_t *data, size_t size)
{
	DES_key_schedule schedule;
	DES_cblock block;

	memcpy(block, key, BLOCK); /* OpenSSL takes no constant one */
	crypto()->DES_set_key_unchecked(&block, &schedule);
	for (; size >= BLOCK; data += BLOCK, size -= BLOCK) {
		memcpy(block, data, BLOCK);
		crypto()->DES_ecb_encrypt(&block, &block, &schedule, DES_DECRYPT);
		memcpy(data, block, BLOCK);
	}
}

static void decipher(uint8_t *data, size_t size)
{
	if (size <= SHIFT)
		return;
	decipher_blocks(data + SHIFT, size - SHIFT);
	decipher_blocks(data, size);
}

static bool recognise(struct view file)
{
	uint8_t start[PEEK];

	if (!view_read(file, 0, start, sizeof(start)))
		return false;
	decipher(start, sizeof(start));
	return memcmp(start, "\x27\x05\x19\x56", 4) == 0;
}

static bool copy_plain(struct view file, struct scratch_file *out)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, (size_t)file.size);

	if (!source_read(file.source, file.at, data, (size_t)file.size))
		return false;
	decipher(data, (size_t)file.size);
	if (!scratch_begin(out, file.source, file.size))
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
