/*
 * writer - what comes in, at the end of a file: hashed and written by a second thread.
 *
 * What comes fast is collected, and one piece is hashed and written while the next one
 * comes. What comes slowly is in the file when writer_add() returns. At any moment the file
 * holds the beginning of what was added, so that a kill costs no more than two pieces.
 */
#ifndef WRITER_H
#define WRITER_H

#include "base/digest.h"
#include "base/job.h"

#include <time.h>

struct writer {
	int fd; /* borrowed */
	struct digest_stream hash;
	uint8_t *pieces[2]; /* owned; NULL until they are needed */
	size_t filled;      /* bytes of pieces[0], which is being collected */
	struct timespec last_left;
	struct job job;   /* takes pieces[1] to the file; the rest is its own meanwhile */
	size_t leaving;   /* bytes of pieces[1]; the writer must stay where it is */
	uint64_t written; /* bytes of the file before them */
	int error;        /* errno of what could not be written; 0: nothing */
};

/*
 * For an empty file; where it is not, the caller adds what it holds to the hash and to the
 * bytes written. writer_done() it.
 */
void writer_begin(struct writer *out, int fd);

/* False with errno, perhaps that of a piece that was added before. */
bool writer_add(struct writer *writer, const void *data, size_t size) MUST_CHECK;

/* All of it is in the file, and in the hash, when this returns. False with errno. */
bool writer_flush(struct writer *writer) MUST_CHECK;

/* After writer_flush(): of the whole file. */
struct digest writer_digest(struct writer *writer);

/* Drops what is not in the file yet. Accepts a zeroed one. */
void writer_done(struct writer *writer);

#endif
