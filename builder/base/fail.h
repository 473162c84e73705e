/*
 * fail - why something did not work, in words the user can act on.
 *
 * A function that can fail returns bool and takes `struct failure *why` last.
 * When it returns false it has filled *why; when it returns true it has not
 * touched it. Only main() prints a failure; only mem.h may end the program.
 */
#ifndef FAIL_H
#define FAIL_H

#include <stdbool.h>

/* Not used by itself: counts the reasons. */
enum fail_number {
#define REASON(name, code, kind, meaning) FAIL_NUMBER_##name,
#include "base/fail_reasons.def"
#undef REASON
	FAIL_REASON_COUNT,
};

/*
 * The kind is also the exit status, so that scripts can distinguish failures. A reason is more
 * exact: it has a kind, and may stand wherever a function takes one.
 */
enum fail_kind {
	FAIL_MEMORY = 1, /* there is no memory left; mem.c ends the program with it at once */
	FAIL_USAGE = 2,  /* the command line asks for something impossible */
	FAIL_CATALOG,    /* a file in vendors/ or templates/ is wrong */
	FAIL_FIRMWARE,   /* firmware missing, damaged or for another model */
	FAIL_REFUSED,    /* the target is not safe to overwrite */
	FAIL_TOOL,       /* mkfs.fat or mtools failed, or a library cannot be loaded */
	FAIL_IO,         /* reading or writing failed */
	FAIL_VERIFY,     /* the stick does not hold what was written */
	FAIL_NETWORK,    /* a download failed, or this computer's network is in the way */
	FAIL_UNSEEN,     /* everything was sent to the router, its new system was not seen */
	FAIL_OTHER,      /* the router asked for something else */
	FAIL_UNHEARD,    /* the router did not ask, or fell silent */
	FAIL_DECLINED,   /* the router refused the firmware */
	FAIL_INTERRUPTED = 130, /* Ctrl-C, Ctrl-D at a question, or asked to end */
	FAIL_BACK = 255, /* a person went back to the question before: never the end of a run */
#define REASON(name, code, kind, meaning) \
	FAIL_##name = FAIL_##kind + 256 * (FAIL_NUMBER_##name + 1),
#include "base/fail_reasons.def"
#undef REASON
};

struct failure {
	enum fail_kind kind;   /* no reason */
	enum fail_kind reason; /* or the kind itself, where there is no more exact one */
	char text[1024];       /* a refusal names every reason it found */
	/*
	 * What the user may add to the command line to get it done: "--force"; or "sudo", which
	 * goes in front of it. Empty: no option resolves this.
	 */
	char remedy[96];
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* All of them return false, so that a caller can write `return fail(why, ...)`. */
bool fail(struct failure *why, enum fail_kind kind, const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * As fail(), followed by ": " and the text of errno, which may also be the reason. ENOMEM is always
 * FAIL_MEMORY.
 */
bool fail_errno(struct failure *why, enum fail_kind kind, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* As fail(), where `remedy` resolves it. One that is too long is left out. */
bool fail_unless(struct failure *why, enum fail_kind kind, const char *remedy, const char *fmt, ...)
        PRINTF_LIKE(4, 5);

/* As fail(), for the reason that *cause has. It may be *why. */
bool fail_like(struct failure *why, const struct failure *cause, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* Puts what was being attempted in front of a failure that came from below. */
bool fail_while(struct failure *why, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The kind in one word, as scripts read it: "firmware". */
const char *fail_kind_name(enum fail_kind kind);

/* The reason in one word: "wrong-model"; the kind's where there is no more exact one. */
const char *fail_reason_name(const struct failure *why);

#endif
