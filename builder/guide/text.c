#include "base/mem.h"
#include "guide/guide.h"
#include "guide/parts.h"
#include "guide/words.h"

void guide_conditions(const struct recipe *recipe, FILE *to)
{
	const struct paper paper = paper_on(to);

	if (recipe->works_when)
		paper_text(&paper, "Works when: ", recipe->works_when);
	parts_confidence(&paper, recipe);
	parts_before(&paper, recipe);
}

static void ending(const struct paper *paper, const struct guide_card *card)
{
	parts_steps(paper, card->recipe);
	parts_ending(paper, card->recipe);
}

void guide_steps(const struct guide_card *card, FILE *to)
{
	const struct paper paper = paper_on(to);

	paper_text(&paper, "", card->recipe->title);
	parts_port(&paper, card->recipe);
	parts_network(&paper, card->recipe, card->file);
	ending(&paper, card);
}

/* Anything but a good source comes first, so that users do not trust it too much. */
static void doubts(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->confidence != CONFIDENCE_GOOD)
		parts_confidence(paper, recipe);
}

static void needed_files(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->file_count)
		paper_heading(paper, method_facts(recipe->method)->files);
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *file = &recipe->files[i];
		AUTO_FREE char *path = words_path(recipe, file);
		AUTO_FREE char *others = words_other_names(recipe, i);

		paper_print(paper, "  - ", "%s%s: %s", path, file->optional ? " (optional)" : "",
		            file->what);
		if (others)
			paper_text(paper, "      and as: ", others);
	}
}

void guide_card_text(const struct guide_card *card, FILE *to)
{
	const struct paper paper = paper_on(to);
	const struct recipe *recipe = card->recipe;

	paper_text(&paper, "", recipe->title);
	paper_text(&paper, "The router's label must say: ", recipe->label);
	paper_text(&paper, "How it is rescued: ", method_facts(recipe->method)->words);
	if (recipe->works_when)
		paper_text(&paper, "Works when: ", recipe->works_when);
	doubts(&paper, recipe);
	if (!recipe->step_count && recipe->instead)
		paper_text(&paper, "What it needs: ", recipe->instead);
	parts_port(&paper, recipe);
	needed_files(&paper, recipe);
	parts_network(&paper, recipe, card->file);
	parts_before(&paper, recipe);
	ending(&paper, card);
}
