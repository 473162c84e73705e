#include "app/knowledge/search_path.h"

#include "base/mem.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* The user whom sudo was called by; FOLDER_ANYBODY when this is not sudo. */
static uid_t sudo_user(void)
{
	const char *number = getenv("SUDO_UID");
	char *end = NULL;
	unsigned long uid = number ? strtoul(number, &end, 10) : 0;

	if (geteuid() != 0 || !number || end == number || *end || uid != (uid_t)uid)
		return FOLDER_ANYBODY;
	return (uid_t)uid;
}

/* Root's own configuration is not the caller's, nor is what root's environment says. */
struct caller caller_here(void)
{
	uid_t uid = sudo_user();
	const struct passwd *user = uid == FOLDER_ANYBODY ? NULL : getpwuid(uid);

	if (uid == FOLDER_ANYBODY)
		return (struct caller){
			.config = getenv("XDG_CONFIG_HOME"),
			.cache = getenv("XDG_CACHE_HOME"),
			.state = getenv("XDG_STATE_HOME"),
			.home = getenv("HOME"),
			.owner = uid,
		};
	/* A user unknown to the system has no home and no group. */
	return (struct caller){
		.home = user ? user->pw_dir : NULL,
		.owner = uid,
		.group = user ? user->pw_gid : (gid_t)-1,
	};
}

void search_path_find(struct search_path *out, const struct strings *given,
                      const struct caller *caller)
{
	*out = (struct search_path){ .items = mem_zalloc(given->count + 1, sizeof(*out->items)) };
	for (; out->count < given->count; out->count++)
		out->items[out->count] =
		        (struct catalog_place){ given->items[out->count], FOLDER_ANYBODY, false };
	/* A relative XDG_CONFIG_HOME is to be ignored, says the XDG Base Directory Specification.
	 */
	if (caller->config && caller->config[0] == '/')
		out->own = mem_printf("%s/mkrescue-usb/vendors", caller->config);
	else if (caller->home && caller->home[0] == '/')
		out->own = mem_printf("%s/.config/mkrescue-usb/vendors", caller->home);
	if (out->own)
		out->items[out->count++] = (struct catalog_place){ out->own, caller->owner, true };
}

void search_path_done(struct search_path *search_path)
{
	free(search_path->items);
	free(search_path->own);
	*search_path = (struct search_path){ 0 };
}
