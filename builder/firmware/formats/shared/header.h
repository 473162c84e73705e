/* header - the few things that many formats do with their first bytes. */
#ifndef HEADER_H
#define HEADER_H

#include "firmware/examine/examine.h"

/* The bytes of a header; false when the file ends within it, which is said. */
bool header_read(struct view file, void *to, size_t size, struct examination *exam);

/* A field that holds a text: printable characters, at least one, and zeros behind them. */
bool header_has_text(const uint8_t *field, size_t size);

/* Where a header that nobody has seen hold says the file ends: told, and nothing more. */
void header_check_end(struct view file, uint64_t end, struct examination *exam);

#endif
