#include "base/json.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOCUMENT_MAX = 16 << 20, POINTER_MAX = 256, PROBLEM_MAX = 512 };

static size_t put_letter(char to[2], char letter)
{
	const char *escaped = letter == '~' ? "~0" : letter == '/' ? "~1" : NULL;

	if (!escaped) {
		to[0] = letter;
		return 1;
	}
	memcpy(to, escaped, 2);
	return 2;
}

static size_t put_key(char pointer[POINTER_MAX], size_t used, const char *key)
{
	if (used + 1 < POINTER_MAX)
		pointer[used++] = '/';
	for (; *key && used + 2 < POINTER_MAX; key++)
		used += put_letter(pointer + used, *key);
	return used;
}

/* As RFC 6901 writes it; cut where it is too long. */
static size_t put_place(char pointer[POINTER_MAX], const struct json_place *place)
{
	char number[24];
	size_t used;

	if (!place->outer)
		return 0;
	used = put_place(pointer, place->outer);
	snprintf(number, sizeof(number), "%zu", place->index);
	return put_key(pointer, used, place->key ? place->key : number);
}

void json_wrong(struct json_problems *problems, const struct json_place *place, const char *fmt,
                ...)
{
	char pointer[POINTER_MAX];
	char problem[PROBLEM_MAX];
	va_list args;

	pointer[put_place(pointer, place)] = '\0';
	va_start(args, fmt);
	vsnprintf(problem, sizeof(problem), fmt, args);
	va_end(args);
	problems->tell(problems, pointer, problem);
	problems->count++;
}

void json_wrong_member(struct json_problems *problems, const struct json_place *place,
                       const char *member, const char *problem)
{
	const struct json_place inner = { place, member, 0 };

	json_wrong(problems, &inner, "%s", problem);
}

static void report_first(struct json_problems *problems, const char *pointer, const char *problem)
{
	const struct json_first *first = (const struct json_first *)problems;

	if (!problems->count)
		fail(first->why, first->kind, "'%s' at %s: %s", first->name,
		     pointer[0] ? pointer : "the top level", problem);
}

struct json_first json_first(const char *name, enum fail_kind kind, struct failure *why)
{
	return (struct json_first){ { report_first, 0 }, name, kind, why };
}

static bool read_all(int fd, char *text, size_t size, size_t *used)
{
	ssize_t n;

	*used = 0;
	do {
		n = read(fd, text + *used, size - *used);
		if (n < 0 && errno != EINTR)
			return false;
		*used += n > 0 ? (size_t)n : 0;
	} while (n != 0 && *used < size);
	return true;
}

static void *allocate(size_t size)
{
	return mem_zalloc(1, size);
}

void json_use_memory(void)
{
	json_set_alloc_funcs(allocate, free);
}

bool json_read_whole(int fd, const char *name, enum fail_kind kind, struct json_written *out,
                     struct failure *why)
{
	struct stat file;

	out->size = 0;
	if (fstat(fd, &file) == -1)
		return fail_errno(why, kind, "cannot read '%s'", name);
	if (!S_ISREG(file.st_mode))
		return fail(why, kind, "'%s' is not a regular file", name);
	if (file.st_size > DOCUMENT_MAX)
		return fail(why, kind, "'%s' is too large", name);
	if ((size_t)file.st_size >= out->room) {
		free(out->text);
		out->text = NULL;
		out->room = (size_t)file.st_size + 1;
		out->text = mem_resize(NULL, out->room, 1);
	}
	if (!read_all(fd, out->text, (size_t)file.st_size, &out->size))
		return fail_errno(why, kind, "cannot read '%s'", name);
	out->text[out->size] = '\0';
	return true;
}

bool json_read_fd(int fd, const char *name, enum fail_kind kind, json_t **out, struct failure *why)
{
	struct json_written written = { 0 };
	const bool good = json_read_whole(fd, name, kind, &written, why) &&
	                  json_read_text(written.text, written.size, name, kind, out, why);

	free(written.text);
	return good;
}

bool json_read_file(const char *path, enum fail_kind kind, json_t **out, struct failure *why)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		return fail_errno(why, kind, "cannot read '%s'", path);
	return json_read_fd(fd, path, kind, out, why);
}

bool json_read_text(const char *text, size_t size, const char *name, enum fail_kind kind,
                    json_t **out, struct failure *why)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	json_error_t error;

	*out = NULL;
	if (size >= 3 && memcmp(text, byte_order_mark, 3) == 0)
		return fail(
		        why, kind,
		        "'%s' begins with a byte order mark (BOM); save it as UTF-8 without one",
		        name);
	*out = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	return *out || fail(why, kind, "'%s', line %d, column %d: %s", name, error.line,
	                    error.column, error.text);
}
