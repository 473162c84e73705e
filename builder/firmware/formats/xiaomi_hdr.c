/*
 * Xiaomi's own container, HDR1 and HDR2; all numbers little endian.
 *
 *          HDR1                  HDR2
 *    0     "HDR1"                "HDR2"
 *    4     where the signature block starts; everything before it is signed
 *    8     CRC-32 without the final inversion, from byte 12 to the end of the file
 *   12     type, 16 bits         type, 32 bits
 *          14 model id, 16 bits  16 model, 24 region, texts of 8 bytes
 *   16/48  offsets of the segments; the first segment follows the table
 *
 * The signature block: length, 12 zero bytes, RSA signature of [12, block).
 *
 * openwrt/firmware-utils@d21804ad src/xiaomifw.c (which writes unsigned images: length 0
 * and 272 zero bytes), onekey-sec/unblob@d5870cac archive/xiaomi/hdr.py,
 * openwrt-xiaomi/xmir-patcher@16a46e35.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/makers/xiaomi_segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	SIGNED_FROM = 12,
	BLOCK_HEAD = 16,
	SIGNATURE = 0x100,
	TYPE_SYSTEM = 0,
	TYPE_SETTINGS = 1,
	TYPE_SYSTEM_TOO = 2,
	TYPE_UNIT = 12,
};

struct image {
	uint8_t header[48];
	bool is_hdr2;
	uint32_t table; /* where the offsets of the segments are */
	uint32_t type;
	uint32_t block; /* where the signature block starts */
};

/* False when not even the shortest header is there. */
static bool read_image(struct view file, struct image *out)
{
	if (!view_read(file, 0, out->header, sizeof(out->header)))
		return false;
	out->is_hdr2 = out->header[3] == '2';
	out->table = out->is_hdr2 ? 48 : 16;
	out->type = out->is_hdr2 ? get_le32(out->header + 12) : get_le16(out->header + 12);
	out->block = get_le32(out->header + 4);
	return file.size >= out->table + 4 * XIAOMI_SLOTS_MIN;
}

static void parse_model(struct view file, const struct image *image, struct findings *out)
{
	char hardware[sizeof(out->boards[0].name)];
	char code[16];

	if (image->is_hdr2) {
		text_clean_bytes(code, sizeof(code), image->header + 16, 8);
		text_clean_bytes(out->region, sizeof(out->region), image->header + 24, 8);
	} else {
		snprintf(code, sizeof(code), "%u", get_le16(image->header + 14));
	}
	xiaomi_version_parse(file, out, hardware, sizeof(hardware));
	findings_board(out, code, hardware);
}

/* Newer stock updaters look at the low byte alone. */
static void parse_type(const struct image *image, struct findings *out)
{
	uint32_t low = image->type & 0xff;

	if (low == TYPE_UNIT)
		snprintf(
		        out->never, sizeof(out->never),
		        "is an unlock file for one unit (type 12, 'miwifi_ssh.bin'), not firmware");
	else if (low == TYPE_SETTINGS)
		snprintf(out->never, sizeof(out->never),
		         "contains settings (type 1), not firmware");
	else if (image->type != TYPE_SYSTEM && image->type != TYPE_SYSTEM_TOO)
		findings_warn(out,
		              "type %" PRIu32
		              " is unknown; boot loaders may accept the file and flash nothing",
		              image->type);
}

/* What the signature block says of its length; SIGNATURE where there is no block. */
static uint32_t block_length(struct view file, const struct image *image)
{
	uint8_t block[BLOCK_HEAD];

	return view_read(file, image->block, block, sizeof(block)) ? get_le32(block) : SIGNATURE;
}

/* By its own fields; an unsigned image has 256 zero bytes where a signature would be. */
static uint64_t image_end(struct view file, const struct image *image)
{
	uint64_t start = (uint64_t)image->block + BLOCK_HEAD;
	uint32_t length = block_length(file, image);
	struct view rest = view_from(file, start);

	if (length != 0)
		return start + length;
	if (rest.size > SIGNATURE)
		rest = view_part(rest, 0, SIGNATURE);
	return start + (rest.size && view_run(rest, 0) == rest.size ? SIGNATURE : 0);
}

