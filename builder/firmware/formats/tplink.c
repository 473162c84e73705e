/*
 * TP-Link's headers of 512 bytes, big endian but for the first word.
 *
 *   layout 1 (versions 1 and 2)       layout 2 (versions 2 and 3)
 *   0x00  version: 01 00 00 00 ...    the same
 *   0x04  vendor, 0x1c version text   0x04 version text
 *   0x40  hardware, 0x44 revision     0x34, 0x38
 *   0x48  region                      -
 *   0x4c  MD5 of the file             0x40
 *   0x60  MD5 up to the kernel's end  (all ones in every file seen)
 *   0x80  kernel, 0x88 root file      0x74, 0x7c, 0x84; 0x8c 55 aa, 0x90 a5
 *         system, 0x90 boot loader:
 *         offset and length each
 *   0x98  version, 3 x 16 bits        0x91, 3 x 8 bits
 *   0x140 region in hexadecimal       -
 *
 * A fixed salt stands in the place of an MD5 while it is computed; another one when there
 * is a boot loader. It follows the header, and after it comes a second header, to which
 * the offsets of that header belong. OpenWrt and DD-WRT leave the second MD5 zero, and in images
 * of a kernel alone, or inside another container, both (mktplinkfw -c).
 *
 * openwrt/firmware-utils@d21804ad src/mktplinkfw.c, mktplinkfw2.c, mktplinkfw-lib.c;
 * xdarklight/mktplinkfw3@30cadef6 (signed images of version 3).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	HEADER = 0x200,
	MD5_SIZE = 16,
	VENDOR_AT = 0x04,
	VENDOR_SIZE = 24,
	TEXT_AT = 0x1c,
	TEXT_LENGTH = 36,
	KERNEL_MD5_AT = 0x60,
	SIGNED_HEADER_AT = 0x20200,
	SIGNATURE_AT = 0xd0,
	SIGNATURE_SIZE = 128,
};

static const struct layout {
	bool is_first;
	uint32_t hardware;
	uint32_t md5;
	uint32_t parts;
	uint8_t salt[MD5_SIZE];
	uint8_t boot_salt[MD5_SIZE];
} layouts[2] = {
	{ .is_first = true,
	  .hardware = 0x40,
	  .md5 = 0x4c,
	  .parts = 0x80,
	  .salt = { 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdd, 0xf9, 0xe7, 0xf4, 0x0e,
	            0xae, 0x47, 0x38 },
	  .boot_salt = { 0x8c, 0xef, 0x33, 0x5b, 0xd5, 0xc5, 0xce, 0xfa, 0xa7, 0x9c, 0x28, 0xda,
	                 0xb2, 0xe9, 0x0f, 0x42 } },
	{ .hardware = 0x34,
	  .md5 = 0x40,
	  .parts = 0x74,
	  .salt = { 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdc, 0xf9, 0xe7, 0xf4, 0x0e,
	            0xae, 0x47, 0x37 },
	  .boot_salt = { 0x8c, 0xef, 0x33, 0x5f, 0xd5, 0xc5, 0xce, 0xfa, 0xac, 0x9c, 0x28, 0xda,
	                 0xb2, 0xe9, 0x0f, 0x42 } },
};

struct image {
	const struct layout *layout;
	uint8_t header[HEADER];
	uint8_t inner_header[HEADER]; /* the same where there is no boot loader */
	uint64_t inner;               /* where it is; 0: there is none */
	uint32_t boot_length;
};

struct part {
	uint64_t offset; /* from the header that has it */
	uint64_t size;
};

/* The kernel is number 0, the root file system 1, the boot loader 2. */
static struct part part_of(const struct layout *layout, const uint8_t *header, size_t number)
{
	const uint8_t *at = header + layout->parts + number * sizeof(uint64_t);

	if (get_be32(at) == UINT32_MAX)
		return (struct part){ 0 };
	return (struct part){ get_be32(at), get_be32(at + 4) };
}

static bool is_second_layout(const uint8_t header[HEADER])
{
	return get_be16(header + 0x8c) == 0x55aa && header[0x90] == 0xa5;
}

/* Text of `least` characters or more, and nothing but filler after it. */
static bool is_text(const uint8_t *field, size_t size, size_t least)
{
	size_t length = 0;

	while (length < size && field[length] >= ' ' && field[length] <= '~')
		length++;
	for (size_t i = length; i < size; i++) {
		if (field[i] != 0x00 && field[i] != 0xff)
			return false;
	}
	return length >= least;
}

static bool is_first_header(const uint8_t header[HEADER])
{
	uint32_t version = get_le32(header);

	return (version == 1 || version == 2) && !is_second_layout(header) &&
	       is_text(header + VENDOR_AT, VENDOR_SIZE, 2) &&
	       is_text(header + TEXT_AT, TEXT_LENGTH, 0) && get_be32(header + 0x5c) == 0 &&
	       get_be32(header + 0x70) == 0 && get_be32(header + 0x80) >= HEADER;
}

static bool is_first(struct view file)
{
	uint8_t header[HEADER];

	return view_read(file, 0, header, sizeof(header)) && is_first_header(header);
}

