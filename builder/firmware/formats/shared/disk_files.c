#include "firmware/formats/shared/disk_files.h"

#include "base/bytes.h"
#include "base/fatread/fatread.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <libfdt.h>
#include <string.h>
#include <strings.h>

enum { FDT_HEADER = 40, TREE_MAX = 1 << 20, TREES_MAX = 64, ENTRIES_MAX = 1024 };

/* A partition as the FAT reader wants it. */
struct partition_target {
	struct target target;
	struct view view;
};

struct disk {
	struct fatread *fat;
	struct examination *exam;
	size_t entries;
	size_t trees;
	size_t boards; /* that the trees name */
};

static bool read_view(struct target *target, uint64_t offset, void *data, size_t size,
                      struct failure *why)
{
	const struct partition_target *partition = (const struct partition_target *)target;
	const struct view *view = &partition->view;

	return source_read(view->source, view->at + offset, data, size) ||
	       fail(why, FAIL_IO, "the partition ends too early");
}

static const struct target_ops view_ops = { .read = read_view };

static void add_tree(struct disk *disk, const uint8_t *tree, size_t size)
{
	struct findings *out = disk->exam->findings;
	char board[sizeof(out->boards[0].code)];
	const char *names;
	int length;

	if (fdt_check_full(tree, size) != 0)
		return;
	names = fdt_getprop(tree, 0, "compatible", &length);
	if (!names || length <= 0)
		return;
	text_clean_bytes(board, sizeof(board), names, strnlen(names, (size_t)length));
	findings_board(out, board, "");
	disk->boards++;
}

/* By its content: OpenWrt calls the one tree of a card 'dtb'. */
static bool look_at_file(void *context, const struct fat_entry *entry, struct failure *why)
{
	struct disk *disk = context;
	AUTO_FREE uint8_t *tree = NULL;
	struct failure ignored;
	uint8_t header[FDT_HEADER];
	uint32_t size;

	if (disk->entries++ == ENTRIES_MAX)
		return fail(why, FAIL_FIRMWARE, "it has too many files");
	if (entry->directory || entry->label || entry->size < sizeof(header) ||
	    !fatread_read(disk->fat, entry, header, sizeof(header), &ignored))
		return true;
	size = get_be32(header + 4);
	if (get_be32(header) != FDT_MAGIC || size < sizeof(header) || size > entry->size ||
	    size > TREE_MAX || disk->trees++ >= TREES_MAX)
		return true;
	tree = mem_zalloc(1, size);
	if (fatread_read(disk->fat, entry, tree, size, &ignored))
		add_tree(disk, tree, size);
	return true;
}

static bool has_file(const struct disk *disk, const char *path)
{
	struct fat_entry entry;
	struct failure ignored;

	return fatread_find(disk->fat, path, &entry, &ignored);
}

/* Which kernels a Raspberry Pi looks for; the later ones take the 64-bit one too. */
static void add_kernels(const struct disk *disk)
{
	static const struct {
		const char *path, *board;
	} kernels[] = {
		{ "/kernel.img", "rpi" },        { "/kernel7.img", "rpi-2" },
		{ "/kernel7l.img", "rpi-4" },    { "/kernel8.img", "rpi-3" },
		{ "/kernel8.img", "rpi-4" },     { "/kernel8.img", "rpi-5" },
		{ "/kernel_2712.img", "rpi-5" },
	};

	if (!has_file(disk, "/config.txt") && !has_file(disk, "/bootcode.bin"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		if (has_file(disk, kernels[i].path))
			findings_board(disk->exam->findings, kernels[i].board, "");
	}
}

static void add_loaders(const struct disk *disk)
{
	static const struct {
		const char *path, *code;
	} loaders[] = {
		{ "/efi/boot/bootx64.efi", "efi-x86_64" },
		{ "/efi/boot/bootia32.efi", "efi-i386" },
		{ "/efi/boot/bootaa64.efi", "efi-aarch64" },
		{ "/efi/boot/bootarm.efi", "efi-arm" },
		{ "/efi/boot/bootriscv64.efi", "efi-riscv64" },
		{ "/efi/boot/bootloongarch64.efi", "efi-loongarch64" },
	};

	for (size_t i = 0; i < ARRAY_LEN(loaders); i++) {
		if (has_file(disk, loaders[i].path))
			findings_board(disk->exam->findings, loaders[i].code, "");
	}
}

bool disk_files_read(struct view partition, struct examination *exam)
{
	struct partition_target target = {
		.target = { .ops = &view_ops, .name = "the partition", .size = partition.size },
		.view = partition,
	};
	struct disk disk = { .exam = exam };
	struct failure ignored;

	if (!fatread_open(&disk.fat, &target.target, &ignored))
		return false;
	if (fatread_list(disk.fat, "/", look_at_file, &disk, &ignored) && !disk.boards)
		add_kernels(&disk);
	add_loaders(&disk);
	fatread_close(disk.fat);
	return true;
}
