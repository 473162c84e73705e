/*
 * firmware - a file that wants to become firmware, and what is true about it.
 *
 * What is to be written is first taken as a private snapshot, by firmware_take(): what is
 * examined is exactly what later goes on the stick, whatever happens to the file
 * meanwhile. Opening returns as soon as the structure is known (container, boards,
 * segments); checksums and signatures go on beside the caller. firmware_settle() waits
 * for them; until then only what firmware_open() promises may be read.
 *
 * Six answers are kept apart, never one boolean: container, origin, board,
 * integrity, completeness, size.
 */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include "base/digest.h"
#include "base/fail.h"
#include "firmware/examine/keyring.h"

enum { FIRMWARE_SIZE_MAX = 1 << 30 }; /* no known loader takes more, no layout holds more */

enum origin {
	ORIGIN_UNKNOWN,       /* no container we know */
	ORIGIN_VENDOR_SIGNED, /* a vendor's known key vouches for it */
	ORIGIN_TRUSTED,       /* a key given with --trust vouches for it */
	ORIGIN_VENDOR_LAYOUT, /* the vendor's container; unsigned, or signed by a stranger */
	ORIGIN_OPENWRT,       /* OpenWrt or a relative, by its own metadata */
	ORIGIN_THIRD_PARTY,
};

enum check_result {
	CHECK_OK,
	CHECK_BAD,      /* computed, and wrong */
	CHECK_ABSENT,   /* the file carries none */
	CHECK_UNKNOWN,  /* nobody can check it: encrypted, or the key is not public */
	CHECK_UNPROVEN, /* computed by a rule that nobody has seen hold: decides nothing */
};

enum completeness {
	COMPLETE_EXACT,
	COMPLETE_PADDED,   /* known filler after the end */
	COMPLETE_TRAILING, /* unknown bytes after the end */
	COMPLETE_TRUNCATED,
	COMPLETE_UNKNOWN,
};

enum signature {
	SIGNATURE_NONE,     /* the format has no place for one */
	SIGNATURE_MISSING,  /* there is a place, and it is empty */
	SIGNATURE_STRANGER, /* present; no key we have opens it */
	SIGNATURE_ALTERED,  /* a key opens it, but the content is not what was signed */
	SIGNATURE_CRAFTED,  /* a length no vendor writes: made to attack the router */
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
	/* Known after firmware_settle(). */
	enum origin origin;
	enum signature signature;
	bool signature_checkable; /* the device checks it with a key that is public */
	char signature_detail[192];
	char signer[96]; /* the key that vouches: its name */
	struct check checks[CHECK_MAX];
	size_t check_count;
	char warnings[WARNING_MAX][192];
	size_t warning_count;
};

struct firmware {
	char *path;    /* as given: where it lies, or the archive it was taken from */
	char *name;    /* what it is called: the path's last part, or the archive's member */
	int fd;        /* the snapshot, or the file itself: read only, at offset 0 */
	uint64_t size; /* bytes */
	struct findings findings;
	struct digest sha256; /* after firmware_settle() */
	bool unread;          /* after firmware_settle(): not all of it could be read */
	bool apart;           /* strangers' bytes are read by a confined process */
	bool stopped;         /* which did not live to tell, or said nonsense */
	struct firmware_work *work;
};

/*
 * Examines a file where it lies. Fails with FAIL_FIRMWARE when there is no regular file
 * to examine: missing, a directory, empty, over FIRMWARE_SIZE_MAX, not readable. What is
 * wrong inside the file is a finding, not a failure. The keyring must live as long as *out.
 */
bool firmware_open(struct firmware *out, const char *path, const struct keyring *keys,
                   struct failure *why) MUST_CHECK;

/* The format id that a board's code belongs to; metadata at the end belongs to no container. */
const char *board_format(const struct findings *findings, const struct board *board);

/* Content in a file without a name, which nothing else changes. */
struct firmware_content {
	int fd;
	uint64_t size;
	const char *path;
	const char *name;
	const struct digest *sha256; /* where it is known already; else NULL */
};

/*
 * Takes a private snapshot of a file, while the keys may still be on their way. The caller
 * owns ->fd; path and name are borrowed from `path`. Fails as firmware_open(), with FAIL_IO
 * when there is no room for a copy, FAIL_INTERRUPTED.
 */
bool firmware_take(struct firmware_content *out, const char *path, struct failure *why) MUST_CHECK;

