/* inner_image - what many containers carry: a legacy image of U-Boot, a SquashFS. */
#ifndef INNER_IMAGE_H
#define INNER_IMAGE_H

#include "mechanical.h"

enum { UIMAGE_HEADER = 64, UIMAGE_NAME_AT = 32, UIMAGE_MAGIC = 0x27051956 };

/* The data first, the header's own CRC last. */
static inline void seal_uimage(uint8_t *at, size_t header)
{
	put_be32(at + 24, sum_of(SUM_CRC32, at + header, get_be32(at + 12)));
	put_be32(at + 4, 0);
	put_be32(at + 4, sum_of(SUM_CRC32, at, header));
}

static inline void put_uimage(struct image *image, size_t at, size_t size)
{
	uint8_t *header = image->bytes + at;

	image_fill(image, at + UIMAGE_HEADER, size);
	put_be32(header, UIMAGE_MAGIC);
	put_be32(header + 12, (uint32_t)size);
	memcpy(header + 28, "\5\5\2\3", 4);
	put_text(image, at + UIMAGE_NAME_AT, "MIPS Linux-5.15");
	seal_uimage(header, UIMAGE_HEADER);
}

/* A uImage with so many bytes of data, behind a header that is all zeros yet. */
static inline struct image image_with_uimage(size_t header, size_t size)
{
	struct image image = { .size = 0 };

	put_uimage(&image, header, size);
	return image;
}

/* The superblock of one that uses that many bytes. */
static inline void put_squashfs(uint8_t *at, uint32_t used)
{
	memset(at, 0, 96);
	memcpy(at, "hsqs", 4);
	put_le32(at + 12, 1 << 17);
	put_le16(at + 20, 4);
	put_le16(at + 22, 17);
	put_le16(at + 28, 4);
	put_le32(at + 40, used);
	for (size_t table = 48; table < 96; table += 8)
		put_le32(at + table, used - 8);
	memset(at + 56, 0xff, 8);
}

#endif
