/* uimage_image - a legacy image of U-Boot, which many others carry. */
#ifndef UIMAGE_IMAGE_H
#define UIMAGE_IMAGE_H

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

#endif
