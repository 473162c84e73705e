#include "base/mem.h"
#include "guide/checklist.h"
#include "guide/course.h"
#include "guide/guide.h"
#include "guide/parts.h"
#include "guide/words.h"

#include <inttypes.h>

static void ending(const struct paper *paper, const struct guide_card *card)
{
	parts_steps(paper, card->recipe);
	parts_lights(paper, card->recipe);
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

static void made_files(const struct paper *paper, const struct guide_card *card)
{
	for (size_t i = 0; i < card->made_count; i++) {
		const struct guide_file *file = &card->made[i];
		char hex[DIGEST_HEX];

		digest_to_hex(&file->sha256, hex);
		paper_print(paper, "  - ", "made: %s, %" PRIu64 " bytes", file->name, file->size);
		paper_exact(paper, "      SHA-256 ", hex);
	}
}

static void identity(const struct paper *paper, const struct recipe *recipe)
{
	AUTO_FREE char *plan = course_words(recipe);

	paper_text(paper, "", recipe->title);
	paper_print(paper, "The router's label ", "%s: %s", recipe_label_verb(recipe),
	            recipe->label);
	paper_text(paper, "How it is rescued: ", method_facts(recipe->method)->words);
	if (plan)
		paper_text(paper, "", plan);
	doubts(paper, recipe);
	if (!recipe->step_count && recipe->instead)
		paper_text(paper, "What it needs: ", recipe->instead);
}

static void boxes(const struct paper *paper, const struct checklist *list)
{
	if (list->box_count)
		paper_heading(paper, "Before you start, tick these");
	for (size_t i = 0; i < list->box_count; i++)
		paper_text(paper, "  [ ] ", list->boxes[i]);
	if (list->special_count)
		paper_text(paper, "  ", "There are special cases: see below.");
}

static void end_sign(const struct paper *paper, const struct recipe *recipe)
{
	const char *worked = course_worked(recipe);

	if (!worked)
		return;
	paper_heading(paper, "It worked when");
	paper_text(paper, "  ", worked);
}

static void failures(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->failure_sign_count || recipe->works_when)
		paper_heading(paper, "If it does not work");
	for (size_t i = 0; i < recipe->failure_sign_count; i++)
		paper_text(paper, "  - ", recipe->failure_signs[i]);
	if (recipe->works_when)
		paper_print(paper, "  - ", "Nothing helps? This way needs: %s", recipe->works_when);
}

/* In the order of the page. */
void guide_card_text(const struct guide_card *card, FILE *to)
{
	const struct paper paper = paper_on(to);
	const struct recipe *recipe = card->recipe;
	struct checklist list;

	checklist_make(&list, card);
	identity(&paper, recipe);
	boxes(&paper, &list);
	parts_steps(&paper, recipe);
	end_sign(&paper, recipe);
	parts_after(&paper, recipe);
	parts_lights(&paper, recipe);
	failures(&paper, recipe);
	paper_list(&paper, "Special cases", list.special, list.special_count);
	parts_network(&paper, recipe, card->file);
	needed_files(&paper, recipe);
	made_files(&paper, card);
	fputc('\n', to);
	parts_port(&paper, recipe);
	if (recipe->confidence == CONFIDENCE_GOOD)
		parts_confidence(&paper, recipe);
	checklist_done(&list);
}
