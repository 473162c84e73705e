#include "guide/html.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

enum { NAME = 32 };

static void put_escaped(FILE *to, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<': fputs("&lt;", to); break;
		case '>': fputs("&gt;", to); break;
		case '&': fputs("&amp;", to); break;
		case '"': fputs("&quot;", to); break;
		case '\'': fputs("&#39;", to); break;
		default: fputc(*text, to); break;
		}
	}
}

void html_text(FILE *to, const char *text)
{
	size_t size = strlen(text) + 1;
	AUTO_FREE char *clean = mem_zalloc(1, size);

	text_clean(clean, size, text);
	put_escaped(to, clean);
}

void html_element(FILE *to, const char *open, const char *text)
{
	if (!text)
		return;
	fprintf(to, "<%s>", open);
	html_text(to, text);
	fprintf(to, "</%.*s>\n", (int)strcspn(open, " "), open);
}

/* A template is read whole; its size is ours. */
static char *read_template(const char *path, struct failure *why)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *from = fopen(path, "re");
	ssize_t length;

	if (!from) {
		(void)fail_errno(why, FAIL_CATALOG, "cannot read the template '%s'", path);
		return NULL;
	}
	length = getdelim(&text, &size, '\0', from);
	fclose(from);
	if (length <= 0) {
		(void)fail(why, FAIL_CATALOG, "the template '%s' is empty", path);
		return NULL;
	}
	return TAKE(text);
}

/* The name between "{{" at `at` and "}}"; false when that is no name. */
static bool read_name(const char *at, char name[NAME])
{
	size_t length = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz");

	if (!length || length >= NAME || strncmp(at + 2 + length, "}}", 2) != 0)
		return false;
	memcpy(name, at + 2, length);
	name[length] = '\0';
	return true;
}

bool html_fill(FILE *to, const char *path, const struct html_filler *filler, struct failure *why)
{
	AUTO_FREE char *template = read_template(path, why);
	const char *rest = template;
	const char *place;

	if (!template)
		return false;
	while (filler && (place = strstr(rest, "{{"))) {
		char name[NAME];

		fwrite(rest, 1, (size_t)(place - rest), to);
		if (!read_name(place, name))
			return fail(why, FAIL_CATALOG, "the template '%s' is broken at '%.20s'",
			            path, place);
		if (!filler->fill(filler, name, to, why))
			return fail_while(why, "the template '%s'", path);
		rest = place + strlen(name) + 4;
	}
	fputs(rest, to);
	return true;
}

bool html_unknown(const char *name, struct failure *why)
{
	return fail(why, FAIL_CATALOG, "there is nothing for '{{%s}}'", name);
}