static void parse_block(struct view file, const struct image *image, struct findings *out)
{
	bool has_block = view_part(file, image->block, BLOCK_HEAD).size != 0;
	uint32_t length = has_block ? block_length(file, image) : 0;
	uint64_t end = image_end(file, image);

	if (length != 0 && length != SIGNATURE) {
		out->signature = SIGNATURE_CRAFTED;
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         "its length is %" PRIu32 " instead of %d", length, SIGNATURE);
		findings_complete(out, COMPLETE_UNKNOWN, "its signature has an invalid length");
		return;
	}
	out->signature = length ? SIGNATURE_UNKNOWN_KEY : SIGNATURE_MISSING;
	snprintf(out->signature_detail, sizeof(out->signature_detail),
	         end > file.size ? "the end of the file is missing" : "it is not signed");
	if (end > file.size)
		findings_complete(out, COMPLETE_TRUNCATED,
		                  "it should have %" PRIu64 " bytes, but has %" PRIu64, end,
		                  file.size);
	else if (end < file.size)
		findings_complete(out, COMPLETE_TRAILING,
		                  "%" PRIu64 " unknown bytes follow the signature",
		                  file.size - end);
}

/* The block lies where no vendor puts it, in the header. */
static void refuse_block(struct findings *out)
{
	out->signature = SIGNATURE_CRAFTED;
	snprintf(out->signature_detail, sizeof(out->signature_detail), "it is inside the header");
	findings_complete(out, COMPLETE_UNKNOWN, "its signature is inside the header");
}

/* A loader stops at the image's end, the stock updater at the file's: one of them agrees. */
static void judge_crc(const struct sum *whole, struct examination *exam)
{
	const struct sum *image = whole - 1; /* registered just before */
	uint32_t stored;

	memcpy(&stored, whole->context, sizeof(stored));
	if (AGREES(sum_number(image) == stored || sum_number(whole) == stored))
		findings_check(exam->findings, "CRC-32", CHECK_OK, "%08x", stored);
	else
		findings_check(exam->findings, "CRC-32", CHECK_BAD, "stored %08x, computed %08x",
		               stored, sum_number(whole));
}

static void check_crc(struct view file, const struct image *image, struct examination *exam)
{
	uint32_t stored = get_le32(image->header + 8);
	struct sum *sum = sums_add(exam, SUM_CRC32_JAM, file);

	if (exam->findings->completeness != COMPLETE_TRAILING) {
		sum_range(sum, file, SIGNED_FROM, file.size - SIGNED_FROM);
		sum_expect32(sum, "CRC-32", stored);
		return;
	}
	sum_range(sum, file, SIGNED_FROM, image_end(file, image) - SIGNED_FROM);
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, SIGNED_FROM, file.size - SIGNED_FROM);
	sum->context = mem_zalloc(1, sizeof(stored));
	memcpy(sum->context, &stored, sizeof(stored));
	sum->judge = judge_crc;
}

/* A key that opens the signature, and what it says was signed. */
struct opening {
	const struct public_key *key;
	bool is_right_key;
	struct digest stated;
};

static bool is_for(const struct public_key *key, const struct image *image)
{
	const char *use = (image->type & 0xff) == TYPE_UNIT ? "unit" : "system";

	return key->class == KEY_TRUSTED || (key->use && strcmp(key->use, use) == 0);
}

