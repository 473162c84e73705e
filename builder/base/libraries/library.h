/*
 * library - a shared library that few commands need, loaded where one does.
 *
 * What is linked is loaded at every start, with everything that it needs itself: libcurl and
 * libarchive alone bring more than thirty others.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include "base/fail.h"

#include <stddef.h>

struct library {
	const char *file;    /* as the loader looks for it */
	const char *package; /* of Debian that contains it */
	const char *instead; /* what else the user can do: ", or ..."; "" */
	const char *const *functions;
	size_t count; /* of functions */
};

/*
 * Their addresses into *out, a struct of `count` function pointers in the same order. The library
 * stays until the program ends, so loading it again costs next to nothing. Not to be called while
 * another thread forks. Fails with FAIL_TOOL.
 */
bool library_load(const struct library *library, void *out, struct failure *why) MUST_CHECK;

#endif
