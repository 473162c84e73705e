#include "app/knowledge/selection.h"

#include "app/knowledge/nearest.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 64, BOARD = 128 };

static bool check_ability(struct selection *selection, struct failure *why)
{
	AUTO_FREE char *known = NULL;
	struct joined names = { 0 };

	if (!selection->ability_name || ability_named(selection->ability_name, &selection->ability))
		return true;
	for (enum ability i = 0; i < ABILITY_COUNT; i++)
		joined_add(&names, ", ", "%s", ability_name(i));
	known = joined_take(&names);
	return fail(why, FAIL_USAGE, "--can '%.64s' must be one of: %s", selection->ability_name,
	            known);
}

bool selection_check(struct selection *selection, struct failure *why)
{
	AUTO_FREE char *known = NULL;
	struct joined names = { 0 };

	if (!selection->method_name || method_named(selection->method_name, &selection->method))
		return check_ability(selection, why);
	for (enum method i = 0; i < METHOD_COUNT; i++)
		joined_add(&names, ", ", "%s", method_name(i));
	known = joined_take(&names);
	return fail(why, FAIL_USAGE, "unknown method '%s'; known methods: %s",
	            selection->method_name, known);
}

bool selection_is_search(const struct selection *selection)
{
	return selection->words || selection->board || selection->method_name ||
	       selection->ability_name;
}

static char plain(char letter)
{
	unsigned char byte = (unsigned char)letter;

	if (byte < 0x80 && !isalnum(byte))
		return ' ';
	return (char)tolower(byte);
}

/* A name twice, each time on a line: "\narcher c7 v5\narcherc7v5". */
static void put_name(FILE *to, const char *name)
{
	fputc('\n', to);
	for (const char *s = name; *s; s++)
		fputc(plain(*s), to);
	fputc('\n', to);
	for (const char *s = name; *s; s++) {
		if (plain(*s) != ' ')
			fputc(plain(*s), to);
	}
}

static void put_names(FILE *to, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_name(to, names[i]);
}

/* All that a search looks at. To be freed. */
static char *text_of(const struct vendor *vendor, const struct recipe *recipe)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = mem_text_begin(&text, &size);

	put_name(to, vendor->name);
	put_name(to, vendor->title);
	put_names(to, vendor->aliases, vendor->alias_count);
	put_name(to, recipe->model);
	put_name(to, recipe->title);
	put_name(to, recipe->label);
	put_names(to, recipe->aliases, recipe->alias_count);
	put_names(to, recipe->boards, recipe->board_count);
	mem_text_end(to);
	return mem_strdup(text);
}

static bool has_word(const char *text, const char *word, bool anywhere)
{
	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		if (anywhere || at[-1] == ' ' || at[-1] == '\n')
			return true;
	}
	return false;
}

/* The next word of *words, made plain; moves *words behind it. Empty at the end. */
static void next_word(const char **words, char word[WORD])
{
	size_t used = 0;

	while (**words && plain(**words) == ' ')
		++*words;
	for (; **words && plain(**words) != ' '; ++*words) {
		if (used + 1 < WORD)
			word[used++] = plain(**words);
	}
	word[used] = '\0';
}

static bool has_words(const struct vendor *vendor, const struct recipe *recipe, const char *words,
                      bool anywhere)
{
	AUTO_FREE char *text = text_of(vendor, recipe);
	char word[WORD];

	for (next_word(&words, word); word[0]; next_word(&words, word)) {
		if (!has_word(text, word, anywhere))
			return false;
	}
	return true;
}

/* "xiaomi,mi-router-3g" is what a running router says, "xiaomi_mi-router-3g" what files say. */
static void spell_board(char out[BOARD], const char *board)
{
	snprintf(out, BOARD, "%s", board);
	for (char *s = out; *s; s++) {
		*s = (char)tolower((unsigned char)*s);
		if (*s == ',')
			*s = '_';
	}
}

static bool has_board(const struct recipe *recipe, const char *board)
{
	char wanted[BOARD];
	char known[BOARD];

	spell_board(wanted, board);
	for (size_t i = 0; i < recipe->board_count; i++) {
		spell_board(known, recipe->boards[i]);
		if (strcmp(known, wanted) == 0)
			return true;
	}
	return false;
}

static bool fits(const struct selection *selection, const struct vendor *vendor,
                 const struct recipe *recipe, bool anywhere)
{
	if (selection->vendor && selection->vendor != vendor)
		return false;
	if (selection->method_name && selection->method != recipe->method)
		return false;
	if (selection->ability_name && selection->ability != recipe_ability(recipe))
		return false;
	if (selection->board && !has_board(recipe, selection->board))
		return false;
	return !selection->words || has_words(vendor, recipe, selection->words, anywhere);
}

static size_t find(const struct selection *selection, const struct catalog *catalog,
                   const struct recipe **found, bool anywhere)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++) {
			if (fits(selection, vendor, &vendor->recipes[j], anywhere))
				found[count++] = &vendor->recipes[j];
		}
	}
	return count;
}

size_t selection_find(const struct selection *selection, const struct catalog *catalog,
                      const struct recipe **found)
{
	size_t count = find(selection, catalog, found, false);

	return count || !selection->words ? count : find(selection, catalog, found, true);
}

/* What was typed is measured against names with the vendor's in front and without. */
static void consider(struct nearest *nearest, const struct selection *selection,
                     const struct recipe *recipe)
{
	AUTO_FREE char *name = mem_printf("%s %s", recipe->vendor, recipe->model);

	if (selection->board) {
		for (size_t i = 0; i < recipe->board_count; i++)
			nearest_try(nearest, recipe->boards[i], recipe->boards[i]);
		return;
	}
	nearest_try(nearest, name, name);
	nearest_recipe(nearest, recipe, name);
}

bool selection_nothing(const struct selection *selection, const struct catalog *catalog,
                       struct failure *why)
{
	const char *typed = selection->board ? selection->board : selection->words;
	AUTO_FREE char *question = NULL;
	struct nearest nearest;

	nearest_begin(&nearest, typed ? typed : "");
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++)
			consider(&nearest, selection, &vendor->recipes[j]);
	}
	question = nearest_question(&nearest);
	return fail(why, FAIL_USAGE,
	            "no model in the catalogue matches the search%s%s%s%s; 'mkrescue-usb list' "
	            "lists all vendors",
	            typed ? ": '" : "", typed ? typed : "", typed ? "'" : "", question);
}
