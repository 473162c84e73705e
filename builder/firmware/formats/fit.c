/*
 * FIT, U-Boot's image tree: a flattened device tree, big endian {0 D00DFEED, 4 size}.
 * /images/NAME has its data inside ("data"), or outside: "data-size" with "data-offset",
 * from the tree's end rounded up to 4, or "data-position", from the file's start. Its
 * hash nodes have "algo" and "value" (u-boot/u-boot@6073c36b doc/usage/fit). The board is
 * the first "compatible" of the device tree among the images.
 *
 * Read with libfdt, which checks the tree first.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/kernel_rest.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

enum { FDT_HEADER = 40, TREE_MAX = 64 << 20, IMAGES_MAX = 64, HASHES_MAX = 8 };

struct tree {
	struct view file;
	const void *fdt; /* a copy of the tree */
	uint64_t size;
	uint64_t end; /* of all that belongs to it */
	struct examination *exam;
};

static bool number_of(const struct tree *tree, int node, const char *name, uint64_t *out)
{
	int length;
	const uint8_t *value = fdt_getprop(tree->fdt, node, name, &length);

	if (!value || length != 4)
		return false;
	*out = get_be32(value);
	return true;
}

static void text_of(const struct tree *tree, int node, const char *name, char *out, size_t size)
{
	int length;
	const char *value = fdt_getprop(tree->fdt, node, name, &length);

	text_clean_bytes(out, size, value ? value : "", value && length > 0 ? (size_t)length : 0);
}

/* Where an image's data lie in the file; an empty view when they are nowhere. */
static struct view data_of(struct tree *tree, int node)
{
	uint64_t base = (tree->size + 3) & ~UINT64_C(3);
	uint64_t size;
	uint64_t at;
	int length;
	const char *inside = fdt_getprop(tree->fdt, node, "data", &length);

	if (inside)
		return view_part(tree->file, (uint64_t)(inside - (const char *)tree->fdt),
		                 (uint64_t)length);
	if (!number_of(tree, node, "data-size", &size))
		return (struct view){ .source = tree->file.source };
	if (number_of(tree, node, "data-offset", &at))
		at += base;
	else if (!number_of(tree, node, "data-position", &at))
		return (struct view){ .source = tree->file.source };
	if (at + size > tree->end)
		tree->end = at + size;
	return view_part(tree->file, at, size);
}

static bool kind_of(const char *algorithm, enum sum_kind *kind)
{
	static const struct {
		const char *name;
		enum sum_kind kind;
	} kinds[] = {
		{ "crc32", SUM_CRC32 },   { "md5", SUM_MD5 },       { "sha1", SUM_SHA1 },
		{ "sha256", SUM_SHA256 }, { "sha384", SUM_SHA384 }, { "sha512", SUM_SHA512 },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (strcmp(algorithm, kinds[i].name) == 0) {
			*kind = kinds[i].kind;
			return true;
		}
	}
	return false;
}

static void check_hash(const struct tree *tree, int node, struct view data, const char *image)
{
	char algorithm[16];
	char name[64];
	enum sum_kind kind;
	struct sum *sum;
	int length;
	const void *value = fdt_getprop(tree->fdt, node, "value", &length);

	text_of(tree, node, "algo", algorithm, sizeof(algorithm));
	snprintf(name, sizeof(name), "%s of %s", *algorithm ? algorithm : "hash", image);
	if (!*algorithm || !value) { /* U-Boot does not take it either */
		findings_check(tree->exam->findings, name, CHECK_BAD,
		               "its node has no algorithm or no value");
		return;
	}
	if (!kind_of(algorithm, &kind)) {
		findings_check(tree->exam->findings, name, CHECK_UNKNOWN,
		               "the algorithm is not supported");
		return;
	}
	if ((size_t)length != sum_size(kind)) {
		findings_check(tree->exam->findings, name, CHECK_BAD, "it has %d bytes, not %zu",
		               length, sum_size(kind));
		return;
	}
	sum = sums_add(tree->exam, kind, tree->file);
	sum_range(sum, data, 0, data.size);
	sum_expect(sum, name, value);
}

