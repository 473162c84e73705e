#include "base/libraries/archive_library.h"

#include "base/libraries/library.h"
#include "base/mem.h"

#define NAME(name) #name,

static const char *const functions[] = { ARCHIVE_FUNCTIONS(NAME) };

_Static_assert(sizeof(struct archive_library) == ARRAY_LEN(functions) * sizeof(void *),
               "one pointer for each function");

bool archive_library_load(struct archive_library *out, struct failure *why)
{
	const struct library library = {
		.file = "libarchive.so.13",
		.package = "libarchive13",
		.instead = "",
		.functions = functions,
		.count = ARRAY_LEN(functions),
	};

	return library_load(&library, out, why);
}
