#include "app/knowledge/home.h"

#include "app/knowledge/search_path.h"
#include "base/mem.h"

char *home_cache(struct owner *owner)
{
	const struct caller caller = caller_here();

	*owner = (struct owner){
		.differs = caller.owner != FOLDER_ANYBODY,
		.uid = caller.owner,
		.gid = caller.group,
	};
	return store_default_path(caller.cache, caller.home);
}

bool home_store(struct store *out, struct failure *why)
{
	struct owner owner;
	AUTO_FREE char *path = home_cache(&owner);

	*out = (struct store){ 0 };
	if (!path)
		return fail(why, FAIL_USAGE,
		            "no folder is set for the cache; set XDG_CACHE_HOME to one");
	return store_open(path, &owner, out, why);
}
