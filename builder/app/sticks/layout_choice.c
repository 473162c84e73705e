#include "app/sticks/layout_choice.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a loader that knows FAT16 only is given instead of FAT32. */
static const char fat16_layout[] = "fat16-mbr";

static void warn(struct layout_choice *choice, char *text)
{
	choice->warnings[choice->warning_count++] = text;
}

static const char *reason_of(const struct recipe *recipe)
{
	return recipe->loader.why ? recipe->loader.why : recipe->confidence_basis;
}

static void warn_of_excluded(struct layout_choice *choice, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->excluded_layout_count; i++) {
		const struct excluded_layout *excluded = &recipe->excluded_layouts[i];

		if (strcmp(excluded->layout, choice->layout->name) != 0)
			continue;
		warn(choice, mem_printf("the boot loader of '%s' cannot read the layout '%s': %s",
		                        recipe->title, excluded->layout, excluded->why));
		return;
	}
}

/* A disk image and files are not the same thing in another shape. */
static bool same_sort(const struct layout *wanted, const struct layout *asked,
                      const struct recipe *recipe, struct failure *why)
{
	if ((wanted->kind == LAYOUT_RAW) == (asked->kind == LAYOUT_RAW))
		return true;
	return fail(why, FAIL_USAGE,
	            wanted->kind == LAYOUT_RAW
	                    ? "the rescue of '%s' starts from a whole-disk image; the layout '%s' "
	                      "holds files"
	                    : "the rescue of '%s' needs files; the layout '%s' has none",
	            recipe->title, asked->name);
}

/* Asked for, it is only warned about; else the recipe's layout gives way to what is read. */
static bool obey_fat16(struct layout_choice *choice, const struct knowledge *knowledge,
                       const struct recipe *recipe, bool asked, struct failure *why)
{
	const char *name = choice->layout->name;

	if (!recipe->loader.fat16_only || choice->layout->fat_bits != 32)
		return true;
	if (asked) {
		warn(choice, mem_printf("the boot loader of '%s' reads FAT16 only: %s",
		                        recipe->title, reason_of(recipe)));
		return true;
	}
	warn(choice,
	     mem_printf(
	             "using the layout '%s' instead of '%s': the boot loader reads FAT16 only (%s)",
	             fat16_layout, name, reason_of(recipe)));
	return knowledge_layout(knowledge, fat16_layout, &choice->layout, why);
}

static void obey_clusters(struct layout_choice *choice, const struct recipe *recipe)
{
	uint64_t most = recipe->loader.cluster_max;

	choice->cluster_max = most;
	if (most && choice->layout->cluster_size > most)
		warn(choice, mem_printf("using clusters of %llu bytes instead of %llu: the boot "
		                        "loader cannot read larger ones (%s)",
		                        (unsigned long long)most,
		                        (unsigned long long)choice->layout->cluster_size,
		                        reason_of(recipe)));
}

bool layout_choose(struct layout_choice *out, const struct knowledge *knowledge,
                   const struct recipe *recipe, const char *asked, struct failure *why)
{
	const struct layout *usual;

	*out = (struct layout_choice){ 0 };
	if (!knowledge_layout(knowledge, recipe->layout, &usual, why))
		return false;
	out->layout = usual;
	if (asked && !(knowledge_layout(knowledge, asked, &out->layout, why) &&
	               same_sort(usual, out->layout, recipe, why)))
		return false;
	if (asked)
		warn_of_excluded(out, recipe);
	if (!obey_fat16(out, knowledge, recipe, asked, why))
		return false;
	obey_clusters(out, recipe);
	return true;
}

void layout_choice_done(struct layout_choice *choice)
{
	for (size_t i = 0; i < choice->warning_count; i++)
		free(choice->warnings[i]);
	*choice = (struct layout_choice){ 0 };
}
