/*
 * D-Link's containers that are known from extraction tools alone
 * (onekey-sec/unblob@d5870cac handlers/archive/dlink); nobody has seen their fields hold.
 *
 * TLV: 0 64 80 19 40, 4 model (32), 36 board (32), 76 MD5 in hexadecimal, 108 type 1 and
 *   112 length, little endian; 116 data.
 * DKBS, 160 bytes: 0 board (32) with "_dkbs_" in it, 40 version, 104 size in the byte
 *   order in which it is the smaller number.
 * DEAFBEAD: 0 DE AF BE AD, then records: 86 a directory, 87 a file.
 * FPKG and CPKG, big endian: 8 place of the first entry; entries of 0 size of this header,
 *   28, 4 kind, 8 size of the data, 12 name (16), 28 data.
 * NAS, little endian: 0 kernel, 8 initrd, 16 defaults, each place and length; 48 55 AA,
 *   50 name (8), 58 55 AA.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum {
	TLV = 116,
	DKBS = 160,
	PACKAGE = 12,
	ENTRY = 28,
	ENTRIES_MAX = 64,
	NAS = 64,
	NAS_PARTS = 3,
	NAS_NAME_AT = 50,
	NAS_NAME = 8,
	NAME = 32,
};

static void add_board(const uint8_t *field, size_t size, const char *model, struct findings *out)
{
	char text[NAME + 1];

	text_clean_bytes(text, sizeof(text), field, size);
	findings_board(out, text, model);
}

static void parse_tlv(struct view file, struct examination *exam)
{
	uint8_t header[TLV];
	char model[NAME + 1];

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(model, sizeof(model), header + 4, NAME);
	add_board(header + 36, NAME, model, exam->findings);
	header_check_end(file, TLV + (uint64_t)get_le32(header + 112), exam);
	examine_inside(exam, view_from(file, TLV));
}

static bool recognise_dkbs(struct view file)
{
	uint8_t board[NAME];

	return view_read(file, 0, board, sizeof(board)) && header_has_text(board, sizeof(board));
}

static void parse_dkbs(struct view file, struct examination *exam)
{
	uint8_t header[DKBS];
	char version[17];
	uint32_t le;
	uint32_t be;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	add_board(header, NAME, "", exam->findings);
	text_clean_bytes(version, sizeof(version), header + 40, 16);
	findings_version(exam->findings, version);
	le = get_le32(header + 104);
	be = get_be32(header + 104);
	header_check_end(file, DKBS + (uint64_t)(le < be ? le : be), exam);
	examine_inside(exam, view_from(file, DKBS));
}

static bool recognise_deafbead(struct view file)
{
	return view_has(file, 4, "\x86", 1) || view_has(file, 4, "\x87", 1);
}

static void parse_deafbead(struct view file, struct examination *exam)
{
	(void)file;
	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	examine_unproven(exam, "records", "this version does not read them");
}

static void parse_package(struct view file, struct examination *exam)
{
	uint8_t header[PACKAGE];
	uint8_t entry[ENTRY];
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	end = get_be32(header + 8);
	for (int i = 0; i < ENTRIES_MAX && view_read(file, end, entry, sizeof(entry)); i++) {
		if (get_be32(entry) != ENTRY)
			break;
		end += ENTRY + (uint64_t)get_be32(entry + 8);
	}
	header_check_end(file, end, exam);
}

/* The parts lie behind the header, and there is a kernel at least. */
static bool recognise_nas(struct view file)
{
	uint8_t header[NAS];

	if (!view_read(file, 0, header, sizeof(header)) || !get_le32(header + 4))
		return false;
	for (size_t i = 0; i < NAS_PARTS; i++) {
		const uint8_t *part = header + 8 * i;

		if (get_le32(part + 4) && get_le32(part) < NAS)
			return false;
	}
	return header_has_text(header + NAS_NAME_AT, NAS_NAME);
}

static void parse_nas(struct view file, struct examination *exam)
{
	uint8_t header[NAS];
	uint64_t end = 0;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	add_board(header + NAS_NAME_AT, NAS_NAME, "", exam->findings);
	for (size_t i = 0; i < NAS_PARTS; i++) {
		const uint8_t *part = header + 8 * i;
		uint64_t part_end = (uint64_t)get_le32(part) + get_le32(part + 4);

		end = part_end > end ? part_end : end;
		examine_inside(exam, view_part(file, get_le32(part), get_le32(part + 4)));
	}
	header_check_end(file, end, exam);
}

static const struct format tlv = {
	.id = "dlink-tlv",
	.title = "a D-Link TLV image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x64\x80\x19\x40") },
	.parse = parse_tlv,
};

/* WRGG03 images may have such a name in this place. */
static const struct format dkbs = {
	.id = "dlink-dkbs",
	.title = "a D-Link DKBS image",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(7, "_dkbs_") },
	.recognise = recognise_dkbs,
	.parse = parse_dkbs,
};

static const struct format deafbead = {
	.id = "dlink-deafbead",
	.title = "a D-Link package",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\xde\xaf\xbe\xad") },
	.recognise = recognise_deafbead,
	.parse = parse_deafbead,
};

static const struct format fpkg = {
	.id = "dlink-package",
	.title = "a D-Link package",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "FPKG") },
	.parse = parse_package,
};

static const struct format cpkg = {
	.id = "dlink-package",
	.title = "a D-Link package",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "CPKG") },
	.parse = parse_package,
};

static const struct format nas = {
	.id = "dlink-nas",
	.title = "a D-Link NAS image",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(48, "\x55\xaa"), MAGIC(58, "\x55\xaa") },
	.recognise = recognise_nas,
	.parse = parse_nas,
};

FORMATS(dlink_other, &tlv, &dkbs, &deafbead, &fpkg, &cpkg, &nas);
