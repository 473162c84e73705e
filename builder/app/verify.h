/* verify - a finished stick or image proves itself, by the manifest on it. */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "app/ui.h"
#include "base/digest.h"
#include "stick/proof/diagnosis.h"

/* Everything is borrowed. */
struct verify_request {
	const char *device; /* or ... */
	const char *image;  /* ... a file: exactly one of them */
	bool wants_used;    /* the SHA-256 of the used range, which takes its time */
	bool file_only;     /* judge the files alone, not what a computer may have added */
};

/* How it went; filled as soon as there is something to report. */
struct verification {
	bool proven;
	bool has_used;
	struct digest used;         /* of the used range, its manifest included */
	struct diagnosis diagnosis; /* of a proven one: its manifest alone */
	bool diagnosed;             /* something differs, and it was found out what */
};

/*
 * FAIL_VERIFY when it is not proven; *out says more then. verification_done() is the caller's in
 * any case.
 */
bool verify(const struct verify_request *request, struct ui *ui, struct verification *out,
            struct failure *why) MUST_CHECK;

void verification_done(struct verification *verification);

#endif
