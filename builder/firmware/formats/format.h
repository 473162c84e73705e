/*
 * format - what every firmware format answers, and the one list of them.
 *
 * A format is one file here plus one line in formats.def. It fails at nothing:
 * whatever is wrong with a file is written into the findings.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/bytes.h"
#include "firmware/firmware.h"

struct format {
	const char *id; /* "xiaomi-hdr1" */
	/* Whether the file is of this format; the first in the list that says yes is asked on. */
	bool (*recognise)(struct bytes file);
	/* Structure only, quick: fills what firmware_open() promises. */
	void (*parse)(struct bytes file, struct findings *out);
	/* Checksums and signature; NULL when the format has none. Runs beside other work. */
	void (*check)(struct bytes file, const struct keyring *keys, struct findings *out);
};

/* The format of a file; never NULL: the last one in the list takes everything. */
const struct format *format_of(struct bytes file);

#endif
