/*
 * Zyxel's ZLD archive, for access points. 0 checksum, 4 DEADBEAF in the byte order of all
 * numbers, 10 number of files, 12 of models, 14 five models (16 bits, FFFF unused),
 * 24 length, 28 first file, 32 length of a file's description, 40 version (32), 72 model
 * (32); from 104 the descriptions {0 type, 4 length, 8 checksum, 16 name (64)}.
 * A checksum is an MD5 as four big endian numbers added, 0 becomes 1; the kernel's leaves
 * out its first 512 bytes, which count as zeros in the header's
 * (openwrt/firmware-utils@d21804ad src/mkzyxelzldfw.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	HEADER = 104,
	MODELS_AT = 14,
	MODELS = 5,
	INFO = 272,
	FILES_MAX = 16,
	TYPE_KERNEL = 2,
	KERNEL_VERSION = 512,
};

struct archive {
	struct view file;
	bool is_big;
	uint64_t kernel_at; /* 0: none */
};

static uint32_t number16(const struct archive *archive, const uint8_t *at)
{
	return archive->is_big ? get_be16(at) : get_le16(at);
}

static uint32_t number32(const struct archive *archive, const uint8_t *at)
{
	return archive->is_big ? get_be32(at) : get_le32(at);
}

static void judge_folded(const struct sum *sum, struct examination *exam)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < 4; i++)
		seen += get_be32(sum->value + 4 * i);
	sum_judge_number(sum, exam, 8, seen ? seen : 1, get_be32(sum->expected));
}

static void expect_folded(struct sum *sum, const char *name, uint32_t stored)
{
	snprintf(sum->name, sizeof(sum->name), "%s", name);
	for (size_t i = 0; i < 4; i++)
		sum->expected[i] = (uint8_t)(stored >> 8 * (3 - i));
	sum->judge = judge_folded;
}

/* One file; where the next one begins. */
static uint64_t look_at_file(struct archive *archive, const uint8_t info[INFO], uint64_t at,
                             struct examination *exam)
{
	uint32_t length = number32(archive, info + 4);
	bool is_kernel = number16(archive, info) == TYPE_KERNEL;
	uint32_t skip = is_kernel && length >= KERNEL_VERSION ? KERNEL_VERSION : 0;
	struct sum *sum = sums_add(exam, SUM_MD5, archive->file);
	char name[48];
	char check[64];

	text_clean_bytes(name, sizeof(name), info + 16, 64);
	snprintf(check, sizeof(check), "checksum of %s", name);
	sum_range(sum, archive->file, at + skip, length - skip);
	expect_folded(sum, check, number32(archive, info + 8));
	if (is_kernel && !archive->kernel_at)
		archive->kernel_at = at;
	examine_inside(exam, view_part(archive->file, at, length));
	return at + length;
}

static void check_header(const struct archive *archive, uint32_t stored, uint64_t end,
                         struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_MD5, archive->file);
	uint64_t from = 4;

	if (archive->kernel_at >= from) {
		sum_range(sum, archive->file, from, archive->kernel_at - from);
		sum_zeros(sum, KERNEL_VERSION);
		from = archive->kernel_at + KERNEL_VERSION;
	}
	sum_range(sum, archive->file, from, end - from);
	expect_folded(sum, "checksum", stored);
}

static void read_models(const struct archive *archive, const uint8_t header[HEADER],
                        struct findings *out)
{
	char model[33];

	text_clean_bytes(model, sizeof(model), header + 72, 32);
	for (size_t i = 0; i < MODELS; i++) {
		uint32_t code = number16(archive, header + MODELS_AT + 2 * i);
		char text[8];

		snprintf(text, sizeof(text), "%04" PRIX32, code);
		if (code != 0xffff)
			findings_board(out, text, model);
	}
}

static void parse(struct view file, struct examination *exam)
{
	struct archive archive = { .file = file };
	uint8_t header[HEADER];
	uint8_t info[INFO];
	uint64_t at;
	uint32_t length;
	uint32_t count;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	archive.is_big = header[4] == 0xde;
	read_models(&archive, header, exam->findings);
	length = number32(&archive, header + 24);
	examine_ends_at(exam, file, length);
	if (length > file.size)
		return;
	count = number16(&archive, header + 10);
	at = number16(&archive, header + 28);
	for (uint32_t i = 0; i < count && i < FILES_MAX; i++) {
		if (view_read(file, HEADER + (uint64_t)i * INFO, info, sizeof(info)))
			at = look_at_file(&archive, info, at, exam);
	}
	check_header(&archive, number32(&archive, header), length, exam);
}

#define ZLD(variable, text) \
	static const struct format variable = { \
		.id = "zyxel-zld", \
		.title = "a Zyxel ZLD image", \
		.rank = RANK_MAGIC, \
		.magic = { MAGIC(4, text) }, \
		.parse = parse, \
	}

ZLD(big, "\xde\xad\xbe\xaf");
ZLD(little, "\xaf\xbe\xad\xde");

FORMATS(zyxel_zld, &big, &little);
