#include "guide/sheet.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The weights are fitted to heights that a browser measured at 9.4 pt, in pixels of 1/96 inch. */
enum {
	SHEET_HEIGHT = 980,
	HEAD_HEIGHT = 270,
	CHARACTERS_HEIGHT = 23, /* of a hundred */
	STEP_HEIGHT = 26,
	DRAWING_HEIGHT = 9,
	COMMAND_HEIGHT = 32, /* two lines */
};
enum { TYPE_LEAST = 84, TYPE_USUAL = 94, TYPE_MOST = 115 };

static size_t occurrences(const char *text, const char *what)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

/* Outside of tags; a run of blanks is one. */
static size_t characters(const char *html)
{
	size_t count = 0;
	bool blank = true;

	for (; *html; html++) {
		if (*html == '<') {
			html += strcspn(html, ">");
			if (!*html)
				break;
			continue;
		}
		if (strchr(" \n\t", *html) && blank)
			continue;
		blank = strchr(" \n\t", *html) != NULL;
		count += ((unsigned char)*html & 0xc0) != 0x80;
	}
	return count;
}

unsigned sheet_type_size(const char *body)
{
	const size_t height = HEAD_HEIGHT + characters(body) * CHARACTERS_HEIGHT / 100 +
	                      STEP_HEIGHT * occurrences(body, "<li id=step") +
	                      DRAWING_HEIGHT * occurrences(body, "<svg width=") +
	                      COMMAND_HEIGHT * occurrences(body, "<pre>");
	const size_t room = (size_t)SHEET_HEIGHT * TYPE_USUAL * TYPE_USUAL;
	size_t size = TYPE_LEAST;

	/* The height grows with the square of the size. */
	while (size < TYPE_MOST && (size + 1) * (size + 1) * height <= room)
		size++;
	return (unsigned)size;
}
