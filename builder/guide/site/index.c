#include "guide/site/index.h"

#include "base/mem.h"
#include "catalog/ability.h"
#include "guide/html.h"

#include <ctype.h>
#include <string.h>

size_t index_count(const struct catalog *catalog)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->vendor_count; i++)
		count += catalog->vendors[i].recipe_count;
	return count;
}

/* Letters and digits in lower case, other characters as one blank: search.js does the same. */
static void put_words(FILE *to, const char *text)
{
	bool blank = true;

	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;

		if (isalnum(c) || c >= 0x80)
			fputc(tolower(c), to);
		else if (!blank)
			fputc(' ', to);
		blank = !isalnum(c) && c < 0x80;
	}
	if (!blank)
		fputc(' ', to);
}

static void put_all_words(FILE *to, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_words(to, texts[i]);
}

/* Everything that it may be searched for by. */
static void put_search(FILE *to, const struct vendor *vendor, const struct recipe *recipe)
{
	fputs(" data-words=\"", to);
	put_words(to, vendor->title);
	put_all_words(to, vendor->aliases, vendor->alias_count);
	put_words(to, recipe->title);
	put_words(to, recipe->model);
	put_words(to, recipe->label);
	put_all_words(to, recipe->label_print, recipe->label_print_count);
	put_all_words(to, recipe->aliases, recipe->alias_count);
	put_all_words(to, recipe->boards, recipe->board_count);
	put_all_words(to, recipe->old_boards, recipe->old_board_count);
	put_words(to, method_name(recipe->method));
	put_words(to, ability_name(recipe_ability(recipe)));
	fputc('"', to);
}

static void put_model(FILE *to, const struct vendor *vendor, const struct recipe *recipe,
                      bool inside)
{
	fputs("<li", to);
	put_search(to, vendor, recipe);
	fprintf(to, "><a href=\"%s%s/%s%s\">", inside ? "#" : "", recipe->vendor, recipe->model,
	        inside ? "" : ".html");
	html_text(to, recipe->title);
	fputs("</a>", to);
	if (recipe->label) {
		fputs(" <span>", to);
		html_text(to, recipe->label);
		fputs("</span>", to);
	}
	fprintf(to, " <i>%s</i></li>\n", method_name(recipe->method));
}

void index_put(const struct catalog *catalog, bool inside, FILE *to)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		if (!vendor->recipe_count)
			continue;
		fprintf(to, "<section id=\"%s\">\n<h2>", vendor->name);
		html_text(to, vendor->title);
		fputs("</h2>\n<ul>\n", to);
		for (size_t j = 0; j < vendor->recipe_count; j++)
			put_model(to, vendor, &vendor->recipes[j], inside);
		fputs("</ul>\n</section>\n", to);
	}
}
