/*
 * format - what every firmware format answers, and the one list of them.
 *
 * A format is one file here plus one line in formats.def. It fails at nothing:
 * whatever is wrong with a file is written into the findings. Formats that are
 * known by name only are one line in formats.def and no file.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/bytes.h"
#include "firmware/firmware.h"

/* Bytes at a place; a negative place counts from the file's end. */
struct magic {
	int64_t at;
	const char *bytes;
	size_t size;
};

struct format {
	const char *id;    /* "xiaomi-hdr1"; NULL: nothing known */
	const char *title; /* for messages: "a uImage" */
	/* Both must be there; size 0 asks nothing. */
	struct magic magic[2];
	/*
	 * Whether the file is of this format, where magics cannot tell. The first format
	 * in the list that agrees is asked on.
	 */
	bool (*recognise)(struct bytes file);
	/* Structure only, quick: fills what firmware_open() promises. */
	void (*parse)(struct bytes file, struct findings *out);
	/* Checksums and signature; NULL when the format has none. Runs beside other work. */
	void (*check)(struct bytes file, const struct keyring *keys, struct findings *out);
};

/* The format of a file; never NULL: the last one in the list takes everything. */
const struct format *format_of(struct bytes file);

/* By id; NULL when there is none. */
const struct format *format_named(const char *id);

/* Zeroes *out and fills it as the format's parse() does, its name included. */
void format_parse(const struct format *format, struct bytes file, struct findings *out);

#endif
