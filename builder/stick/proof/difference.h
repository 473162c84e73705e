/*
 * difference - places at which a stick is not what it was made as, layer by layer.
 *
 * A list holds the first of them; what comes after is only counted.
 */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum layer {
	LAYER_BOOT_RECORD,
	LAYER_GAP, /* between boot record and partition; zeros */
	LAYER_MANIFEST,
	LAYER_BOOT_SECTOR, /* of the file system */
	LAYER_BACKUP,      /* FAT32's copies of boot sector and FSInfo */
	LAYER_FSINFO,
	LAYER_RESERVED, /* the other reserved sectors; zeros */
	LAYER_FAT_1,
	LAYER_FAT_2,
	LAYER_DIRECTORY,
	LAYER_FILE,
	LAYER_AFTER_FILE, /* in a file's last cluster; zeros */
	LAYER_UNUSED,     /* clusters that belong to nothing; zeros */
	LAYER_UNKNOWN,    /* somewhere */
	LAYER_END,        /* bytes that are missing */
};

struct difference {
	enum layer layer;
	uint64_t offset; /* of the first byte that differs, or may differ, on the stick */
	uint64_t length; /* bytes, to the last one */
	bool harmless;   /* what a computer does that a stick is put into */
	char *what;      /* owned; for people, and not yet made harmless for a terminal */
};

struct differences {
	struct difference *items;
	size_t count;
	size_t left_out;
	bool harmless; /* all of them, those left out included; true of an empty list */
};

/* An empty list is {.harmless = true}. Takes difference->what. */
void differences_add(struct differences *list, struct difference difference);

/* Accepts a zeroed one. */
void differences_done(struct differences *list);

/* "fat-1", for scripts, and "FAT 1", for people. */
const char *layer_key(enum layer layer);
const char *layer_title(enum layer layer);

/* "FAT 1, byte 1065000: 0x01 instead of 0x00", to be freed; made harmless by the caller. */
char *difference_text(const struct difference *difference);

#endif
