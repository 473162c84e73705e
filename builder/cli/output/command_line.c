#include "cli/output/command_line.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_MAX = 1000 };

static void put_word(FILE *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "0123456789-_./:=,+@%";

	if (word[0] && strspn(word, plain) == strlen(word)) {
		fputs(word, to);
		return;
	}
	fputc('\'', to);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	}
	fputc('\'', to);
}

/* "https://user:password@host/": also behind "NAME=" or "--firmware=". */
static bool has_password(const char *word)
{
	const char *scheme = strstr(word, "://");
	const char *host = scheme ? scheme + strlen("://") : NULL;

	return host && memchr(host, '@', strcspn(host, "/"));
}

static bool has_passwords(const struct strings *typed)
{
	for (size_t i = 0; i < typed->count; i++) {
		if (has_password(typed->items[i]))
			return true;
	}
	return false;
}

char *command_line(const struct strings *typed, const char *remedy)
{
	const bool is_option = remedy[0] == '-';
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = has_passwords(typed) ? NULL : mem_text_begin(&text, &size);

	if (!to)
		return NULL;
	if (!is_option && remedy[0])
		fprintf(to, "%s ", remedy);
	for (size_t i = 0; i < typed->count; i++) {
		fputs(i ? " " : "", to);
		put_word(to, typed->items[i]);
	}
	if (is_option)
		fprintf(to, " %s", remedy);
	mem_text_end(to);
	return size <= COMMAND_MAX && text_is_harmless(text) ? TAKE(text) : NULL;
}
