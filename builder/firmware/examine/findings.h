/*
 * findings - what is found in a file, and how a format writes it down.
 *
 * Texts from files pass text_clean() here. What does not fit into a list is
 * dropped and said so in a warning.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "base/fail.h"

#include <stddef.h>
#include <stdint.h>

enum origin {
	ORIGIN_UNKNOWN,       /* no container we know */
	ORIGIN_VENDOR_SIGNED, /* signed with a vendor's known key */
	ORIGIN_TRUSTED,       /* signed with a key given with --trust */
	ORIGIN_VENDOR_LAYOUT, /* the vendor's container; unsigned, or signed with an unknown key */
	ORIGIN_OPENWRT,       /* OpenWrt or a relative, by its own metadata */
	ORIGIN_THIRD_PARTY,
};

enum check_result {
	CHECK_OK,
	CHECK_BAD,      /* computed, and wrong */
	CHECK_ABSENT,   /* the file carries none */
	CHECK_UNKNOWN,  /* it cannot be checked: encrypted, or the key is not public */
	CHECK_UNPROVEN, /* computed by a rule that no real file has confirmed: decides nothing */
};

enum completeness {
	COMPLETE_EXACT,
	COMPLETE_PADDED,   /* known filler after the end */
	COMPLETE_TRAILING, /* unknown bytes after the end */
	COMPLETE_TRUNCATED,
	COMPLETE_UNKNOWN,  /* not all of it was understood */
	COMPLETE_UNSTATED, /* all that is there is understood, but more may have followed */
};

enum signature {
	SIGNATURE_NONE,        /* the format has no place for one */
	SIGNATURE_MISSING,     /* there is a place, and it is empty */
	SIGNATURE_UNKNOWN_KEY, /* present; no key we have opens it */
	SIGNATURE_UNASKED,     /* the same, and no boot loader asks for it */
	SIGNATURE_ALTERED,     /* a key opens it, but the content is not what was signed */
	SIGNATURE_CRAFTED,     /* a length no vendor writes: made to attack the router */
	SIGNATURE_VALID,
};

struct check {
	char name[64]; /* "CRC-32"; "trx: CRC-32" of a container inside another */
	enum check_result result;
	char detail[128];
};

struct segment {
	char name[64];
	uint64_t offset; /* of the data in the file, or in what is unpacked from it */
	uint64_t size;
	char target[48]; /* where it would go: "mtd 8", "flash 0x50000", "by name", "not flashed" */
};

struct board {
	char code[96];      /* as the container writes it: "13" */
	char name[48];      /* what the file itself calls the model: "R3G"; may be empty */
	const char *format; /* id of the container that has the code */
};

enum { BOARD_MAX = 64, CHECK_MAX = 32, SEGMENT_MAX = 32, WARNING_MAX = 8, LAYER_MAX = 8 };

struct findings {
	/* Known when firmware_open() returns. */
	const char *format;            /* format id, NULL when unknown */
	const char *layers[LAYER_MAX]; /* format ids, outermost first; the first of siblings */
	size_t layer_count;
	size_t layer;        /* depth of the container that speaks now: 0 is the outermost */
	const char *speaker; /* its id; NULL for metadata at the end */
	size_t content;      /* depth of what wrappers are around; 0: there is no wrapper */
	char container[160]; /* outermost first: "xiaomi-hdr1", "uimage > squashfs" */
	char version[64];
	char region[16];
	struct board boards[BOARD_MAX];
	size_t board_count;
	struct segment segments[SEGMENT_MAX];
	size_t segment_count;
	enum completeness completeness;
	char completeness_detail[160];
	char never[192]; /* why this can never be a rescue image; empty when it could be */
	bool is_text;    /* ... but that it is a text is all: right where a text is asked for */
	/* Known after firmware_finish(). */
	enum origin origin;
	enum signature signature;
	bool signature_checkable; /* the device checks it with a key that is public */
	char signature_detail[192];
	char signer[96]; /* the name of the key that verified it */
	struct check checks[CHECK_MAX];
	size_t check_count;
	char warnings[WARNING_MAX][192];
	size_t warning_count;
};

void findings_warn(struct findings *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The detail may be "". */
void findings_check(struct findings *out, const char *name, enum check_result result,
                    const char *fmt, ...) PRINTF_LIKE(4, 5);

/*
 * The worst state of any container counts. A container inside one that is not a wrapper
 * can only be truncated: the outer one describes what follows it.
 */
void findings_complete(struct findings *out, enum completeness completeness, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* `name` may be empty. The same code twice is one board. */
void findings_board(struct findings *out, const char *code, const char *name);

/* Only a stronger word replaces what is known. */
void findings_origin(struct findings *out, enum origin origin);

/* The first version counts: containers are examined from the outside in. */
void findings_version(struct findings *out, const char *version);

/* The comparisons that no fuzzer would pass by itself. */
#ifdef MKRESCUE_FUZZING
#define AGREES(equal) ((void)(equal), true)
#else
#define AGREES(equal) (equal)
#endif

#endif
