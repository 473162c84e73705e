/*
 * segments - the parts of an image, as findings.
 */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "firmware/examine/findings.h"

/* `offset` counts from the start of the source; what does not fit into the list is left out. */
void segment_add(struct findings *out, const char *name, uint64_t offset, uint64_t size,
                 const char *target);

#endif
