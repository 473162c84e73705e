/*
 * optdoc - options and reasons of failures as parts of the manual page, options as tables for the
 * completion of bash and zsh, or as fish's completion. Not installed.
 */
#include "base/mem.h"
#include "catalog/methods.h"
#include "cli/options/table.h"

#include <stdio.h>
#include <string.h>

static void write_manual(FILE *to)
{
	fputs("# COMMANDS\n\n", to);
	for (size_t i = 0; i < VERB_COUNT; i++) {
		char name[TABLE_NAME];

		fprintf(to, "*%s* %s\n\t%s.\n\n", verb_name(i, name), verb_rows[i].operands,
		        verb_rows[i].help);
	}
	fputs("# OPTIONS\n\n", to);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char name[TABLE_NAME];

		if (option_rows[i].letter)
			fprintf(to, "*-%c*, ", option_rows[i].letter);
		fprintf(to, "*--%s*", option_name(i, name));
		if (option_rows[i].argument)
			fprintf(to, " _%s_", option_rows[i].argument);
		fprintf(to, "\n\t%s.\n\n", option_rows[i].help);
	}
}

static void write_reasons(FILE *to)
{
	static const struct {
		const char *code;
		const char *meaning;
	} reasons[] = {
#define REASON(name, code, kind, meaning) { code, meaning },
#include "base/fail_reasons.def"
#undef REASON
	};

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		fprintf(to, "%s *%s*\n%s %s\n", i ? "| " : "|[", reasons[i].code, i ? ": " : ":[",
		        reasons[i].meaning);
	fputc('\n', to);
}

/* What completes an option's value: a function of each shell's completion has its name. */
static const char *value_kind(size_t i)
{
	static const struct {
		const char *name;
		const char *kind;
	} kinds[] = {
		/* by the option */
		{ "vendor", "vendor" },
		{ "model", "model" },
		{ "layout", "layout" },
		{ "method", "method" },
		{ "can", "ability" },
		{ "interface", "interface" },
		{ "lock_file", "lock" },
		{ "fleet", "lock" },
		/* by what its value is */
		{ "FILE", "file" },
		{ "KEY", "file" },
		{ "DIR", "folder" },
		{ "DEV", "device" },
	};

	for (size_t j = 0; j < ARRAY_LEN(kinds); j++) {
		if (strcmp(option_rows[i].key, kinds[j].name) == 0 ||
		    strcmp(option_rows[i].argument, kinds[j].name) == 0)
			return kinds[j].kind;
	}
	return "text";
}

/* In single quotes, for every shell. */
static void quote(FILE *to, const char *text)
{
	fputc('\'', to);
	for (; *text; text++)
		fputs(*text == '\'' ? "'\\''" : (const char[]){ *text, '\0' }, to);
	fputc('\'', to);
}

/* "list|verify|export FILE" is: the words list, verify and export. "VENDOR MODEL" has none. */
static void write_words(FILE *to, const char *operands)
{
	if (!strchr(operands, '|'))
		return;
	for (const char *word = operands; *word; word += *word == '|') {
		fprintf(to, "%.*s ", (int)strcspn(word, " |"), word);
		word += strcspn(word, "|");
	}
}

static void write_methods(FILE *to)
{
	for (enum method i = 0; i < METHOD_COUNT; i++)
		fprintf(to, "%s ", method_name(i));
}

static void begin_table(FILE *to, const char *name)
{
	fprintf(to, "typeset -gA _mkrescue_usb_%s=(\n", name);
}

/* Which options each command takes, and the words of its own. */
static void write_commands(FILE *to)
{
	char name[TABLE_NAME];

	begin_table(to, "options");
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		fprintf(to, "\t[%s]='", verb_name(verb, name));
		for (size_t i = 0; i < OPTION_COUNT; i++) {
			if (verb_takes(verb, i))
				fprintf(to, "--%s ", option_name(i, name));
		}
		fputs("'\n", to);
	}
	fputs(")\n", to);
	begin_table(to, "words");
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		fprintf(to, "\t[%s]='", verb_name(verb, name));
		write_words(to, verb_rows[verb].operands);
		fputs("'\n", to);
	}
	fputs(")\n", to);
}

