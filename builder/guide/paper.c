#include "guide/paper.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 40, MOST_WIDTH = 100 };

size_t paper_terminal(FILE *to)
{
	struct winsize window;
	const int fd = fileno(to);

	if (fd < 0 || !isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &window) < 0 || window.ws_col == 0)
		return USUAL_WIDTH;
	return window.ws_col;
}

struct paper paper_on(FILE *to)
{
	const size_t width = paper_terminal(to);
	struct paper paper = { .to = to, .width = width ? width : USUAL_WIDTH };

	if (paper.width < LEAST_WIDTH)
		paper.width = LEAST_WIDTH;
	if (paper.width > MOST_WIDTH)
		paper.width = MOST_WIDTH;
	return paper;
}

size_t paper_columns(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

static char *cleaned(const char *text)
{
	size_t size = strlen(text) + 1;
	char *clean = mem_zalloc(1, size);

	text_clean(clean, size, text);
	return clean;
}

void paper_hanging(const struct paper *paper, const char *before, size_t indent, const char *text)
{
	AUTO_FREE char *clean = cleaned(text);
	size_t at = paper_columns(before, strlen(before));
	bool first = true;

	fputs(before, paper->to);
	for (const char *word = clean; *(word += strspn(word, " "));) {
		size_t length = strcspn(word, " ");
		size_t wide = paper_columns(word, length);

		if (!first && at + 1 + wide > paper->width) {
			fprintf(paper->to, "\n%*s", (int)indent, "");
			at = indent;
			first = true;
		}
		fprintf(paper->to, "%s%.*s", first ? "" : " ", (int)length, word);
		at += wide + !first;
		first = false;
		word += length;
	}
	fputc('\n', paper->to);
}

void paper_text(const struct paper *paper, const char *before, const char *text)
{
	paper_hanging(paper, before, paper_columns(before, strlen(before)), text);
}

void paper_print(const struct paper *paper, const char *before, const char *fmt, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = mem_vprintf(fmt, args);
	va_end(args);
	paper_text(paper, before, text);
}

void paper_exact(const struct paper *paper, const char *before, const char *text)
{
	AUTO_FREE char *clean = cleaned(text);

	fprintf(paper->to, "%s%s\n", before, clean);
}

void paper_heading(const struct paper *paper, const char *title)
{
	fprintf(paper->to, "\n%s:\n", title);
}

void paper_list(const struct paper *paper, const char *title, const char *const *texts,
                size_t count)
{
	if (count)
		paper_heading(paper, title);
	for (size_t i = 0; i < count; i++)
		paper_text(paper, "  - ", texts[i]);
}
