#include "base/libraries/library.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

enum { SHOWN = 300 };

static bool fail_load(const struct library *library, struct failure *why)
{
	const char *reason = dlerror();
	char shown[SHOWN];

	if (errno == ENOMEM)
		mem_ran_out();
	text_clean(shown, sizeof(shown), reason ? reason : "unknown error");
	return fail(why, FAIL_TOOL, "cannot load %s (%s); install it (Debian's package is %s)%s",
	            library->file, shown, library->package, library->instead);
}

bool library_load(const struct library *library, void *out, struct failure *why)
{
	void *handle;

	errno = 0;
	handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return fail_load(library, why);
	for (size_t i = 0; i < library->count; i++) {
		void *address = dlsym(handle, library->functions[i]);

		if (!address)
			return fail_load(library, why);
		memcpy((char *)out + i * sizeof(address), &address, sizeof(address));
	}
	return true;
}
