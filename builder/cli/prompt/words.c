#include "cli/prompt/words.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 40 };

size_t words_width(void)
{
	struct winsize window;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == -1 || window.ws_col == 0)
		return USUAL_WIDTH;
	return window.ws_col < LEAST_WIDTH ? LEAST_WIDTH : window.ws_col;
}

/* A character of several bytes has one column. */
static size_t columns_of(const char *word, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)word[i] & 0xc0) != 0x80;
	return columns;
}

static void new_line(size_t *column, size_t indent)
{
	fprintf(stderr, "\n%*s", (int)indent, "");
	*column = indent;
}

void words_show(const char *text, size_t column, size_t indent)
{
	const size_t width = words_width() - 1;
	size_t blanks = column < indent ? indent - column : 0;

	while (*text) {
		const size_t length = strcspn(text, " \n");
		const size_t columns = columns_of(text, length);

		if (column + blanks + columns > width && column > indent)
			new_line(&column, indent);
		else
			column += (size_t)fprintf(stderr, "%*s", (int)blanks, "");
		fprintf(stderr, "%.*s", (int)length, text);
		column += columns;
		text += length;
		blanks = strspn(text, " ");
		text += blanks;
		if (*text == '\n') {
			new_line(&column, indent);
			blanks = 0;
			text++;
		}
	}
	fputc('\n', stderr);
}
