#include "base/text/joined.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void joined_add(struct joined *joined, const char *between, const char *fmt, ...)
{
	AUTO_FREE char *before = joined->text;
	AUTO_FREE char *more = NULL;
	va_list args;
	int size;

	va_start(args, fmt);
	size = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	more = mem_zalloc(1, (size_t)size + 1);
	va_start(args, fmt);
	vsnprintf(more, (size_t)size + 1, fmt, args);
	va_end(args);
	joined->text = before ? mem_printf("%s%s%s", before, between, more) : TAKE(more);
}

char *joined_take(struct joined *joined)
{
	return joined->text ? TAKE(joined->text) : mem_strdup("");
}
