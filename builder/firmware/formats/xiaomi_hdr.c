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
#include "base/mem.h"
#include "base/text.h"
#include "firmware/findings.h"
#include "firmware/formats/format.h"
#include "firmware/formats/xiaomi_segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

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
	bool is_hdr2;
	uint32_t table; /* where the offsets of the segments are */
	uint32_t type;
	uint32_t block; /* where the signature block starts */
};

/* False when not even the shortest header is there. */
static bool read_image(struct bytes file, struct image *out)
{
	bool is_hdr2 = file.data[3] == '2';

	out->is_hdr2 = is_hdr2;
	out->table = is_hdr2 ? 48 : 16;
	if (!bytes_at(file, 0, out->table + 4 * XIAOMI_SLOTS_MIN))
		return false;
	out->type = is_hdr2 ? get_le32(file.data + 12) : get_le16(file.data + 12);
	out->block = get_le32(file.data + 4);
	return true;
}

static void parse_model(struct bytes file, const struct image *image, struct findings *out)
{
	char hardware[sizeof(out->boards[0].name)];
	char code[16];

	if (image->is_hdr2) {
		text_clean_bytes(code, sizeof(code), file.data + 16, 8);
		text_clean_bytes(out->region, sizeof(out->region), file.data + 24, 8);
	} else {
		snprintf(code, sizeof(code), "%u", get_le16(file.data + 14));
	}
	xiaomi_version_parse(file, out, hardware, sizeof(hardware));
	findings_board(out, code, hardware);
}

/* Newer stock updaters look at the low byte alone. */
static void parse_type(const struct image *image, struct findings *out)
{
	uint32_t low = image->type & 0xff;

	if (low == TYPE_UNIT)
		snprintf(out->never, sizeof(out->never),
		         "is bound to one unit (type 12, 'miwifi_ssh.bin'): "
		         "it unlocks one router and is no firmware");
	else if (low == TYPE_SETTINGS)
		snprintf(out->never, sizeof(out->never), "holds settings (type 1) and no firmware");
	else if (image->type != TYPE_SYSTEM && image->type != TYPE_SYSTEM_TOO)
		findings_warn(out,
		              "type %" PRIu32 " is not known: boot loaders may accept the file "
		              "and flash nothing",
		              image->type);
}

/* By its own fields; an unsigned image has 256 zero bytes where a signature would be. */
static uint64_t image_end(struct bytes file, const struct image *image)
{
	const uint8_t *block = bytes_at(file, image->block, BLOCK_HEAD);
	uint64_t start = (uint64_t)image->block + BLOCK_HEAD;
	uint32_t length = block ? get_le32(block) : SIGNATURE;
	uint64_t rest;

	if (length != 0)
		return start + length;
	rest = file.size - start < SIGNATURE ? file.size - start : SIGNATURE;
	return start + (rest && bytes_all_zero(bytes_part(file, start, rest)) ? SIGNATURE : 0);
}

static void parse_block(struct bytes file, const struct image *image, struct findings *out)
{
	const uint8_t *block = bytes_at(file, image->block, BLOCK_HEAD);
	uint32_t length = block ? get_le32(block) : 0;
	uint64_t end = image_end(file, image);

	if (length != 0 && length != SIGNATURE) {
		out->signature = SIGNATURE_CRAFTED;
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         "its length is %" PRIu32 ", vendors write %d", length, SIGNATURE);
		findings_complete(out, COMPLETE_UNKNOWN, "its signature has no proper length");
		return;
	}
	out->signature = length ? SIGNATURE_STRANGER : SIGNATURE_MISSING;
	snprintf(out->signature_detail, sizeof(out->signature_detail),
	         end > file.size ? "the end of the file is missing" : "it is not signed");
	if (end > file.size)
		findings_complete(out, COMPLETE_TRUNCATED,
		                  "it should have %" PRIu64 " bytes and has %" PRIu64, end,
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
	snprintf(out->signature_detail, sizeof(out->signature_detail), "it lies inside the header");
	findings_complete(out, COMPLETE_UNKNOWN, "its signature lies inside the header");
}

