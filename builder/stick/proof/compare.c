#include "stick/proof/compare.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <inttypes.h>
#include <string.h>

enum {
	PIECE = 64 << 10,
	GAP_MAX = 16, /* equal bytes between two differences that are reported as two */
};

/* Differing bytes of a region that are reported as one difference. */
struct span {
	const struct region *region;
	uint64_t from;
	uint64_t to;
	uint64_t bytes; /* that differ, in between */
	const char *harmless;
	uint8_t made; /* the first one */
	uint8_t found;
};

struct scan {
	const struct comparison *comparison;
	uint8_t *found;
	uint8_t *made;
	uint8_t *mirror; /* the other FAT's entries, where this is a FAT */
	struct span span;
};

static const struct region *original_of(const struct map *map, enum layer layer)
{
	switch (layer) {
	case LAYER_BACKUP: return map_find(map, LAYER_BOOT_SECTOR);
	case LAYER_FAT_2: return map_find(map, LAYER_FAT_1);
	default: return NULL;
	}
}

/* Not the reserved sectors: mkfs.fat has copies of its own in some of them. */
static bool is_zeros(const struct comparison *comparison, enum layer layer)
{
	return layer == LAYER_GAP ||
	       (!comparison->lost && (layer == LAYER_AFTER_FILE || layer == LAYER_UNUSED));
}

static bool can_be_judged(const struct comparison *comparison, const struct region *region)
{
	if (region->layer == LAYER_MANIFEST || region->layer == LAYER_FILE)
		return false;
	return comparison->made || is_zeros(comparison, region->layer) ||
	       original_of(comparison->map, region->layer);
}

static bool read_made(const struct scan *scan, const struct region *region, uint64_t at,
                      size_t size, struct failure *why)
{
	const struct comparison *comparison = scan->comparison;
	const struct region *original = original_of(comparison->map, region->layer);

	if (comparison->made)
		return target_read(comparison->made, at, scan->made, size, why);
	if (original)
		return target_read(comparison->stick, at - region->start + original->start,
		                   scan->made, size, why);
	memset(scan->made, 0, size);
	return true;
}

/* What the stick's other FAT says in the same place. */
static bool read_mirror(const struct scan *scan, const struct region *region, uint64_t at,
                        size_t size, struct failure *why)
{
	const struct comparison *comparison = scan->comparison;
	enum layer other = region->layer == LAYER_FAT_1 ? LAYER_FAT_2 : LAYER_FAT_1;
	const struct region *mirror = map_find(comparison->map, other);

	if (region->layer != LAYER_FAT_1 && region->layer != LAYER_FAT_2)
		return true;
	if (!mirror || mirror->size != region->size) {
		memset(scan->mirror, 0, size);
		return true;
	}
	return target_read(comparison->stick, at - region->start + mirror->start, scan->mirror,
	                   size, why);
}

/* Where in which directory, or after which file. To be freed. */
static char *place_of(const struct comparison *comparison, const struct region *region)
{
	const char *path = comparison->drawn ? comparison->drawn->nodes[region->node].path : NULL;

	if (path && region->layer == LAYER_DIRECTORY)
		return mem_printf(" in '%s'", path);
	if (path && region->layer == LAYER_AFTER_FILE)
		return mem_printf(" after '%s'", path);
	return mem_strdup("");
}

/* What is on a stick twice and differs: which of the two is right is unknown. */
static char *describe_copy(const struct span *span, const struct region *original)
{
	return mem_printf("0x%02x here, but 0x%02x in %s at byte %" PRIu64 "; one of them is wrong",
	                  span->found, span->made, layer_title(original->layer),
	                  span->from - span->region->start + original->start);
}

static char *describe(const struct comparison *comparison, const struct span *span)
{
	const struct region *original = original_of(comparison->map, span->region->layer);
	AUTO_FREE char *place = place_of(comparison, span->region);

	if (span->harmless)
		return mem_printf("%s%s", span->harmless, place);
	if (!comparison->made && original)
		return describe_copy(span, original);
	if (span->bytes == 1)
		return mem_printf("0x%02x instead of 0x%02x%s", span->found, span->made, place);
	return mem_printf("%" PRIu64 " bytes differ, the first is 0x%02x instead of 0x%02x%s",
	                  span->bytes, span->found, span->made, place);
}

static void end_span(struct scan *scan)
{
	const struct span *span = &scan->span;

	if (span->bytes)
		differences_add(scan->comparison->result,
		                (struct difference){
		                        .layer = span->region->layer,
		                        .offset = span->from,
		                        .length = span->to - span->from,
		                        .harmless = span->harmless != NULL,
		                        .what = describe(scan->comparison, span),
		                });
	scan->span = (struct span){ 0 };
}

static void take_byte(struct scan *scan, const struct change *change, size_t at,
                      const char *harmless)
{
	uint64_t offset = change->offset + at;
	struct span *span = &scan->span;

	if (span->bytes && (span->harmless != harmless || span->to + GAP_MAX < offset))
		end_span(scan);
	if (!span->bytes)
		*span = (struct span){
			.region = change->region,
			.from = offset,
			.harmless = harmless,
			.made = change->made[at],
			.found = change->found[at],
		};
	span->to = offset + 1;
	span->bytes++;
}

static void compare_unit(struct scan *scan, const struct change *change, size_t unit)
{
	const char *harmless = change_harmless(change, scan->comparison->now);

	for (size_t i = 0; i < unit; i++) {
		if (change->made[i] != change->found[i])
			take_byte(scan, change, i, harmless);
	}
}

static void compare_piece(struct scan *scan, const struct region *region, uint64_t at, size_t size)
{
	const struct tree *drawn = scan->comparison->drawn;
	size_t unit = change_unit(region, drawn ? drawn->table.volume.bits : 0);

	for (size_t i = 0; i + unit <= size; i += unit) {
		const struct change change = {
			.region = region,
			.offset = at + i,
			.made = scan->made + i,
			.found = scan->found + i,
			.mirrored = memcmp(scan->mirror + i, scan->found + i, unit) == 0,
		};

		if (memcmp(change.made, change.found, unit) != 0)
			compare_unit(scan, &change, unit);
	}
}

static bool compare_region(struct scan *scan, const struct region *region, struct failure *why)
{
	uint64_t end = region->start + region->size;

	for (uint64_t at = region->start; at < end; at += PIECE) {
		size_t size = end - at < PIECE ? (size_t)(end - at) : PIECE;

		if (!interrupt_check(why) ||
		    !target_read(scan->comparison->stick, at, scan->found, size, why) ||
		    !read_made(scan, region, at, size, why))
			return false;
		if (memcmp(scan->found, scan->made, size) == 0)
			continue;
		if (!read_mirror(scan, region, at, size, why))
			return false;
		compare_piece(scan, region, at, size);
	}
	end_span(scan);
	return true;
}

bool compare_structures(const struct comparison *comparison, struct failure *why)
{
	AUTO_FREE uint8_t *found = mem_pages(PIECE);
	AUTO_FREE uint8_t *made = mem_pages(PIECE);
	AUTO_FREE uint8_t *mirror = mem_pages(PIECE);
	struct scan scan = { comparison, found, made, mirror, { 0 } };

	memset(mirror, 0, PIECE); /* of no meaning outside the FATs */
	for (size_t i = 0; i < comparison->map->count; i++) {
		const struct region *region = &comparison->map->regions[i];

		if (can_be_judged(comparison, region) && !compare_region(&scan, region, why))
			return false;
	}
	return true;
}
