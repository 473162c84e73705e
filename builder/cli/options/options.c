#include "cli/options/options.h"

#include "base/mem.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* Which commands know an option. LIST_ because LIST is taken by options.def. */
enum {
	BUILD = 1 << VERB_build,
	FETCH = 1 << VERB_fetch,
	LOCK = 1 << VERB_lock,
	WRITE = 1 << VERB_write,
	LIST_ = 1 << VERB_list,
	SHOW = 1 << VERB_show,
	GUIDE = 1 << VERB_guide,
	INSPECT = 1 << VERB_inspect,
	VERIFY = 1 << VERB_verify,
	CHECK_CATALOG = 1 << VERB_check_catalog,
	CACHE = 1 << VERB_cache,
	ALL = -1,
};

enum shape { SHAPE_ONE, SHAPE_LIST, SHAPE_FLAG };

static const struct {
	const char *name;     /* with '_' for '-' */
	const char *argument; /* NULL for a flag */
	const char *help;
	size_t offset; /* in struct options */
	int letter;
	int verbs;
	enum shape shape;
} table[] = {
#define OPTION(key, letter, verbs, argument, help) \
	{ #key, argument, help, offsetof(struct options, key), letter, verbs, SHAPE_ONE },
#define LIST(key, letter, verbs, argument, help) \
	{ #key, argument, help, offsetof(struct options, key), letter, verbs, SHAPE_LIST },
#define FLAG(key, letter, verbs, help) \
	{ #key, NULL, help, offsetof(struct options, key), letter, verbs, SHAPE_FLAG },
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
};

static const struct {
	const char *name;
	const char *operands;
	size_t least;
	size_t most;
	const char *help;
} verbs[] = {
#define VERB(name, operands, least, most, help) { #name, operands, least, most, help },
#include "cli/options/verbs.def"
#undef VERB
};

enum { COUNT = ARRAY_LEN(table), NAME = 32, FIRST_LONG = 256 };

/* "dry_run" in C is "dry-run" to the user. */
static const char *spelled(const char *key, char name[NAME])
{
	snprintf(name, NAME, "%s", key);
	for (char *s = name; (s = strchr(s, '_'));)
		*s = '-';
	return name;
}

static const char *long_name(size_t i, char name[NAME])
{
	return spelled(table[i].name, name);
}

static void append(struct strings *list, const char *item)
{
	list->items = mem_grow(list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = item;
}

static void store(struct options *out, size_t i, const char *value)
{
	char *field = (char *)out + table[i].offset;
	const bool yes = true;

	switch (table[i].shape) {
	case SHAPE_ONE: memcpy(field, &value, sizeof(value)); break;
	case SHAPE_FLAG: memcpy(field, &yes, sizeof(yes)); break;
	case SHAPE_LIST: append((struct strings *)(void *)field, value); break;
	}
}

/* Tables for getopt_long() out of ours. An option's value is its place in the table. */
struct getopt_tables {
	struct option longs[COUNT + 1];
	char names[COUNT][NAME];
	char shorts[2 * COUNT + 2];
};

static void fill_tables(struct getopt_tables *out)
{
	size_t used = 0;

	*out = (struct getopt_tables){ 0 };
	out->shorts[used++] = ':'; /* tell a missing value from an unknown option */
	for (size_t i = 0; i < COUNT; i++) {
		out->longs[i].name = long_name(i, out->names[i]);
		out->longs[i].has_arg = table[i].argument ? required_argument : no_argument;
		out->longs[i].val = FIRST_LONG + (int)i;
		if (!table[i].letter)
			continue;
		out->shorts[used++] = (char)table[i].letter;
		if (table[i].argument)
			out->shorts[used++] = ':';
	}
}

static size_t option_of(int value)
{
	size_t i = 0;

	if (value >= FIRST_LONG)
		return (size_t)(value - FIRST_LONG);
	while (i < COUNT - 1 && table[i].letter != value)
		i++;
	return i;
}

/* Takes the command off the operands, when there is one. */
static bool find_verb(struct options *out, struct failure *why)
{
	const char *word = out->operands.count ? out->operands.items[0] : NULL;
	char name[NAME];

	if (!word)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (strcmp(word, spelled(verbs[i].name, name)) != 0)
			continue;
		out->verb = (enum verb)i;
		out->operands.count--;
		memmove(out->operands.items, out->operands.items + 1,
		        out->operands.count * sizeof(*out->operands.items));
		return true;
	}
	return fail(why, FAIL_USAGE, "there is no command '%s'; --help lists them", word);
}

static bool check_verb(const struct options *options, int used_verbs[COUNT], struct failure *why)
{
	const size_t given = options->operands.count;
	char name[NAME];
	char verb[NAME];

	if (options->help || options->version)
		return true;
	for (size_t i = 0; i < COUNT; i++) {
		if (used_verbs[i] && !(table[i].verbs & 1 << options->verb))
			return fail(why, FAIL_USAGE, "the command '%s' knows no option '--%s'",
			            spelled(verbs[options->verb].name, verb), long_name(i, name));
	}
	if (given < verbs[options->verb].least)
		return fail(why, FAIL_USAGE, "'%s' wants %s",
		            spelled(verbs[options->verb].name, verb),
		            verbs[options->verb].operands);
	if (given > verbs[options->verb].most)
		return fail(why, FAIL_USAGE, "'%s' is one word too many",
		            options->operands.items[verbs[options->verb].most]);
	return true;
}

static bool parse_all(struct options *out, int argc, char **argv, int used[COUNT],
                      struct failure *why)
{
	struct getopt_tables tables;
	int value;

	fill_tables(&tables);
	optind = 0; /* start afresh: tests parse several command lines */
	while ((value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		const char *word = argv[optind - 1];

		if (value == ':')
			return fail(why, FAIL_USAGE, "'%s' wants a value", word);
		if (value == '?')
			return fail(why, FAIL_USAGE, "there is no option '%s'; --help lists them",
			            word);
		store(out, option_of(value), optarg);
		used[option_of(value)] = 1;
	}
	while (optind < argc)
		append(&out->operands, argv[optind++]);
	return true;
}

bool options_parse(struct options *out, int argc, char **argv, struct failure *why)
{
	int used[COUNT] = { 0 };
	bool good;

	*out = (struct options){ 0 };
	for (int i = 0; i < argc; i++) /* getopt_long() puts them into another order */
		append(&out->typed, argv[i]);
	good = parse_all(out, argc, argv, used, why) && find_verb(out, why) &&
	       check_verb(out, used, why);
	for (int i = 1; !good && i < argc; i++)
		out->json = out->json || strcmp(argv[i], "--json") == 0;
	return good;
}

void options_done(struct options *options)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (table[i].shape == SHAPE_LIST)
			free(((struct strings *)(void *)((char *)options + table[i].offset))
			             ->items);
	}
	free(options->operands.items);
	free(options->typed.items);
	*options = (struct options){ 0 };
}

/* As an option or an operand; NULL when none was typed. */
static const char *vendor_of(const struct options *options)
{
	const char *operands = verbs[options->verb].operands;

	if (options->vendor || !options->operands.count || !strstr(operands, "VENDOR"))
		return options->vendor;
	return options->operands.items[0];
}

struct request options_request(const struct options *options)
{
	return (struct request){
		.router = {
			.vendor = vendor_of(options),
			.model = options->model,
			.catalogs = options->catalog,
		},
		.firmware = {
			.files = options->firmware,
			.sha256 = options->sha256,
			.trusted = options->trust,
			.openwrt_mirror = options->openwrt_mirror,
			.offline = options->offline,
			.accept_unsigned = options->accept_unsigned,
			.accept_unstated_model = options->accept_unstated_model,
			.accept_unproven = options->accept_unproven,
			.accept_developer = options->accept_developer,
			.locked = options->locked,
			.lock_file = options->lock_file,
		},
		.target = {
			.devices = options->device,
			.all_usb = options->all_usb,
			.output = options->output,
			.output_dir = options->output_dir,
			.card = options->guide,
			.layout = options->layout,
			.label = options->label,
			.replace = options->force,
			.check_capacity = options->check_capacity,
			.wipe = options->wipe,
			.no_eject = options->no_eject,
			.replug = options->replug,
		},
		.consent = {
			.erase = options->erase,
			.unmount = options->unmount,
			.allow_fixed = options->allow_fixed,
			.yes = options->yes,
			.dry_run = options->dry_run,
		},
		.typed = options->typed,
	};
}

static void left_column(size_t i, char left[64])
{
	char name[NAME];
	char letter[8] = "    ";

	if (table[i].letter)
		snprintf(letter, sizeof(letter), "-%c, ", table[i].letter);
	snprintf(left, 64, "%s--%s%s%s", letter, long_name(i, name), table[i].argument ? " " : "",
	         table[i].argument ? table[i].argument : "");
}

void options_help(FILE *to)
{
	fputs("Usage: mkrescue-usb [build] --vendor NAME [--model NAME] [--firmware FILE] "
	      "(--device DEV | --output FILE)\n"
	      "       mkrescue-usb COMMAND [OPTION...]\n\n"
	      "Makes a USB stick that a dead router's boot loader reads, and proves it.\n\n"
	      "Commands:\n",
	      to);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		char name[NAME];
		char left[64];

		snprintf(left, sizeof(left), "%s %s", spelled(verbs[i].name, name),
		         verbs[i].operands);
		fprintf(to, "  %-20s%s %s\n", left,
		        strlen(left) > 20 ? "\n                      " : "", verbs[i].help);
	}
	fputs("\nOptions:\n", to);
	for (size_t i = 0; i < COUNT; i++) {
		char left[64];

		left_column(i, left);
		fprintf(to, "  %-24s %s\n", left, table[i].help);
	}
	fputs("\nExit status: 0 done, 2 usage, 3 catalogue, 4 firmware, 5 target refused, 6 tool,\n"
	      "7 input or output, 8 verification, 9 network, 130 interrupted.\n",
	      to);
}

void options_manual(FILE *to)
{
	fputs("# COMMANDS\n\n", to);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		char name[NAME];

		fprintf(to, "*%s* %s\n\t%s.\n\n", spelled(verbs[i].name, name), verbs[i].operands,
		        verbs[i].help);
	}
	fputs("# OPTIONS\n\n", to);
	for (size_t i = 0; i < COUNT; i++) {
		char name[NAME];

		if (table[i].letter)
			fprintf(to, "*-%c*, ", table[i].letter);
		fprintf(to, "*--%s*", long_name(i, name));
		if (table[i].argument)
			fprintf(to, " _%s_", table[i].argument);
		fprintf(to, "\n\t%s.\n\n", table[i].help);
	}
}

