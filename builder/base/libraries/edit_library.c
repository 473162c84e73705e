#include "base/libraries/edit_library.h"

#include "base/libraries/library.h"
#include "base/mem.h"

#define NAME(name) #name,

static const char *const functions[] = { EDIT_FUNCTIONS(NAME) };

_Static_assert(sizeof(struct edit_library) == ARRAY_LEN(functions) * sizeof(void *),
               "one pointer for each function");

bool edit_library_load(struct edit_library *out, struct failure *why)
{
	const struct library library = {
		.file = "libedit.so.2",
		.package = "libedit2",
		.instead = ", or type answers without it",
		.functions = functions,
		.count = ARRAY_LEN(functions),
	};

	return library_load(&library, out, why);
}
