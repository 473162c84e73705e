/*
 * ELF (System V gABI 4.1): loaders that boot over the network take kernels in it. 4 class
 * (1: 32 bits, 2: 64), 5 byte order (1: little endian), 18 processor; the tables of segments
 * (type 1 is loaded) and sections say which bytes of the file there must be. It has no checksum,
 * and other data may follow. The processors are those that OpenWrt has targets for.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>

enum {
	IDENT = 16,
	MACHINE_AT = 18,
	HEADER_32 = 52,
	HEADER_64 = 64,
	ROWS_MAX = 1024,
	SEGMENT_LOAD = 1,
	SECTION_NOBITS = 8,
};

struct elf {
	struct view file;
	bool is_64;
	bool is_le;
	bool has_load; /* a segment that a loader takes from the file */
	uint64_t end;  /* of what was seen so far */
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
	uint64_t size = wide(elf, row, 16, 32);

	elf->has_load = elf->has_load || (size && number(elf, row, 4) == SEGMENT_LOAD);
	reach(elf, wide(elf, row, 4, 8), size);
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

static bool is_for_a_router(uint64_t machine)
{
	static const uint16_t machines[] = {
		3,   /* Intel 386 */
		8,   /* MIPS */
		10,  /* MIPS, little endian */
		20,  /* PowerPC */
		21,  /* PowerPC, 64 bits */
		40,  /* ARM */
		62,  /* x86-64 */
		93,  /* ARC */
		183, /* ARM, 64 bits */
		195, /* ARC version 2 */
		243, /* RISC-V */
		258, /* LoongArch */
	};

	for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
		if (machines[i] == machine)
			return true;
	}
	return false;
}

/* A library or an object file, or a program for something else. */
static void judge_use(const struct elf *elf, const uint8_t *header, struct findings *out)
{
	uint64_t machine = number(elf, header + MACHINE_AT, 2);

	if (!elf->has_load)
		findings_complete(out, COMPLETE_UNKNOWN, "it has no segment to load");
	else if (!is_for_a_router(machine))
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "it is for a processor that no router has (number %" PRIu64 ")",
		                  machine);
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
	judge_use(&elf, header, exam->findings);
	examine_uncovered(exam, "checksum", "the format has none");
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