static bool takes_path(size_t i)
{
	static const char *const paths[] = { "FILE", "DEV", "KEY", "DIR" };

	for (size_t j = 0; table[i].argument && j < ARRAY_LEN(paths); j++) {
		if (strcmp(table[i].argument, paths[j]) == 0)
			return true;
	}
	return false;
}

/* "list|export FILE" are words of the command's own: they come first, files after them. */
static void complete_operands(FILE *to, size_t verb)
{
	AUTO_FREE char *operands = mem_strdup(verbs[verb].operands);
	char name[NAME];
	char *rest = operands;

	if (!strchr(operands, '|'))
		return;
	fprintf(to,
	        "\tif [[ ${COMP_WORDS[1]} == %s && $COMP_CWORD == 2 && $word != -* ]]; then\n"
	        "\t\tmapfile -t COMPREPLY < <(compgen -W '",
	        spelled(verbs[verb].name, name));
	for (char *word = strsep(&rest, "|"); word; word = strsep(&rest, "|"))
		fprintf(to, "%.*s ", (int)strcspn(word, " "), word);
	fputs("' -- \"$word\")\n\t\treturn\n\tfi\n", to);
}

void options_completion(FILE *to)
{
	fputs("# bash completion for mkrescue-usb\n_mkrescue_usb()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tcase $before in\n\t",
	      to);
	for (size_t i = 0, n = 0; i < COUNT; i++) {
		char name[NAME];

		if (!takes_path(i))
			continue;
		fprintf(to, "%s--%s", n++ ? "|" : "", long_name(i, name));
		if (table[i].letter)
			fprintf(to, "|-%c", table[i].letter);
	}
	fputs(")\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn ;;\n\tesac\n",
	      to);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		complete_operands(to, i);
	fputs("\tif [[ ${COMP_WORDS[1]} == @(inspect|cache) && $word != -* ]]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n\t\treturn\n\tfi\n"
	      "\tmapfile -t COMPREPLY < <(compgen -W '",
	      to);
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		char name[NAME];

		fprintf(to, "%s ", spelled(verbs[i].name, name));
	}
	for (size_t i = 0; i < COUNT; i++) {
		char name[NAME];

		fprintf(to, "--%s ", long_name(i, name));
	}
	fputs("' -- \"$word\")\n}\ncomplete -o filenames -F _mkrescue_usb mkrescue-usb\n", to);
}
