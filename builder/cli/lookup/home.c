#include "cli/lookup/home.h"

#include "base/mem.h"
#include "cli/lookup/places.h"

bool home_store(struct store *out, struct failure *why)
{
	const struct caller caller = caller_here();
	const struct owner owner = {
		.differs = caller.owner != FOLDER_ANYBODY,
		.uid = caller.owner,
		.gid = caller.group,
	};
	AUTO_FREE char *path = store_default_path(caller.cache, caller.home);

	*out = (struct store){ 0 };
	if (!path)
		return fail(why, FAIL_USAGE,
		            "there is no place for the cache: set XDG_CACHE_HOME to a folder");
	return store_open(path, &owner, out, why);
}
