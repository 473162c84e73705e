/* optdoc - the options as a part of the manual page, or as a bash completion. Not installed. */
#include "base/mem.h"
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

static bool takes_path(size_t i)
{
	static const char *const paths[] = { "FILE", "DEV", "KEY", "DIR" };

	for (size_t j = 0; option_rows[i].argument && j < ARRAY_LEN(paths); j++) {
		if (strcmp(option_rows[i].argument, paths[j]) == 0)
			return true;
	}
	return false;
}

/* "list|export FILE" are words of the command's own: they come first, files after them. */
static void complete_operands(FILE *to, size_t verb)
{
	const char *word = verb_rows[verb].operands;
	char name[TABLE_NAME];

	if (!strchr(word, '|'))
		return;
	fprintf(to,
	        "\tif [[ ${COMP_WORDS[1]} == %s && $COMP_CWORD == 2 && $word != -* ]]; then\n"
	        "\t\tmapfile -t COMPREPLY < <(compgen -W '",
	        verb_name(verb, name));
	for (; *word; word += strcspn(word, "|"), word += *word == '|')
		fprintf(to, "%.*s ", (int)strcspn(word, " |"), word);
	fputs("' -- \"$word\")\n\t\treturn\n\tfi\n", to);
}

static void write_completion(FILE *to)
{
	fputs("# bash completion for mkrescue-usb\n_mkrescue_usb()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tcase $before in\n\t",
	      to);
	for (size_t i = 0, n = 0; i < OPTION_COUNT; i++) {
		char name[TABLE_NAME];

		if (!takes_path(i))
			continue;
		fprintf(to, "%s--%s", n++ ? "|" : "", option_name(i, name));
		if (option_rows[i].letter)
			fprintf(to, "|-%c", option_rows[i].letter);
	}
	fputs(")\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn ;;\n\tesac\n",
	      to);
	for (size_t i = 0; i < VERB_COUNT; i++)
		complete_operands(to, i);
	fputs("\tif [[ ${COMP_WORDS[1]} == @(inspect|cache) && $word != -* ]]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn\n\tfi\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W '",
	      to);
	for (size_t i = 0; i < VERB_COUNT; i++) {
		char name[TABLE_NAME];

		fprintf(to, "%s ", verb_name(i, name));
	}
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char name[TABLE_NAME];

		fprintf(to, "--%s ", option_name(i, name));
	}
	fputs("' -- \"$word\")\n}\ncomplete -o filenames -F _mkrescue_usb mkrescue-usb\n", to);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "completion") == 0)
		write_completion(stdout);
	else
		write_manual(stdout);
	return 0;
}
