#include "base/fatread/fatread.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <string.h>
#include <strings.h>

/* What a loader could mistake for the one file it needs. */
struct rival {
	const char *name;
	const char *base; /* the name without what follows its last dot */
	const char *suffix;
};

static bool ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text);
	size_t tail = strlen(suffix);

	return length >= tail && strcasecmp(text + length - tail, suffix) == 0;
}

static bool could_be_taken(const struct rival *rival, const char *name)
{
	return strcasestr(name, rival->base) || (rival->suffix && ends_with(name, rival->suffix));
}

static bool is_expected(const struct rival *rival, const struct fat_entry *entry)
{
	return strcasecmp(entry->name, rival->name) == 0 ||
	       strcasecmp(entry->short_name, rival->name) == 0;
}

static bool refuse_rival(void *context, const struct fat_entry *entry, struct failure *why)
{
	const struct rival *rival = context;
	char shown[FAT_NAME];

	if (entry->directory || entry->label || is_expected(rival, entry))
		return true;
	if (!could_be_taken(rival, entry->name) && !could_be_taken(rival, entry->short_name))
		return true;
	text_clean(shown, sizeof(shown), entry->name);
	return fail(why, FAIL_VERIFY,
	            "the router could mistake '%s' for '%s'; remove it from the stick", shown,
	            rival->name);
}

bool fatread_only_candidate(struct fatread *fat, const char *directory, const char *name,
                            const char *suffix, struct failure *why)
{
	AUTO_FREE char *base = mem_strdup(name);
	struct rival rival = { .name = name, .base = base, .suffix = suffix };
	char *dot = strrchr(base, '.');

	if (dot && dot != base)
		*dot = '\0';
	return fatread_list(fat, directory, refuse_rival, &rival, why);
}
