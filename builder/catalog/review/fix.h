/*
 * fix - the vendor files of a folder that are of an older schema, or laid out otherwise than those
 * of the project, rewritten.
 *
 * Either all of them can be rewritten, or none is touched. Each appears under its name whole, with
 * its owner and permissions.
 */
#ifndef FIX_H
#define FIX_H

#include "base/fail.h"

struct fix_request {
	const char *folder;
	/* The context is the caller's. A remark has the place in the old file that it is about. */
	void (*remark)(void *context, const char *file, const char *pointer, const char *text);
	void (*rewritten)(void *context, const char *file);
	void *context;
};

/* FAIL_REFUSED for a link or a file that is write-protected. */
bool fix_run(const struct fix_request *request, struct failure *why) MUST_CHECK;

#endif
