#include "guide/paper.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 40, MOST_WIDTH = 100 };

struct paper paper_on(FILE *to)
{
	struct paper paper = { .to = to, .width = USUAL_WIDTH };
	struct winsize window;
	int fd = fileno(to);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &window) < 0 || window.ws_col == 0)
		return paper;
	paper.width = window.ws_col;
	if (paper.width < LEAST_WIDTH)
		paper.width = LEAST_WIDTH;
	if (paper.width > MOST_WIDTH)
		paper.width = MOST_WIDTH;
	return paper;
}

/* Characters, not bytes. */
static size_t columns(const char *text, size_t length)
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

void paper_text(const struct paper *paper, const char *before, const char *text)
{
	AUTO_FREE char *clean = cleaned(text);
	const size_t indent = columns(before, strlen(before));
	size_t at = indent;
	bool first = true;

	fputs(before, paper->to);
	for (const char *word = clean; *(word += strspn(word, " "));) {
		size_t length = strcspn(word, " ");
		size_t wide = columns(word, length);

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

void paper_print(const struct paper *paper, const char *before, const char *fmt, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;
	int length;

	va_start(args, fmt);
	length = vasprintf(&text, fmt, args);
	va_end(args);
	if (length >= 0)
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