/* The same for a file that is open; ->fd says which, and is the snapshot afterwards. */
bool firmware_take_open(struct firmware_content *content, struct failure *why) MUST_CHECK;

/* As firmware_open(); what is examined may be written. Takes ->fd; the texts are copied. */
void firmware_open_content(struct firmware *out, const struct firmware_content *content,
                           const struct keyring *keys);

/* Waits for checksums, signature and digests. */
void firmware_settle(struct firmware *firmware);

/* Settles, and gives the snapshot back: ->fd is gone. */
void firmware_release(struct firmware *firmware);

void firmware_done(struct firmware *firmware);

/* What `inspect` asks: is anything about this file wrong? Settles first. */
bool firmware_is_sound(struct firmware *firmware, struct failure *why) MUST_CHECK;

/* The accept of a file whose content no program can judge: a script, a kernel as it is. */
#define FORMAT_ANY "any"

/* What a recipe asks of a file. Texts are borrowed. */
struct firmware_demand {
	const char *model; /* for messages: "Xiaomi Mi Router 3G (R3G)" */
	const struct firmware_accept {
		const char *format;
		const char *const *codes;
		size_t code_count;
	} * accepts;
	size_t accept_count;
	uint64_t size_max; /* 0: no limit known */
	bool unpacked;     /* the format is that of the content once it is decompressed */
	bool beside; /* not the firmware itself: where any content is taken nobody must vouch */
	bool text;   /* where any content is taken, a text is right as well */
	bool accept_unsigned;
	/* Names the model behind a code for a message, or NULL; may itself be NULL. */
	const char *(*code_model)(const void *context, const char *format, const char *code);
	const void *context;
	/*
	 * Whether the file may be for the model, by all it says of its board; in place of the
	 * comparison with the codes of `accept`, which is NULL where any content is taken.
	 * NULL: the codes are compared.
	 */
	bool (*may_be_for)(const void *place, const struct firmware *firmware,
	                   const struct firmware_accept *accept, struct failure *why);
	const void *place;
};

/*
 * Whether this firmware may go on that model's stick. Settles first. Fails with
 * FAIL_FIRMWARE and the first true reason, in this order: not firmware at all,
 * truncated, wrong container, never a rescue image, wrong board, bad checksum,
 * crafted or altered, trailing bytes, too big, not vouched for. Where any content is
 * taken, an unknown format and bytes behind the end are no reason.
 * *unsigned_accepted tells that only accept_unsigned let it pass.
 */
bool firmware_suits(struct firmware *firmware, const struct firmware_demand *demand,
                    bool *unsigned_accepted, struct failure *why) MUST_CHECK;

/*
 * The header-only part of firmware_suits(): container and board fit, so that work
 * can begin while the checksums are still being computed. Does not settle.
 */
bool firmware_fits(const struct firmware *firmware, const struct firmware_demand *demand,
                   struct failure *why) MUST_CHECK;

/* Whether only an accept of FORMAT_ANY takes the file, whose format may then be unknown. */
bool firmware_is_any(const struct firmware *firmware, const struct firmware_demand *demand);

/* The accept by which the file is taken; NULL when none names a format of it. */
const struct firmware_accept *firmware_accept_of(const struct firmware *firmware,
                                                 const struct firmware_demand *demand);

/* Whether one of the codes is in the file. */
bool firmware_has_code(const struct firmware *firmware, const struct firmware_accept *accept);

/* FAIL_FIRMWARE: which model `board` of the file (NULL: it names none) is for instead. */
bool firmware_fail_board(const struct firmware *firmware, const struct board *board,
                         const struct firmware_demand *demand, struct failure *why);

/*
 * The one file in a ZIP archive that fits the demand by firmware_fits(), unpacked.
 * FAIL_FIRMWARE when there is none, with the last one's reason, or more than one.
 */
bool firmware_open_member(struct firmware *out, const struct firmware *archive,
                          const struct firmware_demand *demand, const struct keyring *keys,
                          struct failure *why) MUST_CHECK;

/* Codes are equal to the letter, but OpenWrt writes a board's name with ',' or with '_'. */
bool board_code_equal(const char *a, const char *b);

/* Whether it is an archive that firmware_open_member() looks into. */
bool firmware_is_archive(const struct firmware *firmware);

const char *origin_name(enum origin origin);
const char *completeness_name(enum completeness completeness);
const char *check_result_name(enum check_result result);
const char *signature_name(enum signature signature);

#endif
