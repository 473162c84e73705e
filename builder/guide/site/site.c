#include "guide/site/site.h"

#include "base/mem.h"
#include "catalog/ability.h"
#include "guide/drawing/pictogram.h"
#include "guide/page.h"
#include "guide/site/index.h"
#include "guide/words.h"

#include <string.h>

const char *const site_shared[] = { "card.css", "site.css", "search.js", NULL };

/* What the site's templates have beside the places of a card. */
struct filling {
	struct html_filler filler; /* first, so that it leads back here */
	const struct card_site *site;
	const struct vendor *vendor; /* of one card, else NULL */
	const struct recipe *recipe;
};

static bool put_card(const struct filling *filling, const struct vendor *vendor,
                     const struct recipe *recipe, FILE *to, struct failure *why);

static char *template_named(const struct card_site *site, const char *name)
{
	return mem_printf("%s/templates/guide/site/%s", site->data, name);
}

static bool copy_in(const struct card_site *site, const char *name, FILE *to, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/templates/guide/%s", site->data, name);

	return html_fill(to, path, NULL, why);
}

/* The card's style sheet is that of a single card, too. */
bool site_shared_put(const struct card_site *site, size_t index, FILE *to, struct failure *why)
{
	AUTO_FREE char *name = mem_printf("%s%s", index ? "site/" : "", site_shared[index]);

	return copy_in(site, name, to, why);
}

char *site_page_name(const struct recipe *recipe)
{
	return mem_printf("%s/%s.html", recipe->vendor, recipe->model);
}

static bool put_cards(const struct filling *filling, FILE *to, struct failure *why)
{
	const struct catalog *catalog = filling->site->catalog;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++) {
			if (!put_card(filling, vendor, &vendor->recipes[j], to, why))
				return false;
		}
	}
	return true;
}

static void put_command(const struct recipe *recipe, FILE *to)
{
	AUTO_FREE char *command = words_program(recipe);

	html_element(to, "pre", command);
}

static bool put_program(const struct filling *filling, FILE *to, struct failure *why)
{
	AUTO_FREE char *path = template_named(filling->site, "program.html");

	return html_fill(to, path, &filling->filler, why);
}

static void put_count(const struct filling *filling, FILE *to)
{
	fprintf(to, "%zu", index_count(filling->site->catalog));
}

/* Places of any page of the site. */
static bool fill_common(const struct filling *filling, const char *name, FILE *to,
                        struct failure *why)
{
	const struct card_site *site = filling->site;

	if (strcmp(name, "count") == 0)
		put_count(filling, to);
	else if (strcmp(name, "index") == 0)
		index_put(site->catalog, false, to);
	else if (strcmp(name, "list") == 0)
		index_put(site->catalog, true, to);
	else if (strcmp(name, "drawings") == 0)
		pictogram_define_all(to);
	else if (strcmp(name, "cards") == 0)
		return put_cards(filling, to, why);
	else if (strcmp(name, "cardstyle") == 0)
		return copy_in(site, "card.css", to, why);
	else if (strcmp(name, "sitestyle") == 0)
		return copy_in(site, "site/site.css", to, why);
	else if (strcmp(name, "script") == 0)
		return copy_in(site, "site/search.js", to, why);
	else
		return html_unknown(name, why);
	return true;
}

/* Places beside a card. Names of vendors and models have nothing that HTML would take. */
static bool fill(const struct html_filler *filler, const char *name, FILE *to, struct failure *why)
{
	const struct filling *filling = (const struct filling *)filler;
	const struct recipe *recipe = filling->recipe;

	if (!recipe)
		return fill_common(filling, name, to, why);
	if (strcmp(name, "vendor") == 0)
		fputs(recipe->vendor, to);
	else if (strcmp(name, "model") == 0)
		fputs(recipe->model, to);
	else if (strcmp(name, "maker") == 0)
		html_text(to, filling->vendor->title);
	else if (strcmp(name, "program") == 0)
		return put_program(filling, to, why);
	else if (strcmp(name, "ability") == 0)
		html_text(to, ability_words(recipe_ability(recipe)));
	else if (strcmp(name, "command") == 0)
		put_command(recipe, to);
	else
		return fill_common(filling, name, to, why);
	return true;
}

static bool fill_card(const struct filling *filling, const char *name, const char *anchor, FILE *to,
                      struct failure *why)
{
	AUTO_FREE char *template = template_named(filling->site, name);
	AUTO_FREE char *body = mem_printf("%s/templates/guide/body.html", filling->site->data);
	const struct guide_card card = { .recipe = filling->recipe, .anchor = anchor };

	return page_fill(&card, template, body, &filling->filler, to, why);
}

static bool put_card(const struct filling *filling, const struct vendor *vendor,
                     const struct recipe *recipe, FILE *to, struct failure *why)
{
	const struct filling one = { { fill }, filling->site, vendor, recipe };
	AUTO_FREE char *anchor = mem_printf("%s-%s", recipe->vendor, recipe->model);

	return fill_card(&one, "section.html", anchor, to, why);
}

bool site_page(const struct card_site *site, const struct vendor *vendor,
               const struct recipe *recipe, FILE *to, struct failure *why)
{
	const struct filling filling = { { fill }, site, vendor, recipe };

	return fill_card(&filling, "model.html", NULL, to, why);
}

static bool fill_all(const struct card_site *site, const char *name, FILE *to, struct failure *why)
{
	const struct filling filling = { .filler = { fill }, .site = site };
	AUTO_FREE char *template = template_named(site, name);

	return html_fill(to, template, &filling.filler, why);
}

bool site_index(const struct card_site *site, FILE *to, struct failure *why)
{
	return fill_all(site, SITE_INDEX, to, why);
}

bool site_whole(const struct card_site *site, FILE *to, struct failure *why)
{
	return fill_all(site, SITE_WHOLE, to, why);
}

static void put_address(FILE *to, const char *base, const char *name)
{
	fputs("<url><loc>", to);
	html_text(to, base);
	html_text(to, name);
	fputs("</loc></url>\n", to);
}

void site_map(const struct card_site *site, const char *base, FILE *to)
{
	const struct catalog *catalog = site->catalog;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
	      to);
	put_address(to, base, SITE_INDEX);
	put_address(to, base, SITE_WHOLE);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		for (size_t j = 0; j < catalog->vendors[i].recipe_count; j++) {
			AUTO_FREE char *name = site_page_name(&catalog->vendors[i].recipes[j]);

			put_address(to, base, name);
		}
	}
	fputs("</urlset>\n", to);
}
