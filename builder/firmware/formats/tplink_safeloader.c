/*
 * TP-Link's safeloader container; numbers big endian, MD5 with a salt before the bytes.
 *
 *   0x0000  size of the image
 *   0x0004  MD5 of everything from 0x14 on
 *   0x0014  text about the vendor, or all ones; "fw-type:Cloud": the signed kind
 *   0x1014  lines "fwup-ptn NAME base 0x.. size 0x..": the content; places count from here
 *   0x1814  "partition-table": 00 04 00 00, lines "partition NAME base 0x.. size 0x..":
 *           the flash
 *
 * "soft-version" and "support-list" begin with their length and four zero bytes, and one
 * byte follows them. Where the header begins with "?NEW", MD5 and size change places and
 * the lines begin at 0x1050. After the image of an EAP comes a signature of 128 bytes.
 *
 * openwrt/firmware-utils@d21804ad src/tplink-safeloader.c; svanheule/tplink-fw-3rd@08265290
 * and vendors' nm_fwup.c for the signed kinds and "?NEW", untested here.
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/makers/tplink_meta.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TABLE_SIZE = 0x800,
	EXTENTS_MAX = 64,
	META_HEAD = 8,
	CLOUD_SIGNATURE_AT = 0x130,
	EAP_SIGNATURE = 128,
};

struct variant {
	uint32_t size_at;
	uint32_t md5_at;
	uint32_t table_at;
	bool is_unproven;
};

static const struct variant usual = { 0x00, 0x04, 0x1014, false };
static const struct variant cloud_signed = { 0x00, 0x04, 0x1014, true };
static const struct variant newer = { 0x10, 0x00, 0x1050, true };

struct extent {
	char name[32];
	uint64_t base;
	uint64_t size;
};

struct extents {
	struct extent list[EXTENTS_MAX];
	size_t count;
};

static bool is_cloud(struct view file)
{
	return view_has(file, TPLINK_SUMMED_FROM, "fw-type:Cloud", 13);
}

static bool is_safeloader(struct view file)
{
	return !is_cloud(file);
}

/* "WORD 0x12": the number; UINT64_MAX when it is something else. */
static uint64_t read_number(char **rest, const char *word)
{
	const char *name = strsep(rest, " \t");
	const char *digits = name ? strsep(rest, " \t") : NULL;
	char *end;
	unsigned long number;

	if (!digits || strcmp(name, word) != 0 || strncmp(digits, "0x", 2) != 0)
		return UINT64_MAX;
	number = strtoul(digits, &end, 16);
	return *end == '\0' && number <= UINT32_MAX ? number : UINT64_MAX;
}

static bool read_extent(char *line, const char *keyword, struct extent *out)
{
	const char *word = strsep(&line, " \t");
	const char *name = line ? strsep(&line, " \t") : NULL;

	if (!name || strcmp(word, keyword) != 0)
		return false;
	text_clean(out->name, sizeof(out->name), name);
	out->base = read_number(&line, "base");
	out->size = read_number(&line, "size");
	return out->base != UINT64_MAX && out->size != UINT64_MAX;
}

/* The lines of a table, up to the first that is none. */
static void read_extents(struct view table, const char *keyword, struct extents *out)
{
	char text[TABLE_SIZE + 1] = "";
	size_t size = table.size < TABLE_SIZE ? (size_t)table.size : TABLE_SIZE;
	char *rest = text;
	char *line;

	out->count = 0;
	if (!view_read(table, 0, text, size))
		return;
	while ((line = strsep(&rest, "\n")) && out->count < EXTENTS_MAX &&
	       read_extent(line, keyword, &out->list[out->count]))
		out->count++;
}

static const struct extent *find_extent(const struct extents *extents, const char *name)
{
	for (size_t i = 0; i < extents->count; i++) {
		if (strcmp(extents->list[i].name, name) == 0)
			return &extents->list[i];
	}
	return NULL;
}

/* Without its length before and its byte after it. */
static struct view meta_of(struct view part)
{
	uint8_t head[META_HEAD];

	if (!view_read(part, 0, head, sizeof(head)))
		return view_part(part, 0, 0);
	return view_part(part, META_HEAD, get_be32(head));
}

static void add_extent(const struct extent *extent, struct view part, const struct extents *flash,
                       struct findings *out)
{
	const struct extent *place = find_extent(flash, extent->name);
	char target[sizeof(out->segments[0].target)] = "not flashed by itself";

	if (place)
		snprintf(target, sizeof(target), "flash 0x%" PRIx64, place->base);
	if (place && extent->size > place->size)
		findings_warn(out,
		              "'%s' has %" PRIu64
		              " bytes, but its place in the file's flash table has only %" PRIu64,
		              extent->name, extent->size, place->size);
	segment_add(out, extent->name, part.at, extent->size, target);
}

