/*
 * Open-Mesh, Plasma Cloud and Datto, text in 64 KiB: "CE01", the models it is for (32, with commas
 * between them), how many files (2 hexadecimal digits); for each file its name (32), size (8
 * hexadecimal digits) and MD5 (32 hexadecimal digits). Spaces fill up. The files follow one after
 * the other (openwrt/openwrt@140dfb48 scripts/combined-ext-image.sh). The boot loader fetches them
 * by these names.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/segments.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 64 << 10,
	MODELS_AT = 4,
	MODELS = 32,
	COUNT_AT = 36,
	FILES_AT = 38,
	NAME = 32,
	SIZE = 8,
	MD5 = 32,
	MD5_BYTES = 16,
	ENTRY = NAME + SIZE + MD5,
	FILES_MAX = 32,
};

/* Without the spaces around it. */
static void text_field(char *to, const char *field, size_t size)
{
	while (size && isspace((unsigned char)field[size - 1]))
		size--;
	while (size && isspace((unsigned char)*field)) {
		field++;
		size--;
	}
	text_clean_bytes(to, size + 1, (const uint8_t *)field, size);
}

static bool recognise(struct view file)
{
	char head[FILES_AT];
	uint8_t count;

	return view_read(file, 0, head, sizeof(head)) &&
	       text_from_hex(head + COUNT_AT, &count, sizeof(count)) && count;
}

static void tell_models(const char *field, struct findings *out)
{
	char models[MODELS + 1];
	char *rest = models;

	text_field(models, field, MODELS);
	for (const char *model = strsep(&rest, ","); model; model = strsep(&rest, ",")) {
		if (*model)
			findings_board(out, model, model);
	}
}

static void check_file(struct examination *exam, struct view content, const char *entry,
                       const char *name)
{
	uint8_t md5[MD5_BYTES];
	char check[NAME + 16];
	struct sum *sum;

	snprintf(check, sizeof(check), "MD5 of %s", name);
	if (!text_from_hex(entry + NAME + SIZE, md5, sizeof(md5))) {
		findings_check(exam->findings, check, CHECK_BAD, "it is not a number");
		return;
	}
	sum = sums_add(exam, SUM_MD5, content);
	sum_range(sum, content, 0, content.size);
	sum_expect(sum, check, md5);
}

/* Where the file ends; 0 when the entry is no entry. */
static uint64_t take_file(struct view file, struct examination *exam, const char *entry,
                          uint64_t at)
{
	char name[NAME + 1];
	uint8_t number[SIZE / 2];
	uint64_t size;

	text_field(name, entry, NAME);
	if (!*name || !text_from_hex(entry + NAME, number, sizeof(number))) {
		findings_check(exam->findings, "list of files", CHECK_BAD,
		               "an entry has no name or no size");
		return 0;
	}
	size = get_be32(number);
	segment_add(exam->findings, name, at, size, "by name");
	if (at + size > file.size)
		return at + size;
	check_file(exam, view_part(file, at, size), entry, name);
	examine_piece(exam, view_part(file, at, size));
	return at + size;
}

static void parse(struct view file, struct examination *exam)
{
	AUTO_FREE char *header = mem_zalloc(1, HEADER);
	uint64_t end = HEADER;
	uint8_t count = 0;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, HEADER, exam) ||
	    !text_from_hex(header + COUNT_AT, &count, sizeof(count)))
		return;
	tell_models(header + MODELS_AT, exam->findings);
	findings_check(exam->findings, "header", CHECK_ABSENT,
	               "no checksum protects the names of the models and files");
	if (count > FILES_MAX) {
		findings_check(exam->findings, "list of files", CHECK_BAD, "it is too long");
		return;
	}
	for (size_t i = 0; i < count && end; i++)
		end = take_file(file, exam, header + FILES_AT + i * ENTRY, end);
	if (end)
		examine_ends_at(exam, file, end);
}

static const struct format openmesh_ce = {
	.id = "openmesh-ce",
	.code_form = "^[0-9A-Za-z-]{2,32}$",
	.code_words = "the model, as the image lists it",
	.title = "a combined image of Open-Mesh or Plasma Cloud",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "CE01") },
	.recognise = recognise,
	.parse = parse,
};

FORMATS(openmesh_ce, &openmesh_ce);
