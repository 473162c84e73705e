/* joined - "a, b, c": texts put together, with something between them. */
#ifndef JOINED_H
#define JOINED_H

#include "base/fail.h"

/* A zeroed one is empty. */
struct joined {
	char *text; /* owned; NULL while nothing was added */
};

/* `between` stands before every text but the first. */
void joined_add(struct joined *joined, const char *between, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The whole, perhaps ""; owned by the caller. *joined is empty again. */
char *joined_take(struct joined *joined);

#endif
