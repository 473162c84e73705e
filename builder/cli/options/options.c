#include "cli/options/options.h"

#include "app/knowledge/search/nearest.h"
#include "base/mem.h"
#include "cli/options/table.h"
#include "cli/options/verb_find.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_LONG = 256, LIST_MAX = 100 };

static struct strings *list_of(struct options *options, size_t i)
{
	return (struct strings *)(void *)((char *)options + option_rows[i].offset);
}

static void append(struct strings *list, const char *item)
{
	list->items = mem_grow(list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = item;
}

static void store(struct options *out, size_t i, const char *value)
{
	char *field = (char *)out + option_rows[i].offset;
	const bool yes = true;

	switch (option_rows[i].shape) {
	case SHAPE_ONE: memcpy(field, &value, sizeof(value)); break;
	case SHAPE_FLAG: memcpy(field, &yes, sizeof(yes)); break;
	case SHAPE_LIST: append(list_of(out, i), value); break;
	}
}

/* Tables for getopt_long() out of ours. An option's value is its place in the table. */
struct getopt_tables {
	struct option longs[OPTION_COUNT + 1];
	char names[OPTION_COUNT][TABLE_NAME];
	char shorts[2 * OPTION_COUNT + 2];
};

static void fill_tables(struct getopt_tables *out)
{
	size_t used = 0;

	*out = (struct getopt_tables){ 0 };
	out->shorts[used++] = ':'; /* distinguishes a missing value from an unknown option */
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		out->longs[i].name = option_name(i, out->names[i]);
		out->longs[i].has_arg = option_rows[i].argument ? required_argument : no_argument;
		out->longs[i].val = FIRST_LONG + (int)i;
		if (!option_rows[i].letter)
			continue;
		out->shorts[used++] = (char)option_rows[i].letter;
		if (option_rows[i].argument)
			out->shorts[used++] = ':';
	}
}

static size_t option_of(int value)
{
	size_t i = 0;

	if (value >= FIRST_LONG)
		return (size_t)(value - FIRST_LONG);
	while (i < OPTION_COUNT - 1 && option_rows[i].letter != value)
		i++;
	return i;
}

/* Takes the command off the operands, when there is one. */
static bool find_verb(struct options *out, struct failure *why)
{
	if (!out->operands.count)
		return true;
	if (!verb_find(out->operands.items[0], &out->verb, why))
		return false;
	out->verb_is_typed = true;
	out->operands.count--;
	memmove(out->operands.items, out->operands.items + 1,
	        out->operands.count * sizeof(*out->operands.items));
	return true;
}

static bool check_verb(const struct options *options, int used_verbs[OPTION_COUNT],
                       struct failure *why)
{
	const struct verb_row *row = &verb_rows[options->verb];
	const struct strings *operands = &options->operands;
	char option[TABLE_NAME];
	char verb[TABLE_NAME];

	verb_name(options->verb, verb);
	if (options->help || options->version)
		return true;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (used_verbs[i] && !verb_takes(options->verb, i))
			return fail(why, FAIL_BAD_OPTION,
			            "option '--%s' cannot be used with '%s'; 'mkrescue-usb help "
			            "%s' lists its options",
			            option_name(i, option), verb, verb);
	}
	if (operands->count < row->least)
		return fail(why, FAIL_INCOMPLETE, "'%s' needs %s", verb, row->operands);
	if (operands->count > row->most)
		return fail(why, FAIL_BAD_OPTION,
		            "unexpected word '%s'; see 'mkrescue-usb help %s'",
		            operands->items[row->most], verb);
	return true;
}

