#include "fetch/writer.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 512 << 10 };

static const double longest_stay = 0.1; /* seconds */

void writer_begin(struct writer *out, int fd)
{
	*out = (struct writer){ .fd = fd };
	digest_begin(&out->hash, DIGEST_SHA256);
}

/* The disk begins at once, so that little is left for fsync() to wait for. */
static void take_away(void *context)
{
	struct writer *writer = context;
	const uint8_t *piece = writer->pieces[1];

	if (!file_write_at(writer->fd, writer->written, piece, writer->leaving)) {
		writer->error = errno;
		return;
	}
	sync_file_range(writer->fd, (off_t)writer->written, (off_t)writer->leaving,
	                SYNC_FILE_RANGE_WRITE);
	digest_add(&writer->hash, piece, writer->leaving);
}

static bool wait_for_piece(struct writer *writer)
{
	job_wait(&writer->job);
	writer->written += writer->leaving;
	writer->leaving = 0;
	errno = writer->error;
	return !writer->error;
}

/* The piece that was collected leaves, and the next one takes its place. */
static bool turn(struct writer *writer)
{
	uint8_t *piece = writer->pieces[0];

	if (!wait_for_piece(writer))
		return false;
	writer->pieces[0] = writer->pieces[1];
	writer->pieces[1] = piece;
	writer->leaving = writer->filled;
	writer->filled = 0;
	clock_gettime(CLOCK_MONOTONIC, &writer->last_left);
	return true;
}

/* Pieces end at multiples of their size, so that no page is halved. */
static size_t space_in_piece(const struct writer *writer)
{
	return PIECE - (size_t)((writer->written + writer->leaving + writer->filled) % PIECE);
}

/* Returns how much of it fitted. */
static size_t collect(struct writer *writer, const void *data, size_t size)
{
	const size_t space = space_in_piece(writer);
	const size_t taken = size < space ? size : space;

	if (!writer->pieces[0])
		writer->pieces[0] = mem_zalloc(1, PIECE);
	memcpy(writer->pieces[0] + writer->filled, data, taken);
	writer->filled += taken;
	return taken;
}

static bool has_stayed_long(const struct writer *writer)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - writer->last_left.tv_sec) +
	               (double)(now.tv_nsec - writer->last_left.tv_nsec) / 1e9 >
	       longest_stay;
}

bool writer_add(struct writer *writer, const void *data, size_t size)
{
	const uint8_t *next = data;

	while (size) {
		const size_t taken = collect(writer, next, size);

		next += taken;
		size -= taken;
		if (space_in_piece(writer) < PIECE)
			continue;
		if (!turn(writer))
			return false;
		job_start(&writer->job, take_away, writer);
	}
	return !has_stayed_long(writer) || writer_flush(writer);
}

bool writer_flush(struct writer *writer)
{
	if (!turn(writer))
		return false;
	if (writer->leaving)
		take_away(writer);
	return wait_for_piece(writer);
}

struct digest writer_digest(struct writer *writer)
{
	return digest_end(&writer->hash);
}

void writer_done(struct writer *writer)
{
	job_wait(&writer->job);
	if (writer->hash.state)
		digest_end(&writer->hash);
	free(writer->pieces[0]);
	free(writer->pieces[1]);
	*writer = (struct writer){ .fd = -1 };
}
