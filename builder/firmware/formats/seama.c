/*
 * SEAMA of Alpha Networks and D-Link, big endian: entities in a row, each
 *
 *    0 5E A3 A4 17, 6 size of the metadata, 8 size of the image, 12 MD5 of the image (only
 *   if there is one), then the metadata ("key=value", each with a NUL), then the image
 *
 * A file for updates is sealed: its first entity has no image and names the board as
 * "signature"; in flash there is one entity alone (openwrt/firmware-utils@d21804ad
 * src/seama.h). With the bytes of the magic reversed all numbers are little endian
 * (ReFirmLabs/binwalk@4b09fca2); of that kind nobody has seen a file.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <string.h>

enum { HEADER = 12, MD5 = 16, META_MAX = 1024, ENTITIES_MAX = 64 };

static const char magic_le[] = "\x17\xa4\xa3\x5e";
static const char magic_be[] = "\x5e\xa3\xa4\x17";

struct entity {
	uint64_t meta; /* where it begins in the file */
	uint64_t meta_size;
	uint64_t image;
	uint64_t image_size;
	uint8_t md5[MD5];
};

/* False when there is no whole header at `at`. */
static bool read_entity(struct view file, uint64_t at, bool is_le, struct entity *out)
{
	uint8_t header[HEADER];

	*out = (struct entity){ 0 };
	if (!view_has(file, at, is_le ? magic_le : magic_be, 4) ||
	    !view_read(file, at, header, sizeof(header)))
		return false;
	out->meta_size = is_le ? get_le16(header + 6) : get_be16(header + 6);
	out->image_size = is_le ? get_le32(header + 8) : get_be32(header + 8);
	out->meta = at + HEADER + (out->image_size ? MD5 : 0);
	out->image = out->meta + out->meta_size;
	return !out->image_size || view_read(file, at + HEADER, out->md5, MD5);
}

static void read_meta(struct view file, const struct entity *entity, struct findings *out)
{
	static const char key[] = "signature=";
	uint64_t size = entity->meta_size < META_MAX ? entity->meta_size : META_MAX;
	char meta[META_MAX + 1] = "";

	if (!view_read(file, entity->meta, meta, (size_t)size))
		return;
	for (const char *text = meta; text < meta + size; text += strlen(text) + 1) {
		if (strncmp(text, key, sizeof(key) - 1) == 0)
			findings_board(out, text + sizeof(key) - 1, "");
	}
}

static void check_image(struct view file, const struct entity *entity, bool is_le,
                        struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_MD5, file);

	sum_range(sum, file, entity->image, entity->image_size);
	sum_expect(sum, "MD5", entity->md5);
	sum->unproven = is_le;
	examine_inside(exam, view_part(file, entity->image, entity->image_size));
}

static void parse(struct view file, struct examination *exam)
{
	bool is_le = view_has(file, 0, magic_le, 4);
	struct entity entity;
	uint64_t end = 0;
	bool has_image = false;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	for (int i = 0; i < ENTITIES_MAX && read_entity(file, end, is_le, &entity); i++) {
		read_meta(file, &entity, exam->findings);
		end = entity.image + entity.image_size;
		if (end > file.size)
			break;
		has_image |= entity.image_size != 0;
		if (entity.image_size)
			check_image(file, &entity, is_le, exam);
	}
	examine_ends_at(exam, file, end);
	if (end <= file.size && !has_image)
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "it contains no image");
}

static const struct format be = {
	.id = "seama",
	.title = "a SEAMA image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x5e\xa3\xa4\x17") },
	.parse = parse,
};

static const struct format le = {
	.id = "seama",
	.title = "a SEAMA image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x17\xa4\xa3\x5e") },
	.parse = parse,
};

FORMATS(seama, &be, &le);