static void parse(struct bytes file, struct findings *out)
{
	struct image image;

	out->origin = ORIGIN_VENDOR_LAYOUT;
	out->signature = SIGNATURE_MISSING;
	out->signature_checkable = true;
	if (!read_image(file, &image)) {
		findings_complete(out, COMPLETE_TRUNCATED, "its header is cut");
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
}

/* A loader stops at the image's end, the stock updater at the file's: trailing bytes may fail one.
 */
static void check_crc(struct bytes file, const struct image *image, struct findings *out)
{
	uint32_t stored = get_le32(file.data + 8);
	uint64_t trailing = 0;
	uLong crc;

	if (out->completeness == COMPLETE_TRAILING)
		trailing = file.size - image_end(file, image);
	crc = crc32_z(0, file.data + SIGNED_FROM, (size_t)(file.size - trailing) - SIGNED_FROM);
	if (trailing && !crc_agrees(stored, ~(uint32_t)crc))
		crc = crc32_z(crc, file.data + file.size - trailing, (size_t)trailing);
	findings_crc(out, "CRC-32", stored, ~(uint32_t)crc);
}

static bool is_for(const struct public_key *key, const struct image *image)
{
	const char *use = (image->type & 0xff) == TYPE_UNIT ? "unit" : "system";

	return key->class == KEY_TRUSTED || (key->use && strcmp(key->use, use) == 0);
}

static void judge_signature(const struct public_key *key, bool is_right_key, bool is_unaltered,
                            struct findings *out)
{
	bool valid = is_right_key && is_unaltered;

	out->signature = valid ? SIGNATURE_VALID : SIGNATURE_ALTERED;
	if (valid)
		out->origin = key->class == KEY_VENDOR ? ORIGIN_VENDOR_SIGNED : ORIGIN_TRUSTED;
	snprintf(out->signer, sizeof(out->signer), "%s", valid ? key->name : "");
	if (!valid)
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         is_unaltered ? "'%s' signs another kind of file"
		                      : "the content is not what '%s' signed",
		         key->name);
}

static void check_signature(struct bytes file, const struct image *image,
                            const struct keyring *keys, struct findings *out)
{
	struct bytes content = bytes_part(file, SIGNED_FROM, image->block - SIGNED_FROM);
	struct bytes signature = bytes_part(file, (uint64_t)image->block + BLOCK_HEAD, SIGNATURE);

	for (size_t i = 0; i < keys->count; i++) {
		const struct public_key *key = &keys->keys[i];
		struct digest stated = { 0 };
		enum rsa_opening opening = public_key_open(key, signature, &stated);
		struct digest computed;

		if (opening == RSA_CLOSED)
			continue;
		snprintf(out->signature_detail, sizeof(out->signature_detail), "RSA with %s",
		         opening == RSA_SHA1 ? "SHA-1" : "SHA-256");
		computed = digest_of(opening == RSA_SHA1 ? DIGEST_SHA1 : DIGEST_SHA256, content);
		judge_signature(key, is_for(key, image), digest_agrees(&stated, &computed), out);
		if (out->signature == SIGNATURE_VALID)
			return;
	}
	if (out->signature == SIGNATURE_STRANGER)
		snprintf(out->signature_detail, sizeof(out->signature_detail),
		         bytes_all_zero(signature) ? "its signature is all zeros"
		                                   : "the key that signed it is not known");
}

static void check(struct bytes file, const struct keyring *keys, struct findings *out)
{
	struct image image;

	if (out->completeness == COMPLETE_TRUNCATED || !read_image(file, &image)) {
		findings_check(out, "CRC-32", CHECK_UNKNOWN, "the end of the file is missing");
		return;
	}
	check_crc(file, &image, out);
	if (out->signature == SIGNATURE_STRANGER)
		check_signature(file, &image, keys, out);
}

const struct format format_xiaomi_hdr1 = {
	.id = "xiaomi-hdr1",
	.title = "Xiaomi's own container",
	.magic = { { .at = 0, .bytes = "HDR1", .size = 4 } },
	.parse = parse,
	.check = check,
};

const struct format format_xiaomi_hdr2 = {
	.id = "xiaomi-hdr2",
	.title = "Xiaomi's newer container",
	.magic = { { .at = 0, .bytes = "HDR2", .size = 4 } },
	.parse = parse,
	.check = check,
};
