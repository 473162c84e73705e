#include "base/libraries/curl_library.h"

#include "base/libraries/library.h"
#include "base/mem.h"

#define NAME(name) "curl_" #name,

static const char *const functions[] = { CURL_FUNCTIONS(NAME) };

_Static_assert(sizeof(struct curl_library) == ARRAY_LEN(functions) * sizeof(void *),
               "one pointer for each function");

bool curl_library_load(struct curl_library *out, struct failure *why)
{
	const struct library library = {
		.file = "libcurl.so.4",
		.package = "libcurl4",
		.instead = ", or download the file by other means and give it with --firmware FILE",
		.functions = functions,
		.count = ARRAY_LEN(functions),
	};

	return library_load(&library, out, why);
}
