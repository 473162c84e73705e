/*
 * D-Link's other encrypted images. Nothing can be checked without the keys, and nobody has
 * seen these fields hold (onekey-sec/unblob@d5870cac handlers/archive/dlink).
 *
 * Alpha Networks' first kind: AES in CBC mode over all of a SEAMA image with a key per
 * model: the first bytes are always the same ones.
 * encrpted_img, big endian: 0 these words, 12 size, 16 encrypted data.
 * MH01, little endian: 0 "MH01", 4 offset and 8 size of the signature, counted from 16.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum { BLOCK = 16, HEADER = 16 };

static const struct model {
	const char *bytes;
	size_t size; /* of the bytes: of some only four are known */
	const char *name;
} models[] = {
	{ "\x35\x66\x6f\x68", 4, "DAP-1665 B" },
	{ "\x68\x01\xcc\xfb", 4, "DAP-1720 A" },
	{ "\xdf\x8c\x39\x0d", 4, "DIR-822 C1" },
	{ "\xf5\x2a\xa0\xb4\x92\x53\xbf\xef", 8, "DIR-842 C1/C2" },
	{ "\x21\xdd\xda\x00\x99\xd8\x87\xa9", 8, "DIR-842 C3 EU" },
	{ "\xe3\x13\x00\x5b\x76\xdf\x0b\xe8", 8, "DIR-850L A1" },
	{ "\x0a\x14\xe4\x24\xff\x0f\xb4\xd7", 8, "DIR-850L B1" },
	{ "\x4c\x1b\x95\xaf\x93\x72\x5f\x81", 8, "DIR-859 A" },
	{ "\x98\x9c\x3c\x2c\x6b\x19\x1b\x25", 8, "DIR-865L A" },
	{ "\x3d\xe6\x02\x63\x3f\xc1\x85\xe7", 8, "DIR-868L A" },
	{ "\x8e\x69\x57\xe7\x76\x09\xd7\x94", 8, "DIR-880L A" },
	{ "\x92\x61\x58\x58\x14\xdb\xbb\x3b", 8, "DIR-885L A" },
	{ "\xcb\xc3\xa7\x4c\x50\x0f\x42\x43", 8, "DIR-890L A" },
	{ "\x91\x5a\xc9\xa2\x11\xff\xaa\x6d", 8, "DIR-895L A" },
};

static const struct model *find_model(struct view file)
{
	for (size_t i = 0; i < ARRAY_LEN(models); i++) {
		if (view_has(file, 0, models[i].bytes, models[i].size))
			return &models[i];
	}
	return NULL;
}

static bool recognise_alpha(struct view file)
{
	return find_model(file) != NULL;
}

static void add_encrypted(struct examination *exam)
{
	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	findings_check(exam->findings, "content", CHECK_UNKNOWN, "it is encrypted");
}

static void parse_alpha(struct view file, struct examination *exam)
{
	const struct model *model = find_model(file);

	add_encrypted(exam);
	if (model)
		findings_board(exam->findings, model->name, "");
	examine_unproven(exam, "length", "%s a whole number of encryption blocks",
	                 file.size % BLOCK ? "it is not" : "it is");
}

static void parse_encrpted_img(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];

	add_encrypted(exam);
	if (header_read(file, header, sizeof(header), exam))
		header_check_end(file, HEADER + (uint64_t)get_be32(header + 12), exam);
}

static void parse_mh01(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];

	add_encrypted(exam);
	if (header_read(file, header, sizeof(header), exam))
		header_check_end(
		        file, HEADER + (uint64_t)get_le32(header + 4) + get_le32(header + 8), exam);
}

static const struct format alpha = {
	.id = "dlink-alpha",
	.title = "an encrypted D-Link image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise_alpha,
	.parse = parse_alpha,
};

static const struct format encrpted_img = {
	.id = "dlink-encrypted",
	.title = "an encrypted D-Link image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "encrpted_img") },
	.parse = parse_encrpted_img,
};

static const struct format mh01 = {
	.id = "dlink-mh01",
	.title = "an encrypted D-Link image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "MH01") },
	.parse = parse_mh01,
};

FORMATS(dlink_encrypted, &alpha, &encrpted_img, &mh01);
