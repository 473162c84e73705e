#include "firmware/formats/shared/makers/uimage_asus.h"

#include "base/bytes.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>

enum {
	NAME_AT = 32,
	PRODUCT_AT = 36,
	BUILD_AT = 48,
	KEY_AT = 53,
	MARK_AT = 60,
	MARK = 0xa9,
	FOOTER = 12,
	VERSION = 12,
	SHORT_MAX = 256, /* content that is no file system */
};

static void add_identity(const uint8_t *header, size_t product, unsigned build, unsigned extension,
                         struct findings *out)
{
	char name[24];
	char version[64];

	text_clean_bytes(name, sizeof(name), header + PRODUCT_AT, product);
	findings_board(out, name, "");
	snprintf(version, sizeof(version), "%u.%u.%u.%u build %u_%u", header[NAME_AT],
	         header[NAME_AT + 1], header[NAME_AT + 2], header[NAME_AT + 3], build, extension);
	findings_version(out, version);
	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
}

/* A byte of the kernel and one of the file system give the key. */
static void check_key(struct view file, const uint8_t *header, struct findings *out)
{
	uint32_t offset = (uint32_t)header[61] << 16 | (uint32_t)get_be16(header + 62);
	uint8_t kernel;
	uint8_t system;
	uint8_t key;

	if (offset > file.size || !view_read(file, offset / 2, &kernel, 1) ||
	    !view_read(file, offset + (file.size - offset) / 2, &system, 1)) {
		findings_check(out, "ASUS key", CHECK_BAD, "its file system is past the end");
		return;
	}
	key = system ? (uint8_t)(kernel + ~system) : (uint8_t)(kernel % 3 - 3);
	findings_check(out, "ASUS key", AGREES(key == header[KEY_AT]) ? CHECK_OK : CHECK_BAD,
	               "%02x", header[KEY_AT]);
}

static bool is_version_2(const uint8_t *header)
{
	return header[MARK_AT] == MARK && header[PRODUCT_AT] >= 'A' && header[PRODUCT_AT] <= 'Z';
}

static uint16_t hash(const uint8_t *data, size_t size)
{
	return (uint16_t)~sum_of(SUM_XOR16, data, size);
}

static void judge_content(const struct sum *sum, struct examination *exam)
{
	sum_judge_number(sum, exam, 4, ~sum_number(sum) & 0xffff, get_be16(sum->expected));
}

/* Of whole words: an odd last byte is not in it. */
static void check_content(struct view content, const uint8_t footer[FOOTER],
                          struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_XOR16, content);

	sum_range(sum, content, 0, content.size & ~UINT64_C(1));
	sum_expect(sum, "sum of the ASUS content", footer + 6);
	sum->judge = judge_content;
}

/* The content is the version; or a file system, and the version ends it. */
static void read_footer(struct view data, const uint8_t footer[FOOTER], const uint8_t *header,
                        struct examination *exam)
{
	uint64_t length = (uint64_t)footer[1] << 16 | get_be16(footer + 2);
	struct view before = view_part(data, 0, data.size - FOOTER);
	uint8_t version[VERSION];
	uint8_t copy[FOOTER];
	struct view content;
	struct view system;

	memcpy(copy, footer, sizeof(copy));
	memset(copy + 4, 0, 2);
	findings_check(exam->findings, "ASUS footer",
	               AGREES(hash(copy, sizeof(copy)) == get_be16(footer + 4)) ? CHECK_OK
	                                                                        : CHECK_BAD,
	               "%04x", get_be16(footer + 4));
	content = view_from(before, before.size - length);
	if (length < VERSION || length > before.size ||
	    !view_read(content, length > SHORT_MAX ? length - VERSION : 0, version,
	               sizeof(version))) {
		findings_check(exam->findings, "ASUS content", CHECK_BAD,
		               "its length does not fit the file");
		return;
	}
	check_content(content, footer, exam);
	add_identity(header, 23, get_be16(version + 4), get_be32(version), exam->findings);
	if (length > SHORT_MAX) {
		system = view_part(content, 0, length - VERSION);
		examine_inside(exam, view_from(system, view_filler(system)));
	}
}

static bool read_version_3(struct view data, const uint8_t *header, struct examination *exam)
{
	uint8_t footer[FOOTER];

	if (data.size < FOOTER || !view_read(data, data.size - FOOTER, footer, sizeof(footer)) ||
	    memcmp(footer + 8, "\x2a\xfe\xd4\x14", 4) != 0)
		return false;
	read_footer(data, footer, header, exam);
	return true;
}

bool uimage_asus(struct view file, const uint8_t header[64], uint32_t size,
                 struct examination *exam)
{
	if (read_version_3(view_part(file, size, get_be32(header + 12)), header, exam))
		return true;
	if (!is_version_2(header))
		return false;
	add_identity(header, 12, get_le16(header + BUILD_AT), get_le16(header + BUILD_AT + 2),
	             exam->findings);
	check_key(file, header, exam->findings);
	return true;
}
