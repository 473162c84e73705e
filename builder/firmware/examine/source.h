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
	const uint8_t *data; /* all of it, where it is in memory: a small file once something of
	                        it was read; else borrowed, or NULL */
	uint64_t start;      /* where its first byte lies in the file; 0: in memory */
	uint64_t size;
	struct scratch
	        *scratch; /* for what is unpacked of it; borrowed; NULL: files of their own */
	uint8_t *window;  /* owned */
	uint64_t window_at;
	size_t window_size;
};

/* source_done() frees what reading needed; the file or memory must live until then. */
void source_of_file(struct byte_source *out, int fd, uint64_t size);
void source_done(struct byte_source *source);

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

/*
 * Where content goes that is unpacked to be examined. A process that may open no file has one
 * that was handed to it: all contents share it, one behind the other. Elsewhere each gets a file
 * without a name of its own.
 */
struct scratch {
	int fd;         /* borrowed; -1: there is none */
	uint64_t used;  /* bytes; what follows is a hole */
	bool is_missed; /* there is none, and something was to be unpacked */
};

struct scratch_file {
	int fd;
	uint64_t at;            /* the content's first byte */
	uint64_t end;           /* what follows its last one, once it is kept */
	struct scratch *shared; /* NULL: the file is its own */
};

/* What is in a file that is packed as a whole: it lies at the beginning of the scratch file. */
struct whole_content {
	uint64_t size;   /* bytes; 0: the file is not, or nothing is known of it */
	uint64_t packed; /* bytes of the file that it was packed in; only zeros followed */
};

/*
 * For about `size` bytes that are unpacked from the source. Until scratch_keep() or
 * scratch_close() no other one may be begun. False with errno.
 */
bool scratch_begin(struct scratch_file *out, const struct byte_source *source, uint64_t size);

/* The content has so many bytes. */
void scratch_keep(struct scratch_file *file, uint64_t size);

/* The content is no longer needed. Once more does nothing. */
void scratch_close(struct scratch_file *file);

/* What it holds, as a source. The file must live until source_done(). */
void source_of_scratch(struct byte_source *out, const struct scratch_file *file);

#endif
