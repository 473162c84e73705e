/*
 * D-Link's encrypted images of COVR, DIR-8xx and DIR-X, big endian: 0 "SHRS", 4 size of
 * the plain and 8 of the encrypted data, 12 initialisation vector, 28 SHA-512 of the plain data
 * and the key, 92 of the plain data, 156 of the encrypted data, 732 and 1244 signatures (512
 * each), 1756 data, AES-128 in CBC mode, filled up with 1 to 16 zeros; five bytes 00 00 00 00 30
 * may follow. The keys are public; the first one is that of most models
 * (openwrt/firmware-utils@313f344d src/dlink-sge-image.c, .h).
 */
#include "base/bytes.h"
#include "base/codec/aes.h"
#include "base/digest.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <string.h>

enum {
	HEADER = 1756,
	KNOWN = 220,
	IV_AT = 12,
	KEYED_AT = 28,
	PLAIN_AT = 92,
	SHA512_AT = 156,
	SHA512 = 64,
	FOOT = 5,
	FILLER_MIN = 4, /* zeros that are no coincidence */
	PIECE = 64 << 10,
};

static const uint8_t keys[][AES_KEY + 1] = {
	"\xc0\x5f\xbf\x19\x36\xc9\x94\x29\xce\x2a\x07\x81\xf0\x8d\x6a\xd8",
	"he9-4+M!)d6=m~#$", /* COVR-X1860 */
	"he9-4+M8-80!)d6=", /* DIR-X1860 B1 */
	"rt9-4%^+M!)d6=m~", /* DIR-X3260 */
};

struct image {
	struct view file;
	uint8_t header[KNOWN];
	uint64_t plain; /* sizes of the data */
	uint64_t encrypted;
};

static bool decrypt_block(const struct image *image, const uint8_t *key, const uint8_t *iv,
                          uint64_t at, uint8_t block[AES_BLOCK])
{
	struct aes_cbc aes;
	bool good = view_read(image->file, HEADER + at, block, AES_BLOCK) &&
	            aes_cbc_begin(&aes, key, iv);

	if (!good)
		return false;
	good = aes_cbc_decrypt(&aes, block, AES_BLOCK);
	aes_cbc_end(&aes);
	return good;
}

/* A uImage or a FIT. */
static bool has_known_start(const struct image *image, const uint8_t *key)
{
	uint8_t block[AES_BLOCK];

	return decrypt_block(image, key, image->header + IV_AT, 0, block) &&
	       (memcmp(block, "\x27\x05\x19\x56", 4) == 0 ||
	        memcmp(block, "\xd0\x0d\xfe\xed", 4) == 0);
}

/* So a wrong initialisation vector, which spoils the first block only, is not a wrong key. */
static bool has_filler(const struct image *image, const uint8_t *key)
{
	size_t filler = (size_t)(image->encrypted - image->plain);
	uint64_t last = image->encrypted - AES_BLOCK;
	uint8_t block[AES_BLOCK];
	uint8_t iv[AES_BLOCK];

	return filler >= FILLER_MIN && filler <= AES_BLOCK && last >= AES_BLOCK &&
	       view_read(image->file, HEADER + last - AES_BLOCK, iv, sizeof(iv)) &&
	       decrypt_block(image, key, iv, last, block) &&
	       bytes_all_zero((struct bytes){ block + AES_BLOCK - filler, filler });
}

static const uint8_t *find_key(const struct image *image)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (has_filler(image, keys[i]) || has_known_start(image, keys[i]))
			return keys[i];
	}
	return NULL;
}

/* The plain data on their way into a file, and what they are summed up to. */
struct decryption {
	struct aes_cbc aes;
	struct digest_stream plain;
	struct digest_stream keyed; /* the key's bytes follow */
	const struct scratch_file *to;
};

