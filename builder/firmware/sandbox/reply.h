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

/* More than findings with full lists take. */
enum { REPLY_MAX = 32 << 10 };

/* One after the other: ->size, and so many bytes. */
struct reply {
	uint32_t size;
	uint8_t bytes[REPLY_MAX];
};

/* What is told beside the findings. */
struct reply_notes {
	bool unread;                /* not all of the file could be read */
	bool lacks_libarchive;      /* as in struct examination */
	bool lacks_scratch;         /* there was no file for what it wanted to unpack */
	struct whole_content whole; /* as in struct examination */
};

void reply_write(struct reply *out, const struct findings *findings,
                 const struct reply_notes *notes);

/*
 * *reply is untrusted, its size at most REPLY_MAX. False when no reader produces it; what came out
 * is then not to be used.
 */
bool reply_read(const struct reply *reply, struct findings *out, struct reply_notes *notes);

#endif
