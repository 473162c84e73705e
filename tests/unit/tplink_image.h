/* tplink_image - TP-Link's images, made from their field tables. */
#ifndef TPLINK_IMAGE_H
#define TPLINK_IMAGE_H

#include "mechanical.h"

#include <stdio.h>

enum {
	HEADER = 0x200,
	KERNEL = 1000,
	SYSTEM = 500,
	PADDING = 100,
	INNER_NEAR = 0x10200,
	INNER_FAR = 0x20200,
	TABLE = 0x1014,
	DATA_2022 = 0x1814,
	MD5_SIZE = 16,
};

/* In the place of an MD5: for layout 1 and layout 2, without and with a boot loader. */
static const uint8_t salts[2][2][MD5_SIZE] = {
	{ { 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdd, 0xf9, 0xe7, 0xf4, 0x0e, 0xae,
	    0x47, 0x38 },
	  { 0x8c, 0xef, 0x33, 0x5b, 0xd5, 0xc5, 0xce, 0xfa, 0xa7, 0x9c, 0x28, 0xda, 0xb2, 0xe9,
	    0x0f, 0x42 } },
	{ { 0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdc, 0xf9, 0xe7, 0xf4, 0x0e, 0xae,
	    0x47, 0x37 },
	  { 0x8c, 0xef, 0x33, 0x5f, 0xd5, 0xc5, 0xce, 0xfa, 0xac, 0x9c, 0x28, 0xda, 0xb2, 0xe9,
	    0x0f, 0x42 } },
};

static const uint8_t safeloader_salt[MD5_SIZE] = { 0x7a, 0x2b, 0x15, 0xed, 0x9b, 0x98, 0x59, 0x6d,
	                                           0xe5, 0x04, 0xab, 0x44, 0xac, 0x2a, 0x9f, 0x4e };

static inline void put_md5(uint8_t *to, const uint8_t *data, size_t size)
{
	struct digest digest = digest_of(DIGEST_MD5, (struct bytes){ data, size });

	memcpy(to, digest.bytes, MD5_SIZE);
}

static inline void put_parts(uint8_t *at)
{
	put_be32(at, HEADER);
	put_be32(at + 4, KERNEL);
	put_be32(at + 8, HEADER + KERNEL);
	put_be32(at + 12, SYSTEM);
}

static inline void put_header_1(struct image *image, size_t at, const char *vendor,
                                uint32_t hardware)
{
	uint8_t *header = image->bytes + at;

	memset(header, 0, HEADER);
	header[0] = 1;
	put_text(image, at + 4, vendor);
	put_text(image, at + 0x1c, "ver. 1.0");
	put_be32(header + 0x40, hardware);
	put_be32(header + 0x44, 2);
	put_parts(header + 0x80);
	put_be16(header + 0x98, 3);
	put_be16(header + 0x9a, 16);
	put_be16(header + 0x9c, 9);
	put_text(image, at + 0x120, "00000000;45550000;");
	put_text(image, at + 0x140, "45550000");
}

static inline void put_header_2(struct image *image, size_t at, uint8_t version)
{
	uint8_t *header = image->bytes + at;

	memset(header, 0xff, HEADER);
	put_le32(header, version);
	memcpy(header + 4, "ver. 2.0", sizeof("ver. 2.0"));
	put_be32(header + 0x34, 0x08410014);
	put_be32(header + 0x38, 1);
	put_parts(header + 0x74);
	put_be32(header + 0x84, 0);
	put_be32(header + 0x88, 0);
	memcpy(header + 0x8c, "\x55\xaa\x01\x00\xa5\x00\x09\x01", 8);
}

/* Kernel, root file system and something after them. */
static inline void put_content(struct image *image, size_t header)
{
	image_fill(image, header + HEADER, KERNEL + SYSTEM + PADDING);
}