static void judge_signature(const struct sum *sum, struct examination *exam)
{
	const struct opening *opening = sum->context;
	const struct public_key *key = opening->key;
	struct findings *out = exam->findings;
	bool unaltered =
	        AGREES(memcmp(opening->stated.bytes, sum->value, sum_size(sum->kind)) == 0);

	if (out->signature == SIGNATURE_VALID)
		return;
	if (unaltered && opening->is_right_key) {
		out->signature = SIGNATURE_VALID;
		findings_origin(out,
		                key->class == KEY_VENDOR ? ORIGIN_VENDOR_SIGNED : ORIGIN_TRUSTED);
		snprintf(out->signer, sizeof(out->signer), "%s", key->name);
		snprintf(out->signature_detail, sizeof(out->signature_detail), "RSA with %s",
		         sum->kind == SUM_SHA1 ? "SHA-1" : "SHA-256");
		return;
	}
	out->signature = SIGNATURE_ALTERED;
	snprintf(out->signature_detail, sizeof(out->signature_detail),
	         unaltered ? "'%s' signs another kind of file"
	                   : "the content differs from what '%s' signed",
	         key->name);
}

static void try_key(struct view file, const struct image *image, const struct public_key *key,
                    struct bytes signature, struct examination *exam)
{
	struct digest stated = { 0 };
	enum rsa_opening opened = public_key_open(key, signature, &stated);
	struct opening *opening;
	struct sum *sum;

	if (opened == RSA_CLOSED)
		return;
	sum = sums_add(exam, opened == RSA_SHA1 ? SUM_SHA1 : SUM_SHA256, file);
	sum_range(sum, file, SIGNED_FROM, image->block - SIGNED_FROM);
	sum->context = opening = mem_zalloc(1, sizeof(*opening));
	*opening = (struct opening){ key, is_for(key, image), stated };
	sum->judge = judge_signature;
}

static void check_signature(struct view file, const struct image *image, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t bytes[SIGNATURE];

	if (!view_read(file, (uint64_t)image->block + BLOCK_HEAD, bytes, sizeof(bytes)))
		return;
	snprintf(out->signature_detail, sizeof(out->signature_detail),
	         bytes_all_zero((struct bytes){ bytes, sizeof(bytes) })
	                 ? "its signature is all zeros"
	                 : "its signing key is unknown");
	for (size_t i = 0; i < exam->keys->count; i++)
		try_key(file, image, &exam->keys->keys[i], (struct bytes){ bytes, sizeof(bytes) },
		        exam);
}

static void check(struct view file, const struct image *image, struct examination *exam)
{
	struct findings *out = exam->findings;

	if (out->completeness == COMPLETE_TRUNCATED) {
		findings_check(out, "CRC-32", CHECK_UNKNOWN, "the end of the file is missing");
		return;
	}
	check_crc(file, image, exam);
	if (out->signature == SIGNATURE_UNKNOWN_KEY)
		check_signature(file, image, exam);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct image image;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	out->signature = SIGNATURE_MISSING;
	out->signature_checkable = true;
	if (!read_image(file, &image)) {
		findings_complete(out, COMPLETE_TRUNCATED, "its header is incomplete");
		findings_check(out, "CRC-32", CHECK_UNKNOWN, "the end of the file is missing");
		return;
	}
	parse_type(&image, out);
	if (image.block < image.table + 4 * XIAOMI_SLOTS_MIN) {
		refuse_block(out);
	} else {
		parse_block(file, &image, out);
		xiaomi_segments_parse(file, image.table, image.block, out);
	}
	parse_model(file, &image, out);
	check(file, &image, exam);
}

static const struct format hdr1 = {
	.id = "xiaomi-hdr1",
	.code_form = "^(0|[1-9][0-9]{0,4})$",
	.code_words = "a decimal number of 16 bits",
	.title = "a Xiaomi HDR1 image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "HDR1") },
	.parse = parse,
};

static const struct format hdr2 = {
	.id = "xiaomi-hdr2",
	.code_form = "^[!-~]{1,8}$",
	.code_words = "at most 8 characters",
	.title = "a Xiaomi HDR2 image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "HDR2") },
	.parse = parse,
};

FORMATS(xiaomi_hdr, &hdr1, &hdr2);
