/*
 * firmware - a candidate file, and what is known about it.
 *
 * What is to be written is first taken, by firmware_take() or firmware_lease(): what is examined
 * is exactly what later goes on the stick, whoever writes to the file meanwhile. Opening returns as
 * soon as the structure is known (container, boards, segments); checksums and signatures are
 * computed in parallel. firmware_finish() waits for them; until then only what firmware_open()
 * promises may be read.
 *
 * Six separate answers, never one boolean: container, origin, board,
 * integrity, completeness, size.
 */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include "base/digest.h"
#include "base/fail.h"
#include "base/files/file_lease.h"
#include "base/sandbox/process.h"
#include "firmware/examine/findings.h"
#include "firmware/examine/keyring.h"
#include "firmware/examine/snapshot.h"
#include "firmware/examine/source.h"

struct firmware {
	char *path;    /* as given: where it lies, or the archive it was taken from */
	char *name;    /* what it is called: the path's last part, or the archive's member */
	int fd;        /* the snapshot, or the file itself: read only, at offset 0 */
	uint64_t size; /* bytes */
	struct file_lease lease;
	struct findings findings;
	struct digest sha256; /* after firmware_finish() */
	bool unread;          /* after firmware_finish(): not all of it could be read */
	bool sandboxed;       /* untrusted bytes are read by a sandboxed process */
	bool stopped;         /* which gave no reply; ->fault says why */
	enum process_fault fault;
	struct firmware_work *work;
};

/*
 * Examines a file where it lies. Fails with FAIL_FIRMWARE when there is no regular file
 * to examine: missing, a directory, empty, over FIRMWARE_SIZE_MAX, not readable. What is
 * wrong inside the file is a finding, not a failure. The keyring must live as long as *out.
 */
bool firmware_open(struct firmware *out, const char *path, const struct keyring *keys,
                   struct failure *why) MUST_CHECK;

/*
 * The same in two steps, so that the next file can be started while one is looked at.
 * firmware_look() must follow.
 */
bool firmware_start(struct firmware *out, const char *path, const struct keyring *keys,
                    struct failure *why) MUST_CHECK;
void firmware_look(struct firmware *firmware);

/* The format id that a board's code belongs to; metadata at the end belongs to no container. */
const char *board_format(const struct findings *findings, const struct board *board);

/* Content that nothing else changes: in a file without a name, or leased. */
struct firmware_content {
	int fd;
	uint64_t size;
	struct file_lease lease;
	const char *path;
	const char *name;
	const struct digest *sha256; /* where it is known already; else NULL */
	struct following_hash *hash; /* that computes it; or NULL. Owned, as fd and lease */
};

/*
 * Takes a private snapshot of a file, while the keys are still being loaded. The caller
 * owns ->fd; path and name are borrowed from `path`. Takes `hash`, which follows the copying;
 * NULL: the SHA-256 is computed once it is opened. Fails as firmware_open(), with FAIL_IO
 * when there is no space for a copy, FAIL_INTERRUPTED.
 */
bool firmware_take(struct firmware_content *out, const char *path, struct following_hash *hash,
                   struct failure *why) MUST_CHECK;

/*
 * The same without a copy where the file can be leased, for what is over in moments.
 * firmware_is_unchanged() must be asked in the end.
 */
bool firmware_lease(struct firmware_content *out, const char *path, struct following_hash *hash,
                    struct failure *why) MUST_CHECK;

/* For content that is never opened; accepts one without any, whose ->fd is -1. */
void firmware_content_done(struct firmware_content *content);

/* FAIL_IO when the file was leased and may have changed since. */
bool firmware_is_unchanged(const struct firmware *firmware, struct failure *why) MUST_CHECK;

/* Takes a copy of a file that is open; ->fd says which, and is the snapshot afterwards. */
bool firmware_take_open(struct firmware_content *content, struct failure *why) MUST_CHECK;

/* As firmware_open(); what is examined may be written. Takes what is owned; the texts are copied.
 */
void firmware_open_content(struct firmware *out, const struct firmware_content *content,
                           const struct keyring *keys);

/*
 * What the process that examines the file says that it has unpacked of it, into *fd, which is
 * borrowed. Untrusted, and the process may still write to that. False: nothing, or it has ended.
 */
bool firmware_unpacked(const struct firmware *firmware, int *fd, struct whole_content *out);

/* Waits for checksums, signature and digests. */
void firmware_finish(struct firmware *firmware);

/* Finishes; a snapshot is closed, and a leased file stays leased, but not in memory. */
void firmware_free_memory(struct firmware *firmware);

/* Finishes, and closes the snapshot: ->fd is invalid then. */
void firmware_close(struct firmware *firmware);

void firmware_done(struct firmware *firmware);

/* What `inspect` asks: is anything about this file wrong? Finishes first. */
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
	bool beside;       /* not the firmware itself: where any content is accepted it needs no
	                      authentication */
	bool text;         /* where any content is taken, a text is right as well */
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
 * Whether this firmware may go on that model's stick. Finishes first. Fails with
 * FAIL_FIRMWARE and the first true reason, in this order: not firmware at all,
 * truncated, wrong container, never a rescue image, wrong board, bad checksum,
 * crafted or altered, trailing bytes, too big, not authenticated. Where any content is
 * taken, only an unknown format is no reason.
 * *unsigned_accepted: only accept_unsigned let it pass.
 */
bool firmware_suits(struct firmware *firmware, const struct firmware_demand *demand,
                    bool *unsigned_accepted, struct failure *why) MUST_CHECK;

/*
 * The header-only part of firmware_suits(): container and board fit, so that work
 * can begin while the checksums are still being computed. Does not wait for them.
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
