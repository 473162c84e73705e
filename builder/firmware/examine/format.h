/*
 * format - what every firmware format answers.
 *
 * A format is one file in this folder, and no other file names it: CMake lists the
 * files. A file ends with FORMATS(its own name, &format, ...). A format fails at
 * nothing: whatever is wrong with a file is written into the findings.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "firmware/examine/source.h"

#include <stdint.h>

struct examination;

/* Bytes at a place; a negative place counts from the file's end. */
struct magic {
	int64_t at;
	const char *bytes;
	size_t size;
};

/* Who is asked first. Within a rank the order must not matter. */
enum format_rank {
	RANK_NOT_FIRMWARE, /* what certainly is none */
	RANK_TRAILER,      /* a trailer after a file that begins like one of another format */
	RANK_MAGIC,        /* four bytes or more that no other format has */
	RANK_STRUCTURE,    /* recognised by several fields that agree */
	RANK_WEAK,         /* a short magic, or one that others have as well */
	RANK_NAMED,        /* only the name is known */
	RANK_UNKNOWN,      /* what takes the rest */
	RANK_LAST,
};

struct format {
	const char *id;    /* "xiaomi-hdr1"; NULL: nothing known */
	const char *title; /* for messages: "a uImage" */
	enum format_rank rank;
	bool is_wrapper; /* a compression or archive around the firmware proper */
	/* The form of its codes, an extended regular expression, and in words; NULL: any text. */
	const char *code_form;
	const char *code_words;
	struct magic magic[2]; /* both must be there; size 0 asks nothing */
	/* Whether it is of this format, where magics do not decide; NULL: they do. Cheap. */
	bool (*recognise)(struct view file);
	/*
	 * Where in it a file begins that ends with fwtool's records of its own: they cover that
	 * file alone, and parse() is given them, too. 0, or NULL: such records cover all.
	 */
	uint64_t (*carries_at)(struct view file);
	/* Structure, boards, version; registers the sums. NULL: only the name is known. */
	void (*parse)(struct view file, struct examination *exam);
};

#define FORMATS(name, ...) \
	extern const struct format *const formats_##name[]; \
	const struct format *const formats_##name[] = { __VA_ARGS__, NULL }

/* The shorter way to write a magic: MAGIC(0, "HDR1"). */
#define MAGIC(place, text) \
	{ \
		.at = (place), .bytes = (text), .size = sizeof(text) - 1 \
	}

/* The format of a file; never NULL: the last one takes everything. */
const struct format *format_of(struct view file);

/* By id; NULL when there is none. */
const struct format *format_named(const char *id);

#endif
