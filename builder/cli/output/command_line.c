#include "cli/output/command_line.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/options/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void put_words(FILE *to, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fputc(' ', to);
		put_word(to, words[i]);
	}
}

/* Owned; NULL when it cannot be shown. */
static char *finish(FILE *to, char **text, const size_t *size)
{
	mem_text_end(to, text);
	return *size <= COMMAND_MAX && text_is_harmless(*text) ? TAKE(*text) : NULL;
}

char *command_line(const struct strings *typed, const char *remedy)
{
	const bool is_option = remedy[0] == '-';
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = typed->count && !has_passwords(typed) ? mem_text_begin(&text, &size) : NULL;

	if (!to)
		return NULL;
	if (!is_option && remedy[0])
		fprintf(to, "%s ", remedy);
	put_word(to, typed->items[0]);
	put_words(to, typed->items + 1, typed->count - 1);
	if (is_option)
		fprintf(to, " %s", remedy);
	return finish(to, &text, &size);
}

static bool has_word(const struct strings *typed, const char *word)
{
	for (size_t i = 1; i < typed->count; i++) {
		if (strcmp(typed->items[i], word) == 0)
			return true;
	}
	return false;
}

/* Of "--model": 'm'; 0: it has none. */
static int letter_of(const char *option)
{
	char name[TABLE_NAME];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (strcmp(option_name(i, name), option + strlen("--")) == 0)
			return option_rows[i].letter;
	}
	return 0;
}

/* Whether a word, as getopt_long() reads it, is that option: whole, begun, or by its letter. */
static bool is_option(const char *word, const char *option, bool *has_value)
{
	const size_t length = strcspn(word, "=");

	*has_value = word[length] == '=';
	if (length > 2 && word[1] == '-')
		return strncmp(word, option, length) == 0;
	if (word[0] != '-' || !word[1] || word[1] != letter_of(option))
		return false;
	*has_value = word[2] != '\0';
	return true;
}

/* How many words from the one at `at` are an option that was answered since. */
static size_t replaced(const struct strings *typed, size_t at, const struct event_again *again)
{
	bool has_value;

	for (size_t i = 0; i < again->count; i++) {
		const bool takes_value = i + 1 < again->count && again->words[i + 1][0] != '-';

		if (again->words[i][0] == '-' &&
		    is_option(typed->items[at], again->words[i], &has_value))
			return takes_value && !has_value && at + 1 < typed->count ? 2 : 1;
	}
	return 0;
}

static void put_typed(FILE *to, const struct strings *typed, const struct event_again *again)
{
	size_t at = 1;

	while (at < typed->count) {
		const size_t count = replaced(typed, at, again);

		if (!count)
			put_words(to, typed->items + at, 1);
		at += count ? count : 1;
	}
}

char *command_line_again(const struct strings *typed, const struct event_again *again)
{
	const struct strings added = { (const char **)(uintptr_t)again->words, again->count };
	const bool can_show = typed->count && !has_passwords(typed) && !has_passwords(&added);
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = can_show ? mem_text_begin(&text, &size) : NULL;

	if (!to)
		return NULL;
	if (geteuid() == 0 && getenv("SUDO_UID"))
		fputs("sudo ", to);
	put_word(to, typed->items[0]);
	if (again->is_rescue && !has_word(typed, "rescue"))
		fputs(" rescue", to);
	put_typed(to, typed, again);
	put_words(to, again->words, again->count);
	return finish(to, &text, &size);
}
