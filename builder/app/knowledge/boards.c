#include "app/knowledge/boards.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <ctype.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME = 80, LIST_MAX = 1 << 22 };

/* A name as it is compared. */
struct plain {
	char vendor[NAME]; /* letters and digits; empty: the name has none */
	char rest[NAME];
};

/* Vendors that OpenWrt itself has written in two ways. */
static const struct {
	const char *name;
	const char *same;
} spellings[] = {
	{ "ubiquiti", "ubnt" },
	{ "zbt", "zbtlink" },
	{ "raspberrypi", "rpi" },
};

static void put_vendor(char out[NAME], const char *name, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length && used < NAME - 1; i++) {
		if (isalnum((unsigned char)name[i]))
			out[used++] = (char)tolower((unsigned char)name[i]);
	}
	out[used] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		if (strcmp(out, spellings[i].name) == 0)
			snprintf(out, NAME, "%s", spellings[i].same);
	}
}

static void put_rest(char out[NAME], const char *name, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length && used < NAME - 1; i++) {
		if (strchr("_,-", name[i]))
			out[used++] = '-';
		else
			out[used++] = (char)tolower((unsigned char)name[i]);
	}
	out[used] = '\0';
}

static struct plain plain_of(const char *name, size_t length)
{
	struct plain out = { 0 };
	size_t end = 0;

	while (end < length && !strchr(",_", name[end]))
		end++;
	if (end == length) {
		put_rest(out.rest, name, length);
		return out;
	}
	put_vendor(out.vendor, name, end);
	put_rest(out.rest, name + end + 1, length - end - 1);
	return out;
}

static bool is_same(const struct plain *a, const struct plain *b)
{
	return strcmp(a->rest, b->rest) == 0 && strcmp(a->vendor, b->vendor) == 0;
}

bool board_name_equal(const char *a, const char *b)
{
	const struct plain first = plain_of(a, strlen(a));
	const struct plain second = plain_of(b, strlen(b));

	return is_same(&first, &second);
}

bool board_name_is_short_for(const char *name, const char *board)
{
	const struct plain first = plain_of(name, strlen(name));
	const struct plain second = plain_of(board, strlen(board));

	return !first.vendor[0] && second.vendor[0] && strcmp(first.rest, second.rest) == 0;
}

bool board_list_read(struct board_list *out, const char *data, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/vendors/openwrt-boards.txt", data);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	AUTO_FREE char *text = NULL;
	struct stat status;

	if (fd == -1 || fstat(fd, &status) == -1)
		return fail_errno(why, FAIL_CATALOG, "cannot read '%s'", path);
	if (status.st_size <= 0 || status.st_size > LIST_MAX)
		return fail(why, FAIL_CATALOG, "'%s' is empty or too large", path);
	text = mem_zalloc(1, (size_t)status.st_size + 1);
	if (!file_read_at(fd, 0, text, (size_t)status.st_size))
		return fail_errno(why, FAIL_CATALOG, "cannot read '%s'", path);
	out->text = TAKE(text);
	return true;
}

void board_list_done(struct board_list *list)
{
	free(list->text);
	list->text = NULL;
}

/* By one of the words of a line; the first is the device's name. */
static enum board_kind find_in_line(const char *line, size_t length, const struct plain *wanted)
{
	enum board_kind found = BOARD_UNKNOWN;

	for (size_t at = 0; at < length && found != BOARD_CURRENT;) {
		const size_t size = strcspn(line + at, " \n");
		const struct plain name = plain_of(line + at, size);

		if (is_same(&name, wanted))
			found = at ? BOARD_OLD : BOARD_CURRENT;
		else if (!at && !wanted->vendor[0] && strcmp(name.rest, wanted->rest) == 0)
			found = BOARD_OLD;
		at += size + 1;
	}
	return found;
}

/* A target with all of its devices, or with those of one file: "ramips", "ramips/mt7621". */
static bool is_of_target(const char *heading, const char *target)
{
	const size_t length = strlen(target);

	return strncmp(heading, target, length) == 0 && strchr("/\n", heading[length]);
}

static bool is_covered(const struct board_range *range, const char *heading, const char *line)
{
	AUTO_FREE char *device = mem_printf("%.*s", (int)strcspn(line, " \n"), line);

	for (size_t i = 0; i < range->count; i++) {
		const char *covers = range->covers[i];

		if (strchr(covers, '*') ? fnmatch(covers, device, 0) == 0
		                        : heading && is_of_target(heading, covers))
			return true;
	}
	return false;
}

static enum board_kind find(const struct board_list *list, const char *name,
                            const struct board_range *range)
{
	const struct plain wanted = plain_of(name, strlen(name));
	enum board_kind best = BOARD_UNKNOWN;
	const char *heading = NULL;

	if (!wanted.rest[0])
		return best;
	for (const char *line = list->text; *line && best != BOARD_CURRENT;) {
		const size_t length = strcspn(line, "\n");
		enum board_kind found = BOARD_UNKNOWN;

		if (line[0] == '@')
			heading = line + 1;
		else if (line[0] != '#')
			found = find_in_line(line, length, &wanted);
		if (found > best && (!range || is_covered(range, heading, line)))
			best = found;
		line += length + (line[length] == '\n');
	}
	return best;
}

enum board_kind board_list_find(const struct board_list *list, const char *name)
{
	return find(list, name, NULL);
}

enum board_kind board_list_find_among(const struct board_list *list, const char *name,
                                      const struct board_range *range)
{
	return find(list, name, range);
}
