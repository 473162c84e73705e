/*
 * longname - the long name that stands in the slots before a short entry.
 *
 * Slots that are incomplete, out of order, ill-formed, or of another short name
 * count as not there, as for every other reader of FAT.
 */
#ifndef LONGNAME_H
#define LONGNAME_H

#include <stdbool.h>
#include <stdint.h>

enum { LONGNAME_SLOTS = 20, LONGNAME_SLOT_UNITS = 13 };

/* Starts as zeros. */
struct longname {
	uint16_t units[LONGNAME_SLOTS * LONGNAME_SLOT_UNITS]; /* UTF-16 */
	unsigned slots;                                       /* 0: no name is being read */
	unsigned missing;
	uint8_t checksum; /* of the short name */
};

/* Takes one slot, a directory entry with the attributes of a long name. */
void longname_add(struct longname *name, const uint8_t *slot);

/*
 * The name of the short entry that follows the slots, as UTF-8 in `out` (FAT_NAME
 * bytes); false when it has none. Ready for the next name afterwards.
 */
bool longname_take(struct longname *name, const uint8_t *entry, char *out);

#endif