static bool is_second(struct view file)
{
	uint8_t header[HEADER];

	return view_read(file, 0, header, sizeof(header)) && is_second_layout(header) &&
	       is_text(header + VENDOR_AT, 2, 2) && get_be32(header + 0x74) >= HEADER;
}

/* A second header of the same kind, for the same hardware. */
static bool is_inner(const struct image *image, struct view file, uint64_t at, uint8_t *header)
{
	uint32_t hardware = image->layout->hardware;

	return view_read(file, at, header, HEADER) && memcmp(header, image->header, 4) == 0 &&
	       memcmp(header + hardware, image->header + hardware, 4) == 0 &&
	       is_second_layout(header) == !image->layout->is_first;
}

/* The areas for boot loaders that are known. */
static void find_inner(struct image *image, struct view file)
{
	static const uint32_t places[] = { 0x10000 + HEADER, 0x20000 + HEADER };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (is_inner(image, file, places[i], image->inner_header)) {
			image->inner = places[i];
			return;
		}
	}
}

static bool read_image(struct image *out, struct view file, const struct layout *layout)
{
	*out = (struct image){ .layout = layout };
	if (!view_read(file, 0, out->header, sizeof(out->header)))
		return false;
	out->boot_length = (uint32_t)part_of(layout, out->header, 2).size;
	if (out->boot_length)
		find_inner(out, file);
	else
		memcpy(out->inner_header, out->header, sizeof(out->inner_header));
	return true;
}

/* Four characters in hexadecimal: 45550000 is EU. */
static void add_region(const uint8_t header[HEADER], struct findings *out)
{
	char digits[9] = "";
	char *end;
	unsigned long code;
	uint8_t text[4];

	memcpy(digits, header + 0x140, 8);
	code = strtoul(digits, &end, 16);
	if (end != digits + 8)
		code = get_be32(header + 0x48) == 1 ? 0x55530000 : 0;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(code >> 8 * (3 - i));
	text_clean_bytes(out->region, sizeof(out->region), text, sizeof(text));
}

static void add_version(const struct image *image, bool is_openwrt, struct findings *out)
{
	const uint8_t *header = image->header;
	const uint8_t *numbers = header + (image->layout->is_first ? 0x98 : 0x91);
	unsigned step = image->layout->is_first ? 2 : 1;
	unsigned part[3];
	char text[TEXT_LENGTH + 1];

	for (size_t i = 0; i < 3; i++)
		part[i] = step == 2 ? get_be16(numbers + 2 * i) : numbers[i];
	if (!is_openwrt && (part[0] | part[1] | part[2]))
		snprintf(text, sizeof(text), "%u.%u.%u", part[0], part[1], part[2]);
	else
		text_clean_bytes(text, sizeof(text),
		                 header + (image->layout->is_first ? TEXT_AT : VENDOR_AT),
		                 TEXT_LENGTH);
	findings_version(out, text);
}

/* Models may share the first number and differ in the second. */
static void add_board(const struct image *image, struct findings *out)
{
	const uint8_t *field = image->header + image->layout->hardware;
	char code[32];

	snprintf(code, sizeof(code), "%08" PRIX32, get_be32(field));
	findings_board(out, code, "");
	snprintf(code, sizeof(code), "%08" PRIX32 " %08" PRIX32, get_be32(field),
	         get_be32(field + 4));
	findings_board(out, code, "");
}

static void add_identity(const struct image *image, struct findings *out)
{
	bool is_openwrt = image->layout->is_first &&
	                  memcmp(image->header + VENDOR_AT, "OpenWrt", sizeof("OpenWrt")) == 0;

	findings_origin(out, is_openwrt ? ORIGIN_OPENWRT : ORIGIN_VENDOR_LAYOUT);
	add_board(image, out);
	add_version(image, is_openwrt, out);
	if (image->layout->is_first)
		add_region(image->header, out);
	if (image->boot_length)
		findings_warn(out, "it contains a boot loader too; do not use it for a rescue that "
		                   "writes only the system");
}

static bool is_empty(const uint8_t md5[MD5_SIZE])
{
	return bytes_all_zero((struct bytes){ md5, MD5_SIZE });
}

static void check_md5(struct view file, const struct image *image, struct examination *exam)
{
	const struct layout *layout = image->layout;
	uint64_t after = layout->md5 + MD5_SIZE;
	struct sum *sum;

	if (is_empty(image->header + layout->md5)) {
		findings_check(
		        exam->findings, "MD5", CHECK_ABSENT,
		        "its field is empty, so no checksum of this header covers the content");
		return;
	}
	sum = sums_add(exam, SUM_MD5, file);
	sum_range(sum, file, 0, layout->md5);
	sum_literal(sum, image->boot_length ? layout->boot_salt : layout->salt, MD5_SIZE);
	sum_range(sum, file, after, file.size - after);
	sum_expect(sum, "MD5", image->header + layout->md5);
}

