#include "stick/image/space.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { ENTRY = 32, SLOT_UNITS = 13, DOT_ENTRIES = 2, LABEL_ENTRY = 1, NAME_MAX_UTF16 = 255 };

/* The short entry, and the slots of a long name; bytes are never fewer than UTF-16 units. */
static uint64_t entries_of(size_t name_length)
{
	return 1 + (name_length + SLOT_UNITS - 1) / SLOT_UNITS;
}

size_t space_next_directory(const char *directory, size_t after)
{
	const char *at = directory + after;

	at += strspn(at, "/");
	return *at ? (size_t)(at - directory) + strcspn(at, "/") : 0;
}

static bool lies_below(const char *directory, const char *above, size_t length)
{
	return strncasecmp(directory, above, length) == 0 &&
	       (directory[length] == '\0' || directory[length] == '/');
}

bool space_directory_is_new(const struct plan_file *files, size_t index, size_t length)
{
	for (size_t i = 0; i < index; i++) {
		if (lies_below(files[i].directory, files[index].directory, length))
			return false;
	}
	return true;
}

/* Whether a path, of a file or a directory, lies directly in the first `length` bytes of `above`.
 */
static bool is_child(const char *directory, size_t end, const char *above, size_t length)
{
	return end > length && lies_below(directory, above, length) &&
	       space_next_directory(directory, length) == end;
}

/* What the first `length` bytes of a directory's path hold: files, and directories below. */
static uint64_t entries_in(const struct plan_file *files, size_t count, const char *above,
                           size_t length)
{
	uint64_t entries = 0;

	for (size_t i = 0; i < count; i++) {
		const char *path = files[i].directory;
		size_t end = space_next_directory(path, 0);

		if (lies_below(path, above, length) && space_next_directory(path, length) == 0)
			entries += entries_of(strlen(files[i].name));
		for (; end; end = space_next_directory(path, end)) {
			if (is_child(path, end, above, length) &&
			    space_directory_is_new(files, i, end))
				entries += entries_of(end - length);
		}
	}
	return entries;
}

uint64_t space_root_entries(const struct plan_file *files, size_t count)
{
	return entries_in(files, count, "", 0) + LABEL_ENTRY;
}

uint64_t space_clusters(const struct plan_file *files, size_t count, uint64_t cluster_size)
{
	uint64_t clusters = divide_up(space_root_entries(files, count) * ENTRY, cluster_size);

	for (size_t i = 0; i < count; i++) {
		const char *path = files[i].directory;
		size_t end = space_next_directory(path, 0);

		clusters += divide_up(files[i].size, cluster_size);
		for (; end; end = space_next_directory(path, end)) {
			uint64_t entries = DOT_ENTRIES + entries_in(files, count, path, end);

			if (space_directory_is_new(files, i, end))
				clusters += divide_up(entries * ENTRY, cluster_size);
		}
	}
	return clusters;
}

static bool is_name(const char *name, size_t length)
{
	static const char forbidden[] = "/\\:*?\"<>|";

	if (length < 1 || length > NAME_MAX_UTF16 || strchr(". ", name[length - 1]))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (iscntrl((unsigned char)name[i]) || strchr(forbidden, name[i]))
			return false;
	}
	return true;
}

static bool check_directory(const char *directory, struct failure *why)
{
	size_t before = 0;
	size_t end = space_next_directory(directory, 0);
	bool good = directory[0] == '/';

	for (; good && end; end = space_next_directory(directory, end)) {
		good = is_name(directory + before + 1, end - before - 1);
		before = end;
	}
	return good || fail(why, FAIL_CATALOG, "'%s' is not a valid directory on FAT", directory);
}

static bool check_unique(const struct plan_file *files, size_t index, struct failure *why)
{
	for (size_t i = 0; i < index; i++) {
		if (strcasecmp(files[i].name, files[index].name) == 0 &&
		    strcasecmp(files[i].directory, files[index].directory) == 0)
			return fail(why, FAIL_CATALOG, "two files would have the name '%s'",
			            files[index].name);
	}
	return true;
}

bool space_check_names(const struct plan_file *files, size_t count, struct failure *why)
{
	for (size_t i = 0; i < count; i++) {
		if (!is_name(files[i].name, strlen(files[i].name)))
			return fail(why, FAIL_CATALOG, "'%s' is not a valid file name on FAT",
			            files[i].name);
		if (!check_directory(files[i].directory, why) || !check_unique(files, i, why))
			return false;
	}
	return true;
}