static bool decrypt_data(const struct image *image, struct decryption *work)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);

	for (uint64_t at = 0; at < image->encrypted; at += PIECE) {
		uint64_t rest = image->encrypted - at;
		size_t size = rest < PIECE ? (size_t)rest : PIECE;
		uint64_t plain = at < image->plain ? image->plain - at : 0;
		size_t kept = plain < size ? (size_t)plain : size;

		if (!source_read(image->file.source, image->file.at + HEADER + at, piece, size) ||
		    !aes_cbc_decrypt(&work->aes, piece, size) ||
		    !file_write_at(work->to->fd, work->to->at + at, piece, kept))
			return false;
		digest_add(&work->plain, piece, kept);
		digest_add(&work->keyed, piece, kept);
	}
	return true;
}

static void judge(const struct digest *seen, const uint8_t *stored, const char *name,
                  struct examination *exam)
{
	bool equal = AGREES(memcmp(seen->bytes, stored, SHA512) == 0);

	findings_check(exam->findings, name, equal ? CHECK_OK : CHECK_BAD, "%s",
	               equal ? "" : "the decrypted data has another one");
}

static bool decrypt(const struct image *image, const uint8_t *key, const struct scratch_file *to,
                    struct examination *exam)
{
	struct decryption work = { .to = to };
	struct digest plain;
	struct digest keyed;
	bool good = aes_cbc_begin(&work.aes, key, image->header + IV_AT);

	digest_begin(&work.plain, DIGEST_SHA512);
	digest_begin(&work.keyed, DIGEST_SHA512);
	good = good && decrypt_data(image, &work);
	aes_cbc_end(&work.aes);
	digest_add(&work.keyed, key, AES_KEY);
	plain = digest_end(&work.plain);
	keyed = digest_end(&work.keyed);
	if (!good)
		return false;
	judge(&plain, image->header + PLAIN_AT, "SHA-512 of the plain data", exam);
	judge(&keyed, image->header + KEYED_AT, "SHA-512 of the plain data and the key", exam);
	return true;
}

static void look_inside(const struct image *image, struct examination *exam)
{
	const uint8_t *key = find_key(image);
	struct scratch_file copy;

	if (!key) {
		findings_check(
		        exam->findings, "plain data", CHECK_UNKNOWN,
		        "its key is not public, so the initialisation vector is not checked");
		return;
	}
	if (!scratch_begin(&copy, image->file.source, image->plain) ||
	    !decrypt(image, key, &copy, exam)) {
		findings_check(exam->findings, "plain data", CHECK_UNKNOWN,
		               "there was no space to decrypt it");
		scratch_close(&copy);
		return;
	}
	scratch_keep(&copy, image->plain);
	examine_unpacked(exam, &copy);
}

static void check_data(const struct image *image, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_SHA512, image->file);

	sum_range(sum, image->file, HEADER, image->encrypted);
	sum_expect(sum, "SHA-512 of the encrypted data", image->header + SHA512_AT);
	if (image->plain && image->plain <= image->encrypted && image->encrypted % AES_BLOCK == 0)
		look_inside(image, exam);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct image image = { .file = file };
	uint64_t end;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, image.header, sizeof(image.header), exam))
		return;
	image.plain = get_be32(image.header + 4);
	image.encrypted = get_be32(image.header + 8);
	end = HEADER + image.encrypted;
	if (image.plain > image.encrypted)
		findings_check(out, "sizes", CHECK_BAD,
		               "the plain data is larger than the encrypted data");
	else if (image.encrypted % AES_BLOCK)
		findings_check(out, "sizes", CHECK_BAD, "the encrypted data is not in blocks");
	findings_check(out, "signatures", CHECK_UNKNOWN,
	               "they prove nothing, because the signing key has leaked");
	if (end <= file.size)
		check_data(&image, exam);
	/* A foot that is cut would pass for filler. */
	if (view_has(file, end, "\0\0\0\0\x30", FOOT) ||
	    (file.size > end && file.size < end + FOOT))
		end += FOOT;
	examine_ends_at(exam, file, end);
}

static const struct format shrs = {
	.id = "dlink-shrs",
	.title = "an encrypted D-Link image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "SHRS") },
	.parse = parse,
};

FORMATS(dlink_shrs, &shrs);
