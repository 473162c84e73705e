#include "firmware/formats/shared/makers/xiaomi_segments.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	SEGMENT_HEAD = 48,
	VERSION_MAX = 4096,    /* the text is about 400 bytes long */
	FLASHED_MIN = 0x10000, /* a known boot loader passes over smaller segments */
};

/* The value of "option KEY 'value'" in the text of UCI, OpenWrt's configuration. */
static void uci_option(struct bytes text, const char *key, char *out, size_t size)
{
	char start[32];
	int length = snprintf(start, sizeof(start), "option %s '", key);
	const uint8_t *found =
	        text.size ? memmem(text.data, (size_t)text.size, start, (size_t)length) : NULL;
	const uint8_t *end;

	if (!found)
		return;
	found += length;
	end = memchr(found, '\'', (size_t)(text.data + text.size - found));
	if (end)
		text_clean_bytes(out, size, found, (size_t)(end - found));
}

static void name_target(const uint8_t *head, struct segment *segment)
{
	uint32_t address = get_le32(head + 4);
	uint16_t mtd = get_le16(head + 12);

	if (strcmp(segment->name, "xiaoqiang_version") == 0)
		snprintf(segment->target, sizeof(segment->target), "not flashed");
	else if (address != UINT32_MAX)
		snprintf(segment->target, sizeof(segment->target), "flash 0x%" PRIx32, address);
	else if (mtd != UINT16_MAX)
		snprintf(segment->target, sizeof(segment->target), "mtd %u", mtd);
	else
		snprintf(segment->target, sizeof(segment->target), "by name");
}

static bool stands_alone(const struct segment *added, struct findings *out)
{
	for (const struct segment *s = out->segments; s < added; s++) {
		if (s->offset >= added->offset + added->size + SEGMENT_HEAD ||
		    added->offset >= s->offset + s->size + SEGMENT_HEAD)
			continue;
		findings_check(out, "segments", CHECK_BAD, "'%s' and '%s' overlap", s->name,
		               added->name);
		return false;
	}
	return true;
}

/* False when the segment cannot be where the table says; that ends the list. */
static bool parse_segment(struct view content, uint32_t at, struct findings *out)
{
	struct segment *segment = &out->segments[out->segment_count];
	uint64_t start = (uint64_t)at + SEGMENT_HEAD;
	uint8_t head[SEGMENT_HEAD];

	if (!view_read(content, at, head, sizeof(head)) || start > content.size ||
	    get_le32(head + 8) > content.size - start) {
		if (out->completeness != COMPLETE_TRUNCATED)
			findings_check(out, "segments", CHECK_BAD,
			               "the segment at byte %" PRIu32 " is outside the signed part",
			               at);
		return false;
	}
	if (get_le16(head) != 0xbabe) {
		findings_warn(out, "no segment starts at byte %" PRIu32 "; routers skip the entry",
		              at);
		return true;
	}
	segment->offset = start;
	segment->size = get_le32(head + 8);
	text_clean_bytes(segment->name, sizeof(segment->name), head + 16, 32);
	name_target(head, segment);
	out->segment_count++;
	return stands_alone(segment, out);
}

static uint32_t slot_at(struct view content, uint32_t at)
{
	uint8_t slot[4];

	return view_read(content, at, slot, sizeof(slot)) ? get_le32(slot) : 0;
}

/* Nothing in the header says how long the table is, but the first segment follows it. */
static uint32_t count_slots(struct view file, uint32_t table, struct findings *out)
{
	uint32_t first = slot_at(file, table);
	uint32_t slots = first > table ? (first - table) / 4 : 0;

	if (slots == 8 || slots == 10 || (slots == 32 && view_has(file, 3, "1", 1)))
		return slots;
	findings_warn(out, "the length of the segment table is unknown");
	return slots < XIAOMI_SLOTS_MIN ? XIAOMI_SLOTS_MIN
	       : slots > SEGMENT_MAX    ? SEGMENT_MAX
	                                : slots;
}

static void parse_table(struct view file, uint32_t table, uint32_t end, struct findings *out)
{
	struct view content = view_part(file, 0, end < file.size ? end : file.size);
	uint32_t slots = count_slots(file, table, out);

	for (uint32_t i = 0; i < slots; i++) {
		uint32_t at = slot_at(content, table + 4 * i);

		if (at != 0 && !parse_segment(content, at, out))
			return;
	}
}

/* Names from stock images; the one boot loader whose code is known takes the first four. */
static bool is_flashed(const struct segment *segment)
{
	static const char *const names[] = {
		"uboot.bin",
		"crash.bin",
		"uImage.bin",
		"root.ubi",
		"firmware.bin",
		"firmware_ubi.bin",
		"firmware_squashfs.bin",
	};

	if (segment->size < FLASHED_MIN)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(segment->name, names[i]) == 0)
			return true;
	}
	return strncmp(segment->target, "flash ", 6) == 0;
}

static void warn_if_nothing_is_flashed(struct findings *out)
{
	for (size_t i = 0; i < out->segment_count; i++) {
		if (is_flashed(&out->segments[i]))
			return;
	}
	findings_warn(out, "no segment of 64 KiB or more has a name or an address that routers are "
	                   "known to flash; the router may report success and change nothing");
}

void xiaomi_segments_parse(struct view file, uint32_t table, uint32_t end, struct findings *out)
{
	parse_table(file, table, end, out);
	if (!out->never[0] && out->completeness != COMPLETE_TRUNCATED)
		warn_if_nothing_is_flashed(out);
}

void xiaomi_version_parse(struct view file, struct findings *out, char *hardware, size_t size)
{
	hardware[0] = '\0';
	for (size_t i = 0; i < out->segment_count; i++) {
		const struct segment *segment = &out->segments[i];
		size_t length = segment->size < VERSION_MAX ? (size_t)segment->size : VERSION_MAX;
		uint8_t text[VERSION_MAX];

		if (strcmp(segment->name, "xiaoqiang_version") != 0 ||
		    !view_read(file, segment->offset, text, length))
			continue;
		uci_option((struct bytes){ text, length }, "ROM", out->version,
		           sizeof(out->version));
		uci_option((struct bytes){ text, length }, "HARDWARE", hardware, size);
	}
}