static void check_hashes(const struct tree *tree, int image, struct view data, const char *name)
{
	int count = 0;
	int node;

	fdt_for_each_subnode(node, tree->fdt, image)
	{
		const char *node_name = fdt_get_name(tree->fdt, node, NULL);

		if (!node_name || count == HASHES_MAX)
			return;
		if (strncmp(node_name, "hash", 4) == 0) {
			check_hash(tree, node, data, name);
			count++;
		} else if (strncmp(node_name, "signature", 9) == 0) {
			findings_check(tree->exam->findings, "FIT signature", CHECK_UNKNOWN,
			               "the vendor's key is not public");
		}
	}
}

/* The device tree among the images: its first compatible name is the board's. */
static void read_board(struct view data, struct findings *out)
{
	AUTO_FREE uint8_t *copy = NULL;
	const char *compatible;
	char board[64];

	if (data.size < FDT_HEADER || data.size > 1 << 20)
		return;
	copy = mem_zalloc(1, (size_t)data.size);
	if (!source_read(data.source, data.at, copy, (size_t)data.size) ||
	    fdt_check_full(copy, (size_t)data.size) != 0)
		return;
	compatible = fdt_stringlist_get(copy, 0, "compatible", 0, NULL);
	if (!compatible)
		return;
	text_clean(board, sizeof(board), compatible);
	findings_board(out, board, "");
}

static void look_at_image(struct tree *tree, int node)
{
	struct findings *out = tree->exam->findings;
	struct view data = data_of(tree, node);
	const char *name = fdt_get_name(tree->fdt, node, NULL);
	char clean[40];
	char type[32];

	if (!data.size)
		return;
	text_clean(clean, sizeof(clean), name ? name : "");
	text_of(tree, node, "type", type, sizeof(type));
	check_hashes(tree, node, data, clean);
	if (strcmp(type, "flat_dt") == 0)
		read_board(data, out);
	else
		examine_inside(tree->exam, data);
}

static void walk(struct tree *tree)
{
	int images = fdt_path_offset(tree->fdt, "/images");
	char text[64];
	int count = 0;
	int node;

	examine_uncovered(tree->exam, "tree",
	                  "no checksum covers the description, the names and the hashes");
	text_of(tree, 0, "description", text, sizeof(text));
	findings_version(tree->exam->findings, text);
	if (images < 0)
		snprintf(tree->exam->findings->never, sizeof(tree->exam->findings->never),
		         "is a device tree without an image");
	else
		fdt_for_each_subnode(node, tree->fdt, images)
		{
			if (count++ < IMAGES_MAX)
				look_at_image(tree, node);
		}
	if (tree->end > tree->file.size)
		examine_ends_at(tree->exam, tree->file, tree->end);
	else
		kernel_rest(tree->file, tree->end, tree->exam);
}

static void parse(struct view file, struct examination *exam)
{
	struct tree tree = { .file = file, .exam = exam };
	AUTO_FREE uint8_t *copy = NULL;
	uint8_t header[FDT_HEADER];

	if (!header_read(file, header, sizeof(header), exam))
		return;
	tree.size = tree.end = get_be32(header + 4);
	if (tree.size > file.size) {
		examine_ends_at(exam, file, tree.size);
		return;
	}
	if (tree.size > TREE_MAX) {
		findings_complete(exam->findings, COMPLETE_UNKNOWN,
		                  "its device tree is too large to be read");
		return;
	}
	copy = mem_zalloc(1, (size_t)tree.size + 1);
	if (!source_read(file.source, file.at, copy, (size_t)tree.size) ||
	    fdt_check_full(copy, (size_t)tree.size) != 0) {
		findings_check(exam->findings, "tree", CHECK_BAD,
		               "its fields contradict each other");
		return;
	}
	tree.fdt = copy;
	walk(&tree);
}

static const struct format fit = {
	.id = "fit",
	.code_form = "^[^ ]+$",
	.code_words = "a board name as in its device tree",
	.title = "a FIT image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\xd0\x0d\xfe\xed") },
	.parse = parse,
};

FORMATS(fit, &fit);
