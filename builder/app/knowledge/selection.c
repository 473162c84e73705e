#include "app/knowledge/selection.h"

#include "app/knowledge/find.h"
#include "app/knowledge/search/nearest.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOARD = 128 };

static bool check_ability(struct selection *selection, struct failure *why)
{
	AUTO_FREE char *known = NULL;
	struct joined names = { 0 };

	if (!selection->ability_name || ability_named(selection->ability_name, &selection->ability))
		return true;
	for (enum ability i = 0; i < ABILITY_COUNT; i++)
		joined_add(&names, ", ", "%s", ability_name(i));
	known = joined_take(&names);
	return fail(why, FAIL_BAD_VALUE, "--can '%.64s' must be one of: %s",
	            selection->ability_name, known);
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
	return fail(why, FAIL_BAD_VALUE, "unknown method '%s'; known methods: %s",
	            selection->method_name, known);
}

bool selection_is_search(const struct selection *selection)
{
	return selection->words || selection->board || selection->method_name ||
	       selection->ability_name;
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

static bool fits(const struct selection *selection, const struct recipe *recipe)
{
	if (selection->method_name && selection->method != recipe->method)
		return false;
	if (selection->ability_name && selection->ability != recipe_ability(recipe))
		return false;
	return !selection->board || has_board(recipe, selection->board);
}

static size_t find_by_words(const struct selection *selection, const struct catalog *catalog,
                            const struct recipe **found)
{
	struct search_result result;
	size_t count = 0;

	search_find(&result, catalog, selection->vendor, selection->words);
	for (size_t i = 0; i < result.count; i++) {
		if (fits(selection, result.hits[i].recipe))
			found[count++] = result.hits[i].recipe;
	}
	search_done(&result);
	return count;
}

size_t selection_find(const struct selection *selection, const struct catalog *catalog,
                      const struct recipe **found)
{
	size_t count = 0;

	if (selection->words)
		return find_by_words(selection, catalog, found);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		if (selection->vendor && selection->vendor != vendor)
			continue;
		for (size_t j = 0; j < vendor->recipe_count; j++) {
			if (fits(selection, &vendor->recipes[j]))
				found[count++] = &vendor->recipes[j];
		}
	}
	return count;
}

/* Boards that are spelled nearly like that. */
static char *boards_near(const struct selection *selection, const struct catalog *catalog)
{
	struct nearest nearest;

	nearest_begin(&nearest, selection->board);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		for (size_t j = 0; j < catalog->vendors[i].recipe_count; j++) {
			const struct recipe *recipe = &catalog->vendors[i].recipes[j];

			for (size_t k = 0; k < recipe->board_count; k++)
				nearest_try(&nearest, recipe->boards[k], recipe->boards[k]);
		}
	}
	return nearest_question(&nearest);
}

bool selection_nothing(const struct selection *selection, const struct catalog *catalog,
                       struct failure *why)
{
	AUTO_FREE char *question = NULL;

	if (selection->words && !selection->board && !selection->method_name &&
	    !selection->ability_name)
		return find_nothing(catalog, selection->vendor, selection->words, why);
	question = selection->board ? boards_near(selection, catalog) : mem_strdup("");
	return fail(why, FAIL_UNKNOWN_MODEL,
	            "no model in the catalogue matches the search%s%s%s%s; 'mkrescue-usb list' "
	            "lists all vendors",
	            selection->board ? ": '" : "", selection->board ? selection->board : "",
	            selection->board ? "'" : "", question);
}
