/* edit_library - the functions of libedit, which is loaded when one is needed (library.h). */
#ifndef EDIT_LIBRARY_H
#define EDIT_LIBRARY_H

#include "base/fail.h"

#include <histedit.h>

#define EDIT_FUNCTIONS(EACH) \
	EACH(el_end) \
	EACH(el_get) \
	EACH(el_gets) \
	EACH(el_init) \
	EACH(el_insertstr) \
	EACH(el_line) \
	EACH(el_set)

#define EDIT_MEMBER(name) __typeof__ (&(name))(name);

struct edit_library {
	EDIT_FUNCTIONS(EDIT_MEMBER)
};

#undef EDIT_MEMBER

bool edit_library_load(struct edit_library *out, struct failure *why) MUST_CHECK;

#endif
