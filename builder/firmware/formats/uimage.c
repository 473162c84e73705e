/*
 * The legacy image of U-Boot (u-boot/u-boot@6073c36b include/image.h), big endian:
 *
 *    0 magic, 4 CRC-32 of the header with this field zero, 12 size of the data,
 *   24 CRC-32 of the data, 32 name
 *
 * The header has 64 bytes, in some vendors' files 96 or 160; its CRC tells. What
 * follows the data, OpenWrt's SquashFS mostly, is in no CRC of the header.
 */
#include "base/mem.h"
#include "base/text.h"
#include "firmware/findings.h"
#include "firmware/formats/format.h"
#include "firmware/formats/fwtool.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

enum { HEADER = 64, HEADER_MAX = 160 };
static const uint32_t header_sizes[] = { HEADER, 96, HEADER_MAX };

static uint32_t header_crc(struct bytes file, uint32_t size)
{
	uint8_t header[HEADER_MAX];

	memcpy(header, file.data, size);
	memset(header + 4, 0, 4);
	return crc_std((struct bytes){ header, size });
}

static uint32_t header_size(struct bytes file)
{
	for (size_t i = 0; i < ARRAY_LEN(header_sizes); i++) {
		uint32_t size = header_sizes[i];

		if (bytes_at(file, 0, size) && header_crc(file, size) == get_be32(file.data + 4))
			return size;
	}
	return HEADER;
}

/* Erased flash, zeros, and the mark that makes OpenWrt format what follows. */
static struct bytes without_filler(struct bytes rest)
{
	static const uint8_t mark[] = { 0xde, 0xad, 0xc0, 0xde };

	while (rest.size) {
		bool marked = rest.size >= sizeof(mark) && !memcmp(rest.data, mark, sizeof(mark));
		size_t step = marked ? sizeof(mark) : rest.data[0] == 0 || rest.data[0] == 0xff;

		if (!step)
			break;
		rest = bytes_part(rest, step, rest.size - step);
	}
	return rest;
}

/* The superblock of SquashFS 4: magic at 0, size of the whole at 40. */
static void parse_squashfs(struct bytes rest, bool has_end, struct findings *out)
{
	const uint8_t *super = bytes_at(rest, 0, 96);
	uint64_t size = super ? get_le64(super + 40) : UINT64_MAX;

	findings_contains(out, "squashfs");
	if (size > rest.size)
		findings_complete(out, COMPLETE_TRUNCATED,
		                  "the file system after the kernel is cut");
	else if (without_filler(bytes_part(rest, size, rest.size - size)).size && !has_end)
		findings_complete(out, COMPLETE_TRAILING, "unknown bytes follow the file system");
	else if (size < rest.size && !has_end)
		findings_complete(out, COMPLETE_PADDED, "filler follows the file system");
	if (!has_end)
		findings_warn(out, "the file system after the kernel has no checksum: "
		                   "only its length could be checked");
}

static void parse_rest(struct bytes rest, bool has_end, struct findings *out)
{
	struct bytes content = without_filler(rest);
	const uint8_t *magic = bytes_at(content, 0, 4);

	if (magic && memcmp(magic, "hsqs", 4) == 0)
		parse_squashfs(content, has_end, out);
	else if (content.size && !has_end)
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "what follows its kernel is not known to this version");
	else if (rest.size && !has_end)
		findings_complete(out, COMPLETE_PADDED, "filler follows the data");
}

static void parse(struct bytes file, struct findings *out)
{
	struct bytes image = fwtool_peel(file);
	uint64_t end;

	fwtool_parse(file, out);
	if (!bytes_at(image, 0, HEADER)) {
		findings_complete(out, COMPLETE_TRUNCATED, "the header is cut");
		return;
	}
	if (!out->version[0])
		text_clean_bytes(out->version, sizeof(out->version), image.data + 32, 32);
	end = (uint64_t)header_size(image) + get_be32(image.data + 12);
	if (end > image.size)
		findings_complete(out, COMPLETE_TRUNCATED,
		                  "the kernel ends at byte %" PRIu64 ", the file has %" PRIu64, end,
		                  image.size);
	else
		parse_rest(bytes_part(image, end, image.size - end), image.size < file.size, out);
}

static void check(struct bytes file, const struct keyring *keys, struct findings *out)
{
	struct bytes image = fwtool_peel(file);
	uint32_t size;

	(void)keys;
	if (out->completeness == COMPLETE_TRUNCATED)
		return;
	size = header_size(image);
	findings_crc(out, "CRC-32 of the header", get_be32(image.data + 4),
	             header_crc(image, size));
	findings_crc(out, "CRC-32 of the kernel", get_be32(image.data + 24),
	             crc_std(bytes_part(image, size, get_be32(image.data + 12))));
	fwtool_check(file, out);
}

const struct format format_uimage = {
	.id = "uimage",
	.title = "a uImage",
	.magic = { { .at = 0, .bytes = "\x27\x05\x19\x56", .size = 4 } },
	.parse = parse,
	.check = check,
};
