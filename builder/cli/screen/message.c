#include "cli/screen/message.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

enum { HANGING = 2 };

struct paper message_paper(FILE *to)
{
	struct paper paper = paper_on(to);

	if (!paper_terminal(to))
		paper.width = SIZE_MAX;
	return paper;
}

void message_text(FILE *to, const char *before, const char *text)
{
	const size_t indent = strspn(text, " ");
	AUTO_FREE char *start = mem_printf("%s%*s", before, (int)indent, "");
	const struct paper paper = message_paper(to);

	paper_hanging(&paper, start, indent + HANGING, text);
}

void message_print(FILE *to, const char *before, const char *fmt, ...)
{
	AUTO_FREE char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = mem_vprintf(fmt, args);
	va_end(args);
	message_text(to, before, text);
}
