#include "stick/device/udf.h"

#include "base/bytes.h"
#include "base/files/file.h"

#include <stddef.h>

enum {
	BLOCK_MAX = 4096,
	ANCHOR = 256, /* its block */
	SEQUENCE_MAX = 64,
	TAG_ANCHOR = 2,
	TAG_LOGICAL_VOLUME = 6,
	TAG_INTEGRITY = 9,
	CLOSED = 1,
	COUNTS = 32, /* behind the identifier of the implementation */
};

struct volume {
	int fd;
	uint64_t start;
	uint32_t block; /* bytes */
};

/* A number of blocks in a row. */
struct extent {
	uint32_t blocks;
	uint32_t first;
};

/* A descriptor begins with its kind; its head adds up to the byte at 4, that one left out. */
static bool read_descriptor(const struct volume *volume, uint64_t block, unsigned kind,
                            uint8_t data[BLOCK_MAX])
{
	uint8_t sum = 0;

	if (!file_read_at(volume->fd, volume->start + block * volume->block, data, volume->block))
		return false;
	for (size_t i = 0; i < 16; i++)
		sum = (uint8_t)(sum + (i == 4 ? 0 : data[i]));
	return get_le16(data) == kind && sum == data[4];
}

static struct extent extent_at(const struct volume *volume, const uint8_t *data)
{
	return (struct extent){ get_le32(data) / volume->block, get_le32(data + 4) };
}

/* The descriptor of that kind in a sequence, the last one of several. */
static bool find_descriptor(const struct volume *volume, struct extent extent, unsigned kind,
                            uint8_t out[BLOCK_MAX])
{
	uint8_t data[BLOCK_MAX];
	bool found = false;

	for (uint32_t i = 0; i < extent.blocks && i < SEQUENCE_MAX; i++) {
		if (!read_descriptor(volume, (uint64_t)extent.first + i, kind, data))
			continue;
		for (size_t j = 0; j < volume->block; j++)
			out[j] = data[j];
		found = true;
	}
	return found;
}

/* A closed volume that goes on nowhere, with no file and no folder but the first. */
static bool says_empty(const struct volume *volume, const uint8_t *integrity)
{
	uint64_t partitions = get_le32(integrity + 72);
	uint64_t counts = 80 + 8 * partitions + COUNTS;

	return get_le32(integrity + 28) == CLOSED && get_le32(integrity + 32) == 0 &&
	       get_le32(integrity + 76) >= COUNTS + 8 && counts + 8 <= volume->block &&
	       get_le32(integrity + counts) == 0 && get_le32(integrity + counts + 4) <= 1;
}

static bool is_empty(const struct volume *volume, uint8_t data[BLOCK_MAX])
{
	return find_descriptor(volume, extent_at(volume, data + 16), TAG_LOGICAL_VOLUME, data) &&
	       find_descriptor(volume, extent_at(volume, data + 432), TAG_INTEGRITY, data) &&
	       says_empty(volume, data);
}

/* There may be remains of an older one with blocks of another size: every one must be empty. */
bool udf_is_empty(int fd, uint64_t start)
{
	static const uint32_t sizes[] = { 512, 1024, 2048, 4096 };
	uint8_t data[BLOCK_MAX];
	bool found = false;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct volume volume = { fd, start, sizes[i] };

		if (!read_descriptor(&volume, ANCHOR, TAG_ANCHOR, data))
			continue;
		if (!is_empty(&volume, data))
			return false;
		found = true;
	}
	return found;
}
