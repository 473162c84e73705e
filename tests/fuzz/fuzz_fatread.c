/*
 * The input is a volume or a stick; whatever it holds, reading it must end soon, in
 * bounds and without a leak. A FAT32 cannot be small, so with an odd first byte the
 * rest of the input is repeated until there is room for one.
 */
#include "base/fatread/fatread.h"

#include <stdlib.h>
#include <string.h>

enum { FAT32_ROOM = 40 << 20, FILE_MAX = 1 << 20, VISITS_MAX = 8 };

struct input {
	struct target target; /* first, so that a target is an input */
	const uint8_t *data;
	size_t size;
};

/* Of one directory; each level has its own. */
struct visit {
	struct fatread *fat;
	unsigned count;
	char directory[FAT_NAME + 2]; /* one to look into next, or "" */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_input(struct target *target, uint64_t offset, void *out, size_t size,
                       struct failure *why)
{
	const struct input *input = (struct input *)target;
	uint8_t *to = out;

	(void)why;
	while (size) {
		size_t at = (size_t)(offset % input->size);
		size_t part = size < input->size - at ? size : input->size - at;

		memcpy(to, input->data + at, part);
		to += part;
		offset += part;
		size -= part;
	}
	return true;
}

static bool look_closer(void *context, const struct fat_entry *entry, struct failure *why)
{
	struct visit *visit = context;
	struct digest digest;

	if (++visit->count > VISITS_MAX)
		return true;
	if (entry->directory && !visit->directory[0]) {
		visit->directory[0] = '/';
		memcpy(visit->directory + 1, entry->name, sizeof(entry->name));
	}
	/* What a chain is worth is all that matters here: it may well be broken. */
	if (entry->size <= FILE_MAX && fatread_hash(visit->fat, entry, NULL, &digest, why) &&
	    entry->directory)
		abort();
	return true;
}

static void read_all(struct fatread *fat)
{
	struct visit root = { .fat = fat };
	struct visit below = { .fat = fat };
	struct fat_entry entry;
	struct failure why;
	uint64_t end;

	if (fatread_list(fat, "/", look_closer, &root, &why) && root.directory[0] &&
	    !fatread_list(fat, root.directory, look_closer, &below, &why) && !why.text[0])
		abort();
	if (fatread_used_end(fat, &end, &why) && end == 0)
		abort();
	if (fatread_find(fat, "/miwifi.bin", &entry, &why) && entry.directory)
		abort();
	if (!fatread_only_candidate(fat, "/", "miwifi.bin", ".bin", &why) && !why.text[0])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct target_ops ops = { .read = read_input };
	struct input input = {
		.target = { .ops = &ops, .name = "input" },
		.data = data + 1,
		.size = size - 1,
	};
	struct fatread *fat = NULL;
	struct failure why;

	if (size < 2)
		return 0;
	input.target.size = data[0] & 1 ? FAT32_ROOM : input.size;
	if (fatread_open(&fat, &input.target, &why))
		read_all(fat);
	fatread_close(fat);
	return 0;
}
