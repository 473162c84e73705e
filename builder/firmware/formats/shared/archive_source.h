/* archive_source - lets libarchive read a view. */
#ifndef ARCHIVE_SOURCE_H
#define ARCHIVE_SOURCE_H

#include "base/libraries/archive_library.h"
#include "firmware/examine/source.h"

enum { ARCHIVE_PIECE = 64 << 10 };

struct archive_source {
	const struct archive_library *library;
	struct view view;
	uint64_t at; /* of what libarchive reads next */
	uint8_t piece[ARCHIVE_PIECE];
};

/* Opens for reading; what may be read is the caller's choice before. Zeroes *source. */
bool archive_source_open(const struct archive_library *library, struct archive *archive,
                         struct archive_source *source, struct view view);

#endif