static inline void seal(struct image *image, size_t md5, const uint8_t salt[MD5_SIZE])
{
	uint8_t digest[MD5_SIZE];

	memcpy(image->bytes + md5, salt, MD5_SIZE);
	put_md5(digest, image->bytes, image->size);
	memcpy(image->bytes + md5, digest, MD5_SIZE);
}

/* The second MD5, which the vendor writes; before the first. */
static inline void seal_kernel(struct image *image, size_t header)
{
	uint8_t *start = image->bytes + header;
	uint8_t digest[MD5_SIZE];

	memset(start + 0x4c, 0, MD5_SIZE);
	memcpy(start + 0x60, salts[0][0], MD5_SIZE);
	put_md5(digest, start, HEADER + KERNEL);
	memcpy(start + 0x60, digest, MD5_SIZE);
}

static inline void put_line(struct image *image, size_t *at, const char *line)
{
	put_text(image, *at, line);
	*at += strlen(line);
}

/* Length, four zeros, the text, a zero; what the table says is its size. */
static inline size_t put_meta(struct image *image, size_t at, const char *text)
{
	size_t length = strlen(text);

	put_be32(image->bytes + at, (uint32_t)length);
	memset(image->bytes + at + 4, 0, 4);
	put_text(image, at + 8, text);
	image->bytes[at + 8 + length] = 0;
	return length + 9;
}

#define ARCHERS \
	"SupportList:\r\n" \
	"{product_name:Archer C7,product_ver:5.0.0,special_id:45550000}\r\n" \
	"{product_name:Archer A Very Long Name,product_ver:12.0.0,special_id:55530000}\r\n" \
	"CPE210(TP-LINK|UN|N300-2):1.0\r\n"

/* With its table at `table` and these supported models; nothing is sealed. */
static inline void put_safeloader(struct image *image, size_t table, const char *models)
{
	size_t line = table;
	char text[80];
	size_t base = 0x1000;
	size_t size;

	memset(image->bytes, 0xff, table + base);
	size = put_meta(image, table + base, "soft_ver:7.0.0\n");
	snprintf(text, sizeof(text), "fwup-ptn soft-version base 0x%05zx size 0x%05zx\t\r\n", base,
	         size);
	put_line(image, &line, text);
	base += size;
	size = put_meta(image, table + base, models);
	snprintf(text, sizeof(text), "fwup-ptn support-list base 0x%05zx size 0x%05zx\t\r\n", base,
	         size);
	put_line(image, &line, text);
	base += size;
	snprintf(text, sizeof(text), "fwup-ptn os-image base 0x%05zx size 0x%05x\t\r\n", base,
	         KERNEL);
	put_line(image, &line, text);
	image->bytes[line] = 0;
	line = table + 0x800;
	memcpy(image->bytes + line, "\0\x04\0\0", 4);
	line += 4;
	put_line(image, &line, "partition soft-version base 0x70000 size 0x01000\n");
	put_line(image, &line, "partition os-image base 0xc0000 size 0x003e7\n");
	image->bytes[line] = 0;
	image_fill(image, table + base, KERNEL);
}

/* The digest goes to `md5`, the size to `size`. */
static inline void seal_safeloader(struct image *image, size_t size, size_t md5)
{
	AUTO_FREE uint8_t *salted = mem_zalloc(1, image->size);

	put_be32(image->bytes + size, (uint32_t)image->size);
	memcpy(salted, safeloader_salt, MD5_SIZE);
	memcpy(salted + MD5_SIZE, image->bytes + 0x14, image->size - 0x14);
	put_md5(image->bytes + md5, salted, image->size - 0x14 + MD5_SIZE);
}

static inline void put_item(struct image *image, size_t number, const char *name, uint32_t offset,
                            uint32_t size)
{
	uint8_t *item = image->bytes + 0x101c + 44 * number;

	put_be32(item, (uint32_t)number);
	put_text(image, (size_t)(item - image->bytes) + 4, name);
	put_be32(item + 36, offset);
	put_be32(item + 40, size);
}

#endif
