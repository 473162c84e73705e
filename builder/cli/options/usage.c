#include "cli/options/usage.h"

#include "base/mem.h"
#include "cli/options/table.h"
#include "guide/paper.h"

enum {
	MOST_WIDTH = 80,
	VERB_COLUMN = 15,
	OPTION_COLUMN = 30,
};

static const char *const verb_headings[] = {
	[GROUP_STICKS] = "Make and check sticks:",
	[GROUP_FIRMWARE] = "Get and check firmware:",
	[GROUP_ROUTERS] = "Look up routers, add one, and get help:",
};

static const char *const option_headings[] = {
	[GROUP_WHAT] = "What",   [GROUP_WHERE] = "Where",    [GROUP_SAFETY] = "Safety",
	[GROUP_TRUST] = "Trust", [GROUP_SHOW_AS] = "Output",
};

/* The terminal's width, where that is less than the usual one. */
static struct paper page_on(FILE *to)
{
	struct paper paper = paper_on(to);

	if (paper.width > MOST_WIDTH)
		paper.width = MOST_WIDTH;
	return paper;
}

static void show_verb(size_t verb, const struct paper *paper)
{
	char name[TABLE_NAME];
	AUTO_FREE char *before = mem_printf("  %-*s", VERB_COLUMN, verb_name(verb, name));

	paper_text(paper, before, verb_rows[verb].help);
}

void help_program(FILE *to)
{
	const struct paper paper = page_on(to);

	fputs("Usage: mkrescue-usb [COMMAND] [OPTION...]\n", to);
	for (size_t group = 0; group < ARRAY_LEN(verb_headings); group++) {
		fprintf(to, "%s\n", verb_headings[group]);
		for (size_t i = 0; i < VERB_COUNT; i++) {
			if (verb_rows[i].group == group)
				show_verb(i, &paper);
		}
	}
	paper_text(&paper, "",
	           "See 'mkrescue-usb help COMMAND' for its options, and 'man mkrescue-usb'.");
}

static void show_usage(enum verb verb, const struct paper *paper)
{
	const struct verb_row *row = &verb_rows[verb];
	char name[TABLE_NAME];
	AUTO_FREE char *before = mem_printf("Usage: mkrescue-usb %s ", verb_name(verb, name));
	AUTO_FREE char *synopsis =
	        mem_printf("%s%s[OPTION...]", row->synopsis, row->synopsis[0] ? " " : "");

	paper_print(paper, "", "mkrescue-usb %s: %s", name, row->help);
	fputc('\n', paper->to);
	paper_text(paper, before, synopsis);
}

static void show_option(size_t i, const struct paper *paper)
{
	const struct option_row *row = &option_rows[i];
	char name[TABLE_NAME];
	char letter[8] = "    ";
	AUTO_FREE char *left = NULL;
	AUTO_FREE char *column = NULL;

	if (row->letter)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	left = mem_printf("  %s--%s%s%s", letter, option_name(i, name), row->argument ? " " : "",
	                  row->argument ? row->argument : "");
	column = mem_printf("%-*s ", OPTION_COLUMN, left);
	paper_text(paper, column, row->help);
}

static void show_options(enum verb verb, enum option_group group, const struct paper *paper)
{
	bool any = false;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_rows[i].group != group || !verb_takes(verb, i))
			continue;
		if (!any)
			fprintf(paper->to, "\n%s:\n", option_headings[group]);
		any = true;
		show_option(i, paper);
	}
}

void help_command(enum verb verb, FILE *to)
{
	const struct paper paper = page_on(to);
	char name[TABLE_NAME];

	show_usage(verb, &paper);
	for (size_t group = 0; group < ARRAY_LEN(option_headings); group++)
		show_options(verb, (enum option_group)group, &paper);
	fputs("\nExamples:\n", to);
	for (size_t i = 0; i < ARRAY_LEN(verb_rows[verb].examples); i++) {
		const char *example = verb_rows[verb].examples[i];

		fprintf(to, "  mkrescue-usb %s%s%s\n", verb_name(verb, name), example[0] ? " " : "",
		        example);
	}
}
