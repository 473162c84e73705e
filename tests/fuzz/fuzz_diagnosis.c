/*
 * The input is a volume, in a partition or without one; a manifest that asks for miwifi.bin
 * is put on the stick. Whatever it holds, saying what differs must end soon,
 * in bounds and without a leak. A layout that is known would start mkfs.fat: none is.
 */
#include "stick/proof/diagnosis.h"

#include "base/bytes.h"
#include "base/mem.h"
#include "stick/image/plan.h"
#include "stick/proof/compare.h"

#include <stdlib.h>
#include <string.h>

enum { PARTITION = 1 << 20, ROOM = 40 << 20, USED = PARTITION + (256 << 10) };
enum { FIRST_ENTRY = 446, SIGNATURE = 510 };
enum { HAS_ROOM = 1, HAS_NO_PARTITION = 2 }; /* bits of the first byte */

/* What is not the manifest is the input's, repeated where it ends, after `start` bytes. */
struct input {
	struct target target; /* first, so that a target is an input */
	const uint8_t *data;
	size_t size;
	uint64_t start;
	uint8_t *head; /* the first MiB */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void copy_input(const struct input *input, uint64_t offset, uint8_t *to, size_t size)
{
	while (size) {
		size_t at = (size_t)((offset - input->start) % input->size);
		size_t part = size < input->size - at ? size : input->size - at;

		memcpy(to, input->data + at, part);
		to += part;
		offset += part;
		size -= part;
	}
}

static bool read_input(struct target *target, uint64_t offset, void *out, size_t size,
                       struct failure *why)
{
	const struct input *input = (struct input *)target;
	size_t head = 0;

	(void)why;
	if (offset < PARTITION) {
		head = size < PARTITION - offset ? size : (size_t)(PARTITION - offset);
		memcpy(out, input->head + offset, head);
	}
	if (size > head)
		copy_input(input, offset + head, (uint8_t *)out + head, size - head);
	return true;
}

/* A boot record that leads to the input, or the input from the first sector on. */
static void make_head(struct input *input, bool partition)
{
	uint8_t *entry = input->head + FIRST_ENTRY;

	input->start = partition ? PARTITION : 0;
	if (!partition) {
		copy_input(input, 0, input->head, PARTITION);
		return;
	}
	entry[4] = 0x0c;
	put_le32(entry + 8, PARTITION / SECTOR);
	put_le32(entry + 12, (uint32_t)((input->target.size - PARTITION) / SECTOR));
	put_le16(input->head + SIGNATURE, 0xaa55);
}

static void write_manifest(const struct input *input)
{
	struct manifest_file file = {
		.path = "/miwifi.bin",
		.size = 4000,
		.origin = "unknown",
		.vouched = "nothing",
		.only = ".bin",
	};
	const struct manifest manifest = {
		.program = "p",
		.recipe = "v/m",
		.layout = "l",
		.length = input->target.size < PARTITION + (2 << 20) ? input->target.size
		                                                     : PARTITION + (2 << 20),
		.files = &file,
		.file_count = 1,
	};
	struct failure why;

	if (!manifest_write(&manifest, input->head + MANIFEST_START, &why))
		abort();
}

static void check(const struct diagnosis *diagnosis)
{
	const struct differences *differences = &diagnosis->differences;

	if (diagnosis->complete || diagnosis->verdict.kind != FAIL_VERIFY ||
	    !diagnosis->verdict.text[0] || differences->count == 0)
		abort();
	for (size_t i = 0; i < differences->count; i++) {
		AUTO_FREE char *text = difference_text(&differences->items[i]);

		if (differences->items[i].length == 0 || !text[0])
			abort();
	}
}

static bool read_zeros(struct target *target, uint64_t offset, void *out, size_t size,
                       struct failure *why)
{
	(void)target;
	(void)offset;
	(void)why;
	memset(out, 0, size);
	return true;
}

/* As a stick would be compared that had been made as zeros: every unit of it is judged. */
static void compare_with_zeros(struct input *input)
{
	static const struct target_ops ops = { .read = read_zeros };
	struct target zeros = { .ops = &ops, .name = "zeros", .size = input->target.size };
	const struct manifest manifest = { .length = USED };
	struct differences differences = { .harmless = true };
	struct tree tree = { 0 };
	struct failure why;
	struct map map;

	if (tree_grow(&tree, &input->target, &manifest, &why)) {
		const struct comparison comparison = {
			.stick = &input->target,
			.now = &tree,
			.made = &zeros,
			.map = &map,
			.drawn = &tree,
			.result = &differences,
		};

		map_draw(&map, &tree, 0, input->target.size < USED ? input->target.size : USED);
		if (!compare_structures(&comparison, &why))
			abort();
		map_done(&map);
	}
	differences_done(&differences);
	tree_done(&tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct target_ops ops = { .read = read_input };
	AUTO_FREE uint8_t *head = mem_zalloc(1, PARTITION);
	struct input input = {
		.target = { .ops = &ops, .name = "input" },
		.data = data + 1,
		.size = size - 1,
		.head = head,
	};
	const struct failure found = { .kind = FAIL_VERIFY, .text = "found" };
	const struct diagnosis_request request = { .target = &input.target, .found = &found };
	struct diagnosis diagnosis;
	struct failure why;

	if (size < 2)
		return 0;
	input.target.size = PARTITION + (data[0] & HAS_ROOM ? ROOM : (uint64_t)input.size);
	make_head(&input, !(data[0] & HAS_NO_PARTITION));
	write_manifest(&input);
	if (!diagnose(&diagnosis, &request, &why))
		abort();
	check(&diagnosis);
	diagnosis_done(&diagnosis);
	compare_with_zeros(&input);
	return 0;
}
