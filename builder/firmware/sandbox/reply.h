/*
 * reply - findings as a confined process tells them, and as they are believed.
 *
 * Whoever wrote them may have been taken over by the file it read: what comes in are bytes.
 * No pointer crosses, formats go by their ids; what no reader of a file says is refused, and
 * texts are cleaned for a terminal. What remains is a file that lies about itself.
 */
#ifndef REPLY_H
#define REPLY_H

#include "firmware/firmware.h"

enum { TOLD_ID = 32 };

struct told {
	struct findings findings; /* but for its pointers and bools */
	char format[TOLD_ID];     /* empty: NULL */
	char layers[LAYER_MAX][TOLD_ID];
	char boards[BOARD_MAX][TOLD_ID];
	uint8_t signature_checkable;
	uint8_t is_text;
	uint8_t unread; /* not all of the file could be read */
};

void told_write(struct told *out, const struct findings *findings, bool unread);

/* Any bytes may be in *told. False when no reader writes them; *out is then not to be used. */
bool told_read(const struct told *told, struct findings *out, bool *unread);

#endif
