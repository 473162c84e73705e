/* archive_source - lets libarchive read a view. */
#ifndef ARCHIVE_SOURCE_H
#define ARCHIVE_SOURCE_H

#include "firmware/examine/source.h"

enum { ARCHIVE_PIECE = 64 << 10 };

struct archive;

struct archive_source {
	struct view view;
	uint64_t at; /* of what libarchive reads next */
	uint8_t piece[ARCHIVE_PIECE];
};

/* Opens for reading; what may be read is the caller's choice before. Zeroes *source. */
bool archive_source_open(struct archive *archive, struct archive_source *source, struct view view);

#endif
