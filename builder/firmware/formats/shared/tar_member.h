/*
 * tar_member - the members of a POSIX tar archive (ustar), one after the other.
 *
 *    0 name, 124 size in octal or base 256, 148 sum of the header's bytes with this field
 *   as blanks, 156 type, 257 "ustar", 345 what goes before the name. Data in blocks of
 *   512 bytes; two blocks of zeros end it (POSIX.1-2017 pax, "ustar Interchange Format").
 */
#ifndef TAR_MEMBER_H
#define TAR_MEMBER_H

#include "firmware/examine/source.h"

enum { TAR_BLOCK = 512, TAR_NAME = 257, TAR_MEMBERS_MAX = 100000 };

enum tar_state {
	TAR_MEMBER,
	TAR_END,     /* the zeros are there */
	TAR_CUT,     /* neither a member nor the end */
	TAR_DAMAGED, /* a header whose sum is wrong */
};

struct tar_walk {
	struct view archive;
	uint64_t at; /* of the next header; of the archive's end, with TAR_END */
	uint64_t count;
	char name[TAR_NAME];
	char type; /* '0' or NUL a file, '5' a directory ... */
	struct view data;
};

void tar_begin(struct tar_walk *walk, struct view archive);
enum tar_state tar_next(struct tar_walk *walk);

#endif