/* `word` is as it was typed: "--devcie=/dev/sdb". */
static bool fail_unknown_option(const char *word, struct failure *why)
{
	AUTO_FREE char *typed = mem_printf("%.*s", (int)strcspn(word, "="), word);
	AUTO_FREE char *question = NULL;
	struct nearest nearest;

	nearest_begin(&nearest, typed);
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char name[TABLE_NAME];
		AUTO_FREE char *dashed = mem_printf("--%s", option_name(i, name));

		nearest_try(&nearest, dashed, dashed);
	}
	question = nearest_question(&nearest);
	return fail(why, FAIL_BAD_OPTION,
	            "unknown option '%s'%s; 'mkrescue-usb help COMMAND' lists the options of a "
	            "command",
	            typed, question);
}

/* The last one would count, and the file in the first would look as if it were proven. */
static bool fail_given_twice(size_t option, struct failure *why)
{
	char name[TABLE_NAME];

	return fail(why, FAIL_CONFLICT, "option '--%s' is given twice; give it once",
	            option_name(option, name));
}

static bool parse_all(struct options *out, int argc, char **argv, int used[OPTION_COUNT],
                      struct failure *why)
{
	struct getopt_tables tables;
	int value;

	fill_tables(&tables);
	optind = 0; /* start afresh: tests parse several command lines */
	while ((value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		const char *word = argv[optind - 1];
		const size_t i = option_of(value);

		if (value == ':')
			return fail(why, FAIL_INCOMPLETE, "option '%s' needs a value", word);
		if (value == '?')
			return fail_unknown_option(word, why);
		if (used[i] && option_rows[i].shape == SHAPE_ONE)
			return fail_given_twice(i, why);
		store(out, i, optarg);
		used[i] = 1;
	}
	while (optind < argc)
		append(&out->operands, argv[optind++]);
	return true;
}

/* Each may open a file: the program would have no descriptor left for its own. */
static bool check_counts(struct options *options, struct failure *why)
{
	char name[TABLE_NAME];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		size_t count = option_rows[i].shape == SHAPE_LIST ? list_of(options, i)->count : 0;

		if (count > LIST_MAX)
			return fail(why, FAIL_BAD_OPTION,
			            "option '--%s' is given %zu times; give it at most %d times",
			            option_name(i, name), count, LIST_MAX);
	}
	return true;
}

bool options_parse(struct options *out, int argc, char **argv, struct failure *why)
{
	int used[OPTION_COUNT] = { 0 };
	bool good;

	*out = (struct options){ 0 };
	for (int i = 0; i < argc; i++) /* getopt_long() puts them into another order */
		append(&out->typed, argv[i]);
	good = parse_all(out, argc, argv, used, why) && check_counts(out, why) &&
	       find_verb(out, why) && check_verb(out, used, why);
	for (int i = 1; !good && i < argc; i++)
		out->json = out->json || strcmp(argv[i], "--json") == 0;
	return good;
}

void options_done(struct options *options)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (option_rows[i].shape == SHAPE_LIST)
			free(list_of(options, i)->items);
	}
	free(options->operands.items);
	free(options->typed.items);
	*options = (struct options){ 0 };
}

/* As an option or an operand; NULL when none was typed. */
static const char *vendor_of(const struct options *options)
{
	const char *operands = verb_rows[options->verb].operands;

	if (options->vendor || !options->operands.count || !strstr(operands, "VENDOR"))
		return options->vendor;
	return options->operands.items[0];
}

static struct request_rescue rescue_of(const struct options *options)
{
	return (struct request_rescue){
		.is_wanted = options->verb == VERB_rescue,
		.interface = options->interface,
		.patience = options->patience,
		.seconds = options->seconds,
		.capture = options->capture,
		.no_wait = options->no_wait,
		.page_path = options->page_path,
		.page_field = options->page_field,
	};
}

struct request options_request(const struct options *options)
{
	return (struct request){
		.fleet = options->fleet,
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
		.rescue = rescue_of(options),
		.consent = {
			.erase = options->erase,
			.unmount = options->unmount,
			.allow_fixed = options->allow_fixed,
			.yes = options->yes,
			.dry_run = options->dry_run,
		},
	};
}
