#include "cli/prompt/complete.h"

#include "app/knowledge/home.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAMES_MAX = 1000 };

static bool begins_with(const char *name, const char *start)
{
	return strncmp(name, start, strlen(start)) == 0;
}

/* What cannot be shown cannot be typed either. */
static bool fits(const char *name, const char *start)
{
	return begins_with(name, start) && (name[0] != '.' || start[0] == '.') &&
	       strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && text_is_harmless(name);
}

static bool is_folder(const char *folder, const char *name)
{
	AUTO_FREE char *path = file_in(folder, name);
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static void add(struct completion *out, const char *folder, const char *name)
{
	out->names = mem_grow(out->names, out->count, sizeof(*out->names));
	out->names[out->count++] = mem_printf("%s%s", name, is_folder(folder, name) ? "/" : "");
}

static int in_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Of a folder with more than anybody can read the first ones will do. */
static void find(struct completion *out, const char *folder, const char *start)
{
	DIR *entries = opendir(folder);

	if (!entries)
		return;
	for (const struct dirent *entry; out->count < NAMES_MAX && (entry = readdir(entries));) {
		if (fits(entry->d_name, start))
			add(out, folder, entry->d_name);
	}
	closedir(entries);
	if (out->count)
		qsort(out->names, out->count, sizeof(*out->names), in_order);
}

static bool is_in_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* In order, the first and the last have in common what all have; no character is cut. */
static char *common_of(const struct completion *all, size_t typed)
{
	const char *first = all->count ? all->names[0] : "";
	const char *last = all->count ? all->names[all->count - 1] : "";
	size_t length = 0;

	while (first[length] && first[length] == last[length])
		length++;
	while (length > typed && is_in_character(first[length]))
		length--;
	return length > typed ? mem_printf("%.*s", (int)(length - typed), first + typed)
	                      : mem_strdup("");
}

void complete_file(struct completion *out, const char *typed)
{
	AUTO_FREE char *path = home_expand(typed);
	const char *start = file_name_in(path);
	AUTO_FREE char *folder =
	        start == path ? mem_strdup(".") : mem_printf("%.*s", (int)(start - path), path);

	*out = (struct completion){ .names = NULL };
	find(out, folder, start);
	out->more = common_of(out, strlen(start));
}

void completion_done(struct completion *completion)
{
	for (size_t i = 0; i < completion->count; i++)
		free(completion->names[i]);
	free(completion->names);
	free(completion->more);
	*completion = (struct completion){ .names = NULL };
}
