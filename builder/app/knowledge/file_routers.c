#include "app/knowledge/file_routers.h"

#include "app/knowledge/matching_recipes.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAMED_MAX = 9, BOARD = 128 };

static void add(struct file_routers *out, const struct recipe *recipe)
{
	for (size_t i = 0; i < out->count; i++) {
		if (out->items[i] == recipe)
			return;
	}
	out->items = mem_grow(out->items, out->count, sizeof(const struct recipe *));
	out->items[out->count++] = recipe;
}

static bool fail_unknown(const struct firmware *firmware, struct failure *why)
{
	const struct findings *findings = &firmware->findings;
	char board[BOARD] = "";

	if (findings->board_count)
		text_clean(board, sizeof(board), findings->boards[0].code);
	if (!findings->format)
		return fail(why, FAIL_FIRMWARE, "'%s' is of an unknown format.", firmware->name);
	return fail(why, FAIL_FIRMWARE, "'%s' (%s%s%s) does not say which router it is for.",
	            firmware->name, findings->container, board[0] ? ", board " : "", board);
}

bool file_routers_by_content(struct file_routers *out, const struct knowledge *knowledge,
                             const char *path, struct failure *why)
{
	struct firmware firmware = { 0 };
	struct matching_recipes matching;

	*out = (struct file_routers){ .items = NULL };
	if (!firmware_open(&firmware, path, &knowledge->keys, why))
		return false;
	matching = matching_recipes_find(knowledge, &firmware.findings);
	for (size_t i = 0; i < matching.count; i++)
		add(out, matching.items[i].recipe);
	free(matching.items);
	if (!out->count)
		fail_unknown(&firmware, why);
	firmware_done(&firmware);
	return out->count != 0;
}

/*
 * OpenWrt calls the board "tplink,archer-c7-v2" in its files "...-tplink_archer-c7-v2-...". A board
 * without a maker, "generic", is a word of other names, too.
 */
static bool has_board(const char *name, const char *board)
{
	AUTO_FREE char *part = mem_printf("-%s-", board);

	for (char *comma; (comma = strchr(part, ','));)
		*comma = '_';
	return strchr(part, '_') && strcasestr(name, part);
}

static bool is_downloaded_as(const struct recipe *recipe, const char *name)
{
	for (size_t i = 0; i < recipe->download_count; i++) {
		if (strcasecmp(file_name_in(recipe->downloads[i].url), name) == 0)
			return true;
	}
	return false;
}

static bool is_called(const struct recipe *recipe, const char *name)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].name && strcasecmp(recipe->files[i].name, name) == 0)
			return true;
	}
	for (size_t i = 0; i < recipe->network.asked_as_count; i++) {
		if (strcasecmp(file_name_in(recipe->network.asked_as[i]), name) == 0)
			return true;
	}
	for (size_t i = 0; i < recipe->board_count; i++) {
		if (has_board(name, recipe->boards[i]))
			return true;
	}
	return is_downloaded_as(recipe, name);
}

void file_routers_by_name(struct file_routers *out, const struct knowledge *knowledge,
                          const char *name)
{
	const struct catalog *catalog = knowledge_everything(knowledge);

	*out = (struct file_routers){ .items = NULL };
	if (!strchr(name, '.'))
		return;
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		for (size_t j = 0; j < catalog->vendors[i].recipe_count; j++) {
			if (is_called(&catalog->vendors[i].recipes[j], name))
				add(out, &catalog->vendors[i].recipes[j]);
		}
	}
	if (out->count > NAMED_MAX)
		out->count = 0;
}
