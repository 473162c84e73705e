#include "app/knowledge/home.h"

#include "app/knowledge/search_path.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 4352 };

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

/* A file that is dragged onto a terminal arrives in quotes. */
static bool is_quoted(const char *typed)
{
	const size_t length = strlen(typed);

	return length > 2 && (typed[0] == '\'' || typed[0] == '"') && typed[length - 1] == typed[0];
}

char *home_expand(const char *typed)
{
	const char *home = caller_here().home;

	if (is_quoted(typed))
		return mem_printf("%.*s", (int)strlen(typed) - 2, typed + 1);
	return strncmp(typed, "~/", 2) == 0 && home && home[0] ? mem_printf("%s%s", home, typed + 1)
	                                                       : mem_strdup(typed);
}

char *home_shorten(const char *path)
{
	const char *home = caller_here().home;
	const size_t length = home ? strlen(home) : 0;

	return length && strncmp(path, home, length) == 0 && path[length] == '/'
	               ? mem_printf("~%s", path + length)
	               : mem_strdup(path);
}

/* "XDG_DOWNLOAD_DIR="$HOME/Downloads"": what stands in the quotes, or NULL. Owned. */
static char *download_folder_in(char *line, const char *home)
{
	static const char name[] = "XDG_DOWNLOAD_DIR=\"";
	char *value = strncmp(line, name, strlen(name)) == 0 ? line + strlen(name) : NULL;

	if (!value)
		return NULL;
	value[strcspn(value, "\"\n")] = '\0';
	if (strncmp(value, "$HOME/", strlen("$HOME/")) == 0)
		return mem_printf("%s%s", home, value + strlen("$HOME"));
	return value[0] == '/' ? mem_strdup(value) : NULL;
}

/* xdg-user-dirs(5): desktops write down there what the folder is called in the user's language. */
static char *named_downloads(const struct caller *caller)
{
	AUTO_FREE char *path = caller->config && caller->config[0] == '/'
	                               ? mem_printf("%s/user-dirs.dirs", caller->config)
	                               : mem_printf("%s/.config/user-dirs.dirs", caller->home);
	FILE *file = fopen(path, "re");
	char *folder = NULL;
	char line[LINE];

	while (file && !folder && fgets(line, sizeof(line), file))
		folder = download_folder_in(line, caller->home);
	if (file)
		fclose(file);
	return folder;
}

char *home_downloads(void)
{
	const struct caller caller = caller_here();
	char *named = caller.home && caller.home[0] == '/' ? named_downloads(&caller) : NULL;

	if (named || !caller.home)
		return named;
	return mem_printf("%s/Downloads", caller.home);
}
