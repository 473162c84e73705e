#include "guide/label.h"

#include "base/mem.h"
#include "guide/html.h"

#include <stdbool.h>
#include <string.h>

enum { LINE = 14 };

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Of one byte, in tenths of a unit, at the size of 12: rather too wide than too narrow. */
static int byte_width(unsigned char c)
{
	if (is_inside((char)c))
		return 0;
	if (c >= 0xe0)
		return 125; /* ideographs and the like */
	if (strchr("iIjlrtf.,;:' !|()[]", c))
		return 42;
	if (strchr("mwMW@%", c))
		return 112;
	return c >= 'A' && c <= 'Z' ? 86 : 72;
}

/* How many bytes of a line fit: whole words, or as many characters of one as there is room for. */
static size_t line_length(const char *text, int width)
{
	size_t fits = 0;
	size_t at = 0;
	int used = 0;

	for (; text[at]; at++) {
		used += byte_width((unsigned char)text[at]);
		if (text[at] == ' ')
			fits = at;
		if (used > width * 10)
			break;
	}
	if (!text[at] || fits)
		return text[at] ? fits : at;
	at += at == 0; /* never nothing */
	while (is_inside(text[at]))
		at++;
	return at;
}

static int lay_out(FILE *to, const char *text, int x, int y, int width)
{
	int lines = 0;

	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t length = line_length(text, width);

		if (to) {
			AUTO_FREE char *line = mem_printf("%.*s", (int)length, text);

			fprintf(to, "<text class=word x=\"%d\" y=\"%d\">", x, y + lines * LINE);
			html_text(to, line);
			fputs("</text>", to);
		}
		text += length;
		lines++;
	}
	return lines;
}

int label_lines(const char *text, int width)
{
	return lay_out(NULL, text, 0, 0, width);
}

void label_draw(FILE *to, const char *text, int x, int y, int width)
{
	lay_out(to, text, x, y, width);
}
