/*
 * reply - findings as a sandboxed process sends them, and what is accepted of them.
 *
 * The sender may have been taken over by the file it read, so a reply is untrusted. No pointer
 * is in it, formats go by their ids; values that no reader produces are refused, and texts are
 * cleaned for a terminal. A file that lies about itself remains possible.
 */
#ifndef REPLY_H
#define REPLY_H

#include "firmware/examine/findings.h"
#include "firmware/examine/source.h"

enum { REPLY_ID = 32 };

struct reply {
	struct findings findings; /* but for its pointers and bools */
	char format[REPLY_ID];    /* empty: NULL */
	char layers[LAYER_MAX][REPLY_ID];
	char boards[BOARD_MAX][REPLY_ID];
	uint8_t signature_checkable;
	uint8_t is_text;
	uint8_t unread; /* not all of the file could be read */
	/* Set by whoever sends it: */
	struct whole_content whole; /* as in struct examination */
	uint8_t lacks_libarchive;   /* as in struct examination */
	uint8_t lacks_scratch;      /* there was no file for what it wanted to unpack */
};

void reply_write(struct reply *out, const struct findings *findings, bool unread);

/* *reply is untrusted. False when no reader produces it; *out is then not to be used. */
bool reply_read(const struct reply *reply, struct findings *out, bool *unread);

#endif
