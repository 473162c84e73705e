/*
 * Netgear's encrypted images (WAX and EAX series, EX6250v2), big endian:
 *
 *    0 model[32], 32 region[32], 64 version[64], 197 number of hardware ids, 198 of models,
 *   212 both in 200 bytes, ';' between them, 512 "encrpted_img", 524 length of the content,
 *   532 the content, AES-256; then a CRC-32, begun with 0 and not inverted, of all before it
 *
 * lede-project/source@3d1645ee scripts/netgear-encrypted-factory.py
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/segments.h"

#include <string.h>

enum { HEADER = 532, LIST_AT = 212, LIST_SIZE = 200, CRC_SIZE = 4, MODELS_MAX = 32 };

static void add_board(const char *code, struct findings *out)
{
	if (code[0])
		findings_board(out, code, "");
}

static void add_identity(const uint8_t *header, struct findings *out)
{
	char text[LIST_SIZE + 1];
	char *rest = text;
	const char *code;

	text_clean_bytes(text, sizeof(text), header, 32);
	add_board(text, out);
	text_clean_bytes(text, sizeof(text), header + LIST_AT, LIST_SIZE);
	for (int i = 0; i < MODELS_MAX && (code = strsep(&rest, ";")); i++)
		add_board(code, out);
	text_clean_bytes(out->region, sizeof(out->region), header + 32, 32);
	text_clean_bytes(text, sizeof(text), header + 64, 63);
	findings_version(out, text);
}

static void check_crc(struct view file, uint64_t end, struct examination *exam)
{
	uint8_t stored[CRC_SIZE];
	struct sum *sum;

	if (!view_read(file, end, stored, sizeof(stored)))
		return;
	sum = sums_add(exam, SUM_CRC32_RAW, file);
	sum_range(sum, file, 0, end);
	sum_expect32(sum, "CRC-32", get_be32(stored));
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	uint64_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	add_identity(header, out);
	size = get_be32(header + 524);
	examine_ends_at(exam, file, HEADER + size + CRC_SIZE);
	check_crc(file, HEADER + size, exam);
	findings_check(out, "content", CHECK_UNKNOWN, "it is encrypted");
	segment_add(out, "encrypted content", file.at + HEADER, size, "by the boot loader");
}

static const struct format encrypted = {
	.id = "netgear-encrypted",
	.title = "an encrypted Netgear image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0x200, "encrpted_img") },
	.parse = parse,
};

FORMATS(netgear_encrypted, &encrypted);