/* From the header that belongs to the kernel to the kernel's end. */
static void check_kernel(struct view inner, const struct image *image, struct examination *exam)
{
	const struct layout *layout = image->layout;
	const uint8_t *stored = image->inner_header + KERNEL_MD5_AT;
	struct part kernel = part_of(layout, image->inner_header, 0);
	uint64_t after = KERNEL_MD5_AT + MD5_SIZE;
	struct sum *sum;

	if (is_empty(stored)) {
		findings_check(exam->findings, "MD5 of the kernel", CHECK_ABSENT,
		               "OpenWrt and DD-WRT leave it out; the vendor files examined so far "
		               "have it");
		return;
	}
	sum = sums_add(exam, SUM_MD5, inner);
	sum_range(sum, inner, 0, layout->md5);
	sum_zeros(sum, MD5_SIZE);
	sum_range(sum, inner, layout->md5 + MD5_SIZE, 4);
	sum_literal(sum, layout->salt, MD5_SIZE);
	sum_range(sum, inner, after, kernel.offset + kernel.size - after);
	sum_expect(sum, "MD5 of the kernel", stored);
}

/* Some images of version 3 are signed; whether in this way is untested. */
static void check_signature(struct view file, const struct image *image, struct examination *exam)
{
	uint8_t bytes[SIGNATURE_SIZE];
	struct view place = view_part(file, SIGNED_HEADER_AT + SIGNATURE_AT, sizeof(bytes));

	if (get_le32(image->header) != 3 || image->inner != SIGNED_HEADER_AT || place.size == 0 ||
	    view_run(place, 0x00) == place.size || view_run(place, 0xff) == place.size)
		return;
	findings_check(exam->findings, "signature", CHECK_UNKNOWN,
	               "RSA with 1024 bits; its key is unknown");
}

static void parse_part(struct view inner, struct part part, const char *name,
                       struct examination *exam)
{
	if (part.size == 0)
		return;
	segment_add(exam->findings, name, inner.at + part.offset, part.size, "by its header");
	examine_inside(exam, view_part(inner, part.offset, part.size));
}

static uint64_t end_of(struct part kernel, struct part system)
{
	uint64_t kernel_end = kernel.offset + kernel.size;
	uint64_t system_end = system.offset + system.size;

	return kernel_end > system_end ? kernel_end : system_end;
}

/* The length in the header is the space in flash; what follows the parts is in the MD5. */
static void parse_parts(struct view file, const struct image *image, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct part kernel = part_of(image->layout, image->inner_header, 0);
	struct part system = part_of(image->layout, image->inner_header, 1);
	struct view inner = view_from(file, image->inner);
	uint64_t end = image->inner + end_of(kernel, system);

	if (end > file.size) {
		examine_ends_at(exam, file, end);
		findings_check(out, "MD5", CHECK_UNKNOWN, "the end of the file is missing");
		return;
	}
	check_md5(file, image, exam);
	if (image->layout->is_first)
		check_kernel(inner, image, exam);
	if (image->boot_length)
		segment_add(out, "boot loader", file.at + HEADER, image->boot_length,
		            "boot loader");
	parse_part(inner, kernel, "kernel", exam);
	parse_part(inner, system, "root file system", exam);
}

static void parse(struct view file, struct examination *exam, const struct layout *layout)
{
	struct image image;

	if (!read_image(&image, file, layout)) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its header is incomplete");
		return;
	}
	add_identity(&image, exam->findings);
	if (image.boot_length && !image.inner) {
		examine_ends_at(exam, file, HEADER + (uint64_t)image.boot_length + HEADER);
		findings_warn(exam->findings, "no second header follows its boot loader");
		check_md5(file, &image, exam);
		return;
	}
	check_signature(file, &image, exam);
	parse_parts(file, &image, exam);
}

static void parse_first(struct view file, struct examination *exam)
{
	parse(file, exam, &layouts[0]);
}

static void parse_second(struct view file, struct examination *exam)
{
	parse(file, exam, &layouts[1]);
}

static const struct format v1 = {
	.id = "tplink-v1",
	.code_form = "^[0-9A-F]{8}( [0-9A-F]{8})?$",
	.code_words = "8 upper-case hexadecimal digits, optionally a space and 8 more",
	.title = "a TP-Link image (header 1)",
	.rank = RANK_STRUCTURE,
	.recognise = is_first,
	.parse = parse_first,
};

static const struct format v2 = {
	.id = "tplink-v2",
	.code_form = "^[0-9A-F]{8}( [0-9A-F]{8})?$",
	.code_words = "8 upper-case hexadecimal digits, optionally a space and 8 more",
	.title = "a TP-Link image (header 2)",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(0, "\x02\0\0\0") },
	.recognise = is_second,
	.parse = parse_second,
};

static const struct format v3 = {
	.id = "tplink-v3",
	.code_form = "^[0-9A-F]{8}( [0-9A-F]{8})?$",
	.code_words = "8 upper-case hexadecimal digits, optionally a space and 8 more",
	.title = "a TP-Link image (header 3)",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(0, "\x03\0\0\0") },
	.recognise = is_second,
	.parse = parse_second,
};

FORMATS(tplink, &v1, &v2, &v3);
