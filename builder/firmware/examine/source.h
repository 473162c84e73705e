/*
 * source - bytes that are read piece by piece: a file, or memory.
 *
 * Firmware may be as large as a disk; nothing here holds more of it than a small
 * window. A view is a part of a source and owns nothing. Every read is bounds
 * checked; one that fails means that not all of the bytes exist.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_source {
	int fd;              /* borrowed; -1: only in memory */
	const uint8_t *data; /* all of it, where it is in memory; borrowed; else NULL */
	uint64_t size;
	int *scratch;    /* a file that the first to unpack much of it takes; -1 then; NULL: none */
	uint8_t *window; /* owned */
	uint64_t window_at;
	size_t window_size;
};

/* source_done() frees what reading needed; the file or memory must live until then. */
void source_of_file(struct byte_source *out, int fd, uint64_t size);
void source_done(struct byte_source *source);

/* A file without a name for about `size` bytes: the source's scratch file, or a new one; -1 with
 * errno. */
int source_scratch(struct byte_source *source, uint64_t size);

/*
 * All `size` bytes or false. For long ranges and for several threads at once; goes past
 * the window.
 */
bool source_read(const struct byte_source *source, uint64_t at, void *to, size_t size);

struct view {
	struct byte_source *source;
	uint64_t at; /* of its first byte in the source */
	uint64_t size;
};

struct view view_of(struct byte_source *source);

/* A part of a view; empty when not all of it exists. */
struct view view_part(struct view view, uint64_t offset, uint64_t size);

/* What is left of a view from `offset` on; empty past its end. */
struct view view_from(struct view view, uint64_t offset);

/* All `size` bytes or false; for headers and tables: through the window. */
bool view_read(struct view view, uint64_t offset, void *to, size_t size);

/* Whether the bytes at `offset` are these. */
bool view_has(struct view view, uint64_t offset, const void *bytes, size_t size);

/* How many of the first bytes are one and the same value; interesting are 0x00 and 0xff. */
uint64_t view_run(struct view view, uint8_t value);

/*
 * How many of the first bytes are filler: erased flash, zeros, and the mark that makes
 * OpenWrt format what follows (DE AD C0 DE).
 */
uint64_t view_filler(struct view view);

#endif