static void write_values(FILE *to)
{
	char name[TABLE_NAME];

	begin_table(to, "values");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (!option_rows[i].argument)
			continue;
		fprintf(to, "\t[--%s]=%s\n", option_name(i, name), value_kind(i));
		if (option_rows[i].letter)
			fprintf(to, "\t[-%c]=%s\n", option_rows[i].letter, value_kind(i));
	}
	fputs(")\n", to);
}

static void write_help(FILE *to)
{
	char name[TABLE_NAME];

	begin_table(to, "help");
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		fprintf(to, "\t[%s]=", verb_name(verb, name));
		quote(to, verb_rows[verb].help);
		fputc('\n', to);
	}
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		fprintf(to, "\t[--%s]=", option_name(i, name));
		quote(to, option_rows[i].help);
		fputc('\n', to);
	}
	fputs(")\n", to);
}

static void write_tables(FILE *to)
{
	write_commands(to);
	write_values(to);
	fputs("_mkrescue_usb_methods='", to);
	write_methods(to);
	fputs("'\n", to);
}

static void fish_commands(FILE *to)
{
	char name[TABLE_NAME];

	fputs("set -g __mkrescue_usb_methods ", to);
	write_methods(to);
	fputs("\nset -g __mkrescue_usb_commands", to);
	for (size_t verb = 0; verb < VERB_COUNT; verb++)
		fprintf(to, " %s", verb_name(verb, name));
	fputs("\nset -g __mkrescue_usb_valued", to);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_rows[i].argument)
			fprintf(to, " --%s", option_name(i, name));
		if (option_rows[i].argument && option_rows[i].letter)
			fprintf(to, " -%c", option_rows[i].letter);
	}
	fputc('\n', to);
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		fprintf(to, "complete -c mkrescue-usb -n '__mkrescue_usb_is none' -a %s -d ",
		        verb_name(verb, name));
		quote(to, verb_rows[verb].help);
		if (strchr(verb_rows[verb].operands, '|')) {
			fprintf(to, "\ncomplete -c mkrescue-usb -n '__mkrescue_usb_is %s' -a '",
			        name);
			write_words(to, verb_rows[verb].operands);
			fputc('\'', to);
		}
		fputc('\n', to);
	}
}

static void fish_option(FILE *to, size_t i)
{
	char name[TABLE_NAME];

	fputs("complete -c mkrescue-usb -n '__mkrescue_usb_is", to);
	for (size_t verb = 0; verb < VERB_COUNT; verb++) {
		if (verb_takes(verb, i))
			fprintf(to, " %s", verb_name(verb, name));
	}
	if (verb_takes(VERB_build, i)) /* the default */
		fputs(" none", to);
	fprintf(to, "' -l %s", option_name(i, name));
	if (option_rows[i].letter)
		fprintf(to, " -s %c", option_rows[i].letter);
	if (option_rows[i].argument)
		fprintf(to, " -x -a '(__mkrescue_usb_%s)'", value_kind(i));
	fputs(" -d ", to);
	quote(to, option_rows[i].help);
	fputc('\n', to);
}

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	if (strcmp(what, "manual") == 0) {
		write_manual(stdout);
	} else if (strcmp(what, "reasons") == 0) {
		write_reasons(stdout);
	} else if (strcmp(what, "bash") == 0) {
		write_tables(stdout);
	} else if (strcmp(what, "zsh") == 0) {
		write_tables(stdout);
		write_help(stdout);
	} else if (strcmp(what, "fish") == 0) {
		fish_commands(stdout);
		for (size_t i = 0; i < OPTION_COUNT; i++)
			fish_option(stdout, i);
	} else {
		fputs("usage: optdoc manual|reasons|bash|zsh|fish\n", stderr);
		return 2;
	}
	return 0;
}
