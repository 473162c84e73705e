#include "guide/checklist.h"

#include "base/mem.h"
#include "guide/words.h"

#include <stdlib.h>
#include <string.h>

enum {
	SHORT = 100, /* characters that a box has room for */
	MANY = 32,
};

static void add(struct checklist *list, char *text)
{
	list->boxes = mem_grow(list->boxes, list->box_count, sizeof(*list->boxes));
	list->boxes[list->box_count++] = text;
}

/* How many must be there; *only is one of them. */
static size_t needed_files(const struct recipe *recipe, const struct slot **only)
{
	size_t count = 0;

	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].optional)
			continue;
		*only = &recipe->files[i];
		count++;
	}
	return count;
}

/* "both", "all 3" */
static const char *all_of(char out[MANY], size_t count)
{
	if (count == 2)
		return "both";
	snprintf(out, MANY, "all %zu", count);
	return out;
}

static char *on_the_stick(const struct recipe *recipe)
{
	char many[MANY];
	const struct slot *file = NULL;
	const size_t count = needed_files(recipe, &file);
	AUTO_FREE char *path = file ? words_path(recipe, file) : NULL;

	if (count > 1)
		return mem_printf("The stick with %s files (their names: at the end)",
		                  all_of(many, count));
	return path && file->name ? mem_printf("The stick with the file %s", path)
	                          : mem_strdup("The stick");
}

static char *on_the_computer(const struct guide_card *card)
{
	char many[MANY];
	const struct slot *file = NULL;
	const size_t count = needed_files(card->recipe, &file);

	if (card->file && count <= 1)
		return mem_printf("On it the file %s", card->file);
	if (count > 1)
		return mem_printf("On it the file under %s names (see the end)",
		                  all_of(many, count));
	if (file && file->name)
		return mem_printf("On it the file, named %s", file->name);
	return file && strlen(file->what) <= SHORT
	               ? mem_printf("On it the file: %s", file->what)
	               : mem_strdup("On it the file (which one: see the end)");
}

static void add_things(struct checklist *list, const struct guide_card *card)
{
	switch (card->recipe->method) {
	case METHOD_USB_STICK: add(list, on_the_stick(card->recipe)); break;
	case METHOD_DISK_IMAGE: add(list, mem_strdup("The stick or card with the image")); break;
	case METHOD_DUAL_BOOT:
	case METHOD_FAMILY:
	case METHOD_NONE: break;
	default:
		add(list, mem_strdup("A computer with a network socket, and a network cable"));
		add(list, on_the_computer(card));
	}
}

static bool has_act(const struct recipe *recipe, enum act act)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if (recipe->steps[i].act == act)
			return true;
	}
	return false;
}

/* Where no step says it. */
static void add_port(struct checklist *list, const struct recipe *recipe)
{
	if (recipe->port && !has_act(recipe, ACT_STICK_IN) && !has_act(recipe, ACT_CARD_IN))
		add(list, mem_printf("Where it goes: %s", recipe->port));
}

void checklist_make(struct checklist *out, const struct guide_card *card)
{
	const struct recipe *recipe = card->recipe;

	*out = (struct checklist){ 0 };
	if (recipe->step_count)
		add_things(out, card);
	add_port(out, recipe);
	out->special = mem_zalloc(recipe->before_count + 1, sizeof(*out->special));
	for (size_t i = 0; i < recipe->before_count; i++) {
		if (recipe->before[i].kind == CONDITION_ONLY_IF)
			out->special[out->special_count++] = recipe->before[i].text;
		else
			add(out, mem_strdup(recipe->before[i].text));
	}
}

void checklist_done(struct checklist *checklist)
{
	for (size_t i = 0; i < checklist->box_count; i++)
		free(checklist->boxes[i]);
	free(checklist->boxes);
	free(checklist->special);
	*checklist = (struct checklist){ 0 };
}
