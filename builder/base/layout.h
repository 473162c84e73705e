/*
 * layout - how a stick is laid out, as values: a type that catalog reads from
 * templates/layouts/ and stick obeys. Only the type lives here; neither layer
 * needs to know the other.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdint.h>

enum layout_kind {
	LAYOUT_MBR_FAT,      /* boot record with one partition, FAT inside */
	LAYOUT_MBR_FAT_FULL, /* the same, as large as the stick; clusters grow with it */
	LAYOUT_SUPERFLOPPY,  /* FAT from the first sector on, a table inside that points to it */
	LAYOUT_RAW,          /* a whole-disk image as it is: no file system of ours */
};

struct layout {
	const char *name;  /* "fat32-mbr" */
	const char *title; /* one line for people */
	enum layout_kind kind;
	/* What follows is 0 for LAYOUT_RAW. */
	uint64_t fat_bits;        /* 16 or 32 */
	uint64_t partition_type;  /* byte 4 of the table's entry; mkfs.fat's own in a superfloppy */
	uint64_t partition_start; /* bytes; 0 in a superfloppy */
	uint64_t partition_size;  /* bytes, when the files fit with a tenth to spare */
	uint64_t partition_size_max; /* bytes: grows in whole MiB up to this */
	uint64_t cluster_size;       /* bytes; the smallest where they grow */
	uint64_t reserved_sectors;   /* before the first FAT */
	uint64_t root_entries;       /* FAT16 only, else 0 */
	const char *smaller;         /* layout to suggest for a stick too small, or NULL */
};

#endif
