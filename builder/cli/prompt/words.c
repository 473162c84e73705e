#include "cli/prompt/words.h"

#include "guide/paper.h"

#include <stdio.h>
#include <string.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 40 };

size_t words_width(void)
{
	const size_t width = paper_terminal(stderr);

	if (!width)
		return USUAL_WIDTH;
	return width < LEAST_WIDTH ? LEAST_WIDTH : width;
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
		const size_t columns = paper_columns(text, length);

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