static void parse_content(const char *name, struct view part, struct examination *exam)
{
	if (strcmp(name, "support-list") == 0)
		tplink_add_boards(meta_of(part), exam->findings);
	else if (strcmp(name, "soft-version") == 0)
		tplink_add_version(meta_of(part), exam->findings);
	else if (strcmp(name, "os-image") == 0 || strcmp(name, "file-system") == 0)
		examine_inside(exam, part);
}

static void report_outside(const struct variant *variant, const char *name,
                           struct examination *exam)
{
	if (variant->is_unproven)
		examine_unproven(exam, "partitions", "'%s' is outside the image", name);
	else
		findings_check(exam->findings, "partitions", CHECK_BAD, "'%s' is outside the image",
		               name);
}

/* `image` ends where it says it does. */
static void parse_table(struct view image, const struct variant *variant, struct examination *exam)
{
	struct view area = view_from(image, variant->table_at);
	struct extents parts;
	struct extents flash;

	read_extents(area, "fwup-ptn", &parts);
	read_extents(view_from(area, TABLE_SIZE + 4), "partition", &flash);
	for (size_t i = 0; i < parts.count; i++) {
		const struct extent *extent = &parts.list[i];
		struct view part = view_part(area, extent->base, extent->size);

		if (extent->size && !part.size) {
			report_outside(variant, extent->name, exam);
			continue;
		}
		add_extent(extent, part, &flash, exam->findings);
		parse_content(extent->name, part, exam);
	}
}

/* A signature follows the image of an EAP, as far as is known. */
static bool is_eap_signed(struct view file, uint64_t end, const struct findings *out)
{
	return file.size > end && file.size - end == EAP_SIGNATURE && out->board_count &&
	       strncmp(out->boards[0].code, "EAP", 3) == 0;
}

static void parse_end(struct view file, uint64_t end, const struct variant *variant,
                      struct examination *exam)
{
	if (variant->is_unproven && end != file.size)
		examine_unproven(exam, "size",
		                 "it should have %" PRIu64 " bytes by its header, but has %" PRIu64,
		                 end, file.size);
	else if (!variant->is_unproven && is_eap_signed(file, end, exam->findings))
		findings_check(exam->findings, "signature", CHECK_UNKNOWN,
		               "%d bytes follow the image; the key is unknown", EAP_SIGNATURE);
	else if (!variant->is_unproven)
		examine_ends_at(exam, file, end);
}

static void parse(struct view file, struct examination *exam, const struct variant *variant)
{
	uint8_t head[TPLINK_SUMMED_FROM];
	struct view image = file;
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, head, sizeof(head)))
		return;
	end = get_be32(head + variant->size_at);
	if (end < file.size && end > TPLINK_SUMMED_FROM)
		image = view_part(file, 0, end);
	parse_table(image, variant, exam);
	parse_end(file, end, variant, exam);
	if (end > file.size)
		findings_check(exam->findings, "MD5", CHECK_UNKNOWN,
		               "the end of the file is missing");
	else
		tplink_check_md5(image, head + variant->md5_at, exam)->unproven =
		        variant->is_unproven;
}

static void parse_usual(struct view file, struct examination *exam)
{
	parse(file, exam, &usual);
}

static void parse_newer(struct view file, struct examination *exam)
{
	parse(file, exam, &newer);
}

static void parse_cloud(struct view file, struct examination *exam)
{
	uint8_t kind = 0;

	parse(file, exam, &cloud_signed);
	if (view_read(file, 0x112, &kind, 1) && file.size > CLOUD_SIGNATURE_AT)
		findings_check(exam->findings, "signature", CHECK_UNKNOWN,
		               "RSA with %s bits; its key is unknown", kind == 2 ? "2048" : "1024");
}

static const struct format safeloader = {
	.id = "tplink-safeloader",
	.title = "a TP-Link safeloader image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0x1014, "fwup-ptn ") },
	.recognise = is_safeloader,
	.parse = parse_usual,
};

static const struct format safeloader_new = {
	.id = "tplink-safeloader",
	.title = "a TP-Link safeloader image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0x14, "?NEW"), MAGIC(0x1050, "fwup-ptn ") },
	.parse = parse_newer,
};

static const struct format cloud = {
	.id = "tplink-cloud",
	.title = "a TP-Link cloud image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0x14, "fw-type:Cloud") },
	.parse = parse_cloud,
};

FORMATS(tplink_safeloader, &safeloader, &safeloader_new, &cloud);
