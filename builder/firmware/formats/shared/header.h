/* header - the few things that many formats do with their first bytes. */
#ifndef HEADER_H
#define HEADER_H

#include "firmware/examine/examine.h"

/* The bytes of a header; false, with a finding, when the file ends within it. */
bool header_read(struct view file, void *to, size_t size, struct examination *exam);

/* A field that holds a text: printable characters, at least one, and zeros behind them. */
bool header_has_text(const uint8_t *field, size_t size);

/*
 * What follows the part that a header describes: nothing, filler, or, maybe behind filler, a root
 * file system that runs to the end.
 */
void header_rest(struct view rest, struct examination *exam);

/* Reports where an unconfirmed header says that the file ends; decides nothing. */
void header_check_end(struct view file, uint64_t end, struct examination *exam);

#endif
