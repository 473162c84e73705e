/*
 * ELF (System V gABI 4.1): loaders that boot over the network take kernels in it. 4 class
 * (1: 32 bits, 2: 64), 5 byte order (1: little endian); the tables of segments and
 * sections say which bytes of the file there must be. It has no checksum, and other data
 * may follow.
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>

enum { IDENT = 16, HEADER_32 = 52, HEADER_64 = 64, ROWS_MAX = 1024, SECTION_NOBITS = 8 };

struct elf {
	struct view file;
	bool is_64;
	bool is_le;
	uint64_t end; /* of what was seen so far */
};

static uint64_t number(const struct elf *elf, const uint8_t *at, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | at[elf->is_le ? size - 1 - i : i];
	return value;
}

/* Addresses, offsets and sizes are as wide as the class says. */
static uint64_t wide(const struct elf *elf, const uint8_t *row, size_t at_32, size_t at_64)
{
	return number(elf, row + (elf->is_64 ? at_64 : at_32), elf->is_64 ? 8 : 4);
}

static void reach(struct elf *elf, uint64_t offset, uint64_t size)
{
	uint64_t end = offset > UINT64_MAX - size ? UINT64_MAX : offset + size;

	if (size && end > elf->end)
		elf->end = end;
}

static void read_segment(struct elf *elf, const uint8_t *row)
{
	reach(elf, wide(elf, row, 4, 8), wide(elf, row, 16, 32));
}

static void read_section(struct elf *elf, const uint8_t *row)
{
	if (number(elf, row + 4, 4) != SECTION_NOBITS)
		reach(elf, wide(elf, row, 16, 24), wide(elf, row, 20, 32));
}

static void read_table(struct elf *elf, uint64_t at, uint64_t row_size, uint64_t count,
                       void (*read_row)(struct elf *elf, const uint8_t *row))
{
	uint8_t row[HEADER_64];

	reach(elf, at, row_size * count);
	if (elf->end > elf->file.size || count > ROWS_MAX || row_size > sizeof(row))
		return;
	for (uint64_t i = 0; i < count; i++) {
		if (view_read(elf->file, at + i * row_size, row, (size_t)row_size))
			read_row(elf, row);
	}
}

static void parse(struct view file, struct examination *exam)
{
	struct elf elf = { .file = file };
	uint8_t header[HEADER_64] = { 0 };
	size_t counts;

	if (!header_read(file, header, IDENT, exam))
		return;
	elf.is_64 = header[4] == 2;
	elf.is_le = header[5] == 1;
	elf.end = elf.is_64 ? HEADER_64 : HEADER_32;
	if (!header_read(file, header, (size_t)elf.end, exam))
		return;
	counts = elf.is_64 ? 54 : 42;
	read_table(&elf, wide(&elf, header, 28, 32), number(&elf, header + counts, 2),
	           number(&elf, header + counts + 2, 2), read_segment);
	read_table(&elf, wide(&elf, header, 32, 40), number(&elf, header + counts + 4, 2),
	           number(&elf, header + counts + 6, 2), read_section);
	if (elf.end > file.size)
		examine_ends_at(exam, file, elf.end);
	else if (elf.end < file.size)
		findings_warn(exam->findings,
		              "%" PRIu64 " bytes follow the last part in its tables",
		              file.size - elf.end);
}

static const struct format elf = {
	.id = "elf",
	.title = "an ELF program or kernel",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x7f"
	                    "ELF") },
	.parse = parse,
};

FORMATS(elf, &elf);
