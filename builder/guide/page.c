/* The card as a page: what stands at each place of templates/guide/card.html. */
#include "guide/page.h"
#include "base/mem.h"
#include "guide/checklist.h"
#include "guide/course.h"
#include "guide/drawing/lamp.h"
#include "guide/drawing/pictogram.h"
#include "guide/guide.h"
#include "guide/html.h"
#include "guide/network.h"
#include "guide/pagesteps.h"
#include "guide/sheet.h"
#include "guide/words.h"

#include <inttypes.h>
#include <string.h>

enum { LABEL_MOST = 24 }; /* characters that a drawn label has room for */

struct page {
	struct html_filler filler; /* first, so that it leads back here */
	const struct guide_card *card;
	const struct html_filler *others;
	const char *body; /* the card's own template */
	struct checklist checklist;
};

static void items(FILE *to, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		html_element(to, "li", texts[i]);
}

/* A row of a table of facts; nothing for a NULL text. */
static void fact(FILE *to, const char *name, const char *text)
{
	if (!text)
		return;
	html_element(to, "dt", name);
	html_element(to, "dd", text);
}

/* Boxes to tick; the whole line is the target. */
static void tick(FILE *to, const char *text)
{
	fputs("<li><label><input type=checkbox>", to);
	html_element(to, "span", text);
	fputs("</label></li>\n", to);
}

static void ticks(FILE *to, const char *const *texts, size_t count)
{
	if (!count)
		return;
	fputs("<ul class=ticks>\n", to);
	for (size_t i = 0; i < count; i++)
		tick(to, texts[i]);
	fputs("</ul>\n", to);
}

static void put_after(const struct recipe *recipe, FILE *to)
{
	const size_t count = words_after_count(recipe);

	if (!count)
		return;
	fputs("<ul class=ticks>\n", to);
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *text = words_after(recipe, i);

		tick(to, text);
	}
	fputs("</ul>\n", to);
}

static void put_title(const struct page *page, FILE *to)
{
	html_text(to, page->card->recipe->title);
}

static void put_way(const struct page *page, FILE *to)
{
	html_text(to, words_way(page->card->recipe->method));
}

/* What is printed on the label, drawn as one; what else must hold beside it. */
static void put_label(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;
	const char *print = recipe->label_print_count ? recipe->label_print[0] : recipe->label;
	const char *colon = strncmp(print, "Model: ", 7) == 0 ? print + 7 : NULL;
	const size_t length = strlen(print);
	const bool begins = strncmp(recipe->label, print, length) == 0;
	const char *rest = begins ? recipe->label + length : recipe->label;

	if (!recipe->label_print_count && length > LABEL_MOST) {
		fprintf(to, "<p class=ask>Its label %s: ", recipe_label_verb(recipe));
		html_element(to, "b", print);
		fputs("<b>If not, stop:</b> wrong card.</p>\n", to);
		return;
	}
	fputs("<p class=plate>", to);
	html_element(to, "small", colon ? "Model: " : NULL);
	html_element(to, "b", colon ? colon : print);
	fputs("</p>\n<p class=ask>Does the label of yours say this", to);
	html_text(to, rest);
	fputs(recipe->label_inferred ? ", or nearly" : "", to);
	fputs("? <b>If not, stop:</b> wrong card.</p>\n", to);
}

static void put_plan(const struct page *page, FILE *to)
{
	AUTO_FREE char *words = course_words(page->card->recipe);

	if (!words)
		return;
	fputs("<p class=plan>", to);
	pictogram_clock(to);
	html_element(to, "span", words);
	fputs("</p>\n", to);
}

static void put_doubt(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (recipe->confidence == CONFIDENCE_GOOD)
		return;
	fprintf(to, "<p class=\"doubt %s\"><b>%s</b>: ", confidence_name(recipe->confidence),
	        words_confidence(recipe->confidence));
	html_text(to, recipe->confidence_basis);
	fputs("</p>\n", to);
}

static void put_before(const struct page *page, FILE *to)
{
	const struct checklist *list = &page->checklist;

	if (!list->box_count && !list->special_count)
		return;
	fputs("<section class=before>\n<h2>Before you start, tick these</h2>\n", to);
	ticks(to, (const char *const *)list->boxes, list->box_count);
	if (list->special_count)
		html_element(to, "p class=small", "There are special cases: see below.");
	fputs("</section>\n", to);
}

static bool lacks_colour(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		const struct step *step = &recipe->steps[i];

		if (lamp_lacks_colour(step->light, step->light_count) ||
		    lamp_lacks_colour(step->until_light, step->until_light_count))
			return true;
	}
	for (size_t i = 0; i < recipe->light_count; i++) {
		if (lamp_lacks_colour(recipe->lights[i].light, recipe->lights[i].light_count))
			return true;
	}
	return false;
}

static void put_steps(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (!recipe->step_count) {
		fputs("<section>\n<h2>What it needs</h2>\n", to);
		html_element(to, "p", recipe->instead);
		fputs("</section>\n", to);
		return;
	}
	fputs("<section>\n<h2>Do this, one after the other</h2>\n<ol class=steps>\n", to);
	pagesteps_put(page->card, to);
	fputs("</ol>\n", to);
	if (lacks_colour(recipe))
		html_element(to, "p class=small",
		             "A light without a letter: no source says its colour.");
	fputs("</section>\n", to);
}

static void put_end(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;
	const char *worked = course_worked(recipe);

	if (!worked && !words_after_count(recipe))
		return;
	fputs("<section class=end>\n<h2>", to);
	html_text(to, worked ? "It worked when" : "Afterwards");
	fputs("</h2>\n", to);
	html_element(to, "p", worked);
	put_after(recipe, to);
	fputs("</section>\n", to);
}

static void put_lights(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (!recipe->light_count)
		return;
	fputs("<section>\n<h2>What the lights mean</h2>\n<ul class=lights>\n", to);
	for (size_t i = 0; i < recipe->light_count; i++) {
		fputs("<li>", to);
		lamp_draw(to, recipe->lights[i].light, recipe->lights[i].light_count);
		fputs("<span>", to);
		html_element(to, "b", recipe->lights[i].shows);
		html_text(to, recipe->lights[i].means);
		fputs("</span></li>\n", to);
	}
	fputs("</ul>\n</section>\n", to);
}

static void put_failure(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	fputs("<section>\n<h2>If it does not work</h2>\n<ul class=fail>\n", to);
	items(to, recipe->failure_signs, recipe->failure_sign_count);
	if (recipe->works_when) {
		fputs("<li>Nothing helps? This way needs: ", to);
		html_text(to, recipe->works_when);
		fputs("</li>\n", to);
	}
	fputs("</ul>\n</section>\n", to);
}

/* Folded, and not printed. */
static void put_more(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (!recipe->gotcha_count)
		return;
	fprintf(to, "<details>\n<summary>More that is known (%zu)</summary>\n<ul class=dots>\n",
	        recipe->gotcha_count);
	items(to, recipe->gotchas, recipe->gotcha_count);
	fputs("</ul>\n</details>\n", to);
}

static void put_special(const struct page *page, FILE *to)
{
	if (!page->checklist.special_count)
		return;
	fputs("<section>\n<h2>Special cases</h2>\n<ul class=dots>\n", to);
	items(to, page->checklist.special, page->checklist.special_count);
	fputs("</ul>\n</section>\n", to);
}

static void put_network_facts(const struct page *page, FILE *to)
{
	const struct network *network = &page->card->recipe->network;
	AUTO_FREE char *pc = network_pc_words(network);
	AUTO_FREE char *device = network_device_words(network);
	char text[WORDS_TIME];

	fact(to, "This computer's address", pc);
	fact(to, "The router's address", device);
	fact(to, "The cable goes into", network->socket);
	snprintf(text, sizeof(text), "%" PRIu64, network->port);
	fact(to, "Port", network->port ? text : NULL);
	fact(to, "The form's page", network->path);
	fact(to, "The form's field", network->field);
	fact(to, "Login", network->login);
	fact(to, "Done by a person, because", network->by_hand);
	words_time(text, network->wait_seconds);
	fact(to, "Leave it on afterwards for", network->wait_seconds ? text : NULL);
}

static void put_network(const struct page *page, FILE *to)
{
	char *facts = NULL;
	size_t size = 0;
	FILE *inside = mem_text_begin(&facts, &size);

	put_network_facts(page, inside);
	mem_text_end(inside, &facts);
	if (size)
		fprintf(to,
		        "<section>\n<h2>On the network</h2>\n<dl class=facts>\n%s</dl>\n"
		        "</section>\n",
		        facts);
	mem_auto_free(&facts);
}

/* In the middle of a sentence. */
static void inside(FILE *to, const char *tag, const char *text)
{
	fprintf(to, "<%s>", tag);
	html_text(to, text);
	fprintf(to, "</%s>", tag);
}

static void put_file(const struct recipe *recipe, size_t index, FILE *to)
{
	const struct slot *file = &recipe->files[index];
	AUTO_FREE char *path = words_path(recipe, file);
	AUTO_FREE char *others = words_other_names(recipe, index);

	fputs("<p><b>File</b> ", to);
	inside(to, file->name ? "code" : "span", path);
	if (others) {
		fputs(" and as ", to);
		inside(to, "code", others);
	}
	fputs(file->optional ? " (may be left out): " : ": ", to);
	html_text(to, file->what);
	fputs("</p>\n", to);
}

static void put_made(const struct guide_file *file, FILE *to)
{
	char hex[DIGEST_HEX];

	digest_to_hex(&file->sha256, hex);
	fputs("<p><b>Made</b> ", to);
	inside(to, "code", file->name);
	fprintf(to, ", %" PRIu64 " bytes, SHA-256 ", file->size);
	html_element(to, "code", hex);
	fputs("</p>\n", to);
}

static void put_proof(const struct page *page, FILE *to)
{
	const struct guide_card *card = page->card;
	const struct recipe *recipe = card->recipe;

	for (size_t i = 0; i < recipe->file_count; i++)
		put_file(recipe, i, to);
	for (size_t i = 0; i < card->made_count; i++)
		put_made(&card->made[i], to);
	fputs("<p>", to);
	html_element(to, "b", "How sure");
	fprintf(to, "%s (%s): ", words_confidence(recipe->confidence),
	        confidence_name(recipe->confidence));
	html_text(to, recipe->confidence_basis);
	fprintf(to, ". %zu source%s: <code>mkrescue-usb show ", recipe->source_count,
	        recipe->source_count == 1 ? "" : "s");
	html_text(to, recipe->vendor);
	fputc(' ', to);
	html_text(to, recipe->model);
	fputs("</code></p>\n", to);
}

static void put_pictograms(const struct page *page, FILE *to)
{
	pictogram_define(to, page->card->recipe->steps, page->card->recipe->step_count);
}

static void put_size(const struct page *page, FILE *to);

static const struct place {
	const char *name;
	void (*put)(const struct page *page, FILE *to);
	bool fills; /* the sheet, when it is printed */
} places[] = {
	{ "title", put_title, true },     { "way", put_way, true },
	{ "label", put_label, true },     { "plan", put_plan, true },
	{ "doubt", put_doubt, true },     { "before", put_before, true },
	{ "steps", put_steps, true },     { "end", put_end, true },
	{ "lights", put_lights, true },   { "failure", put_failure, true },
	{ "more", put_more, false },      { "special", put_special, true },
	{ "network", put_network, true }, { "proof", put_proof, true },
	{ "size", put_size, false },      { "pictograms", put_pictograms, false },
};

static void put_size(const struct page *page, FILE *to)
{
	AUTO_FREE char *body = NULL;
	size_t size = 0;
	FILE *inside = mem_text_begin(&body, &size);
	unsigned tenths;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (places[i].fills)
			places[i].put(page, inside);
	}
	mem_text_end(inside, &body);
	tenths = sheet_type_size(body);
	fprintf(to, "%u.%upt", tenths / 10, tenths % 10);
}

static bool fill(const struct html_filler *filler, const char *name, FILE *to, struct failure *why)
{
	const struct page *page = (const struct page *)filler;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (strcmp(places[i].name, name) == 0) {
			places[i].put(page, to);
			return true;
		}
	}
	if (strcmp(name, "body") == 0)
		return html_fill(to, page->body, filler, why);
	return page->others->fill(page->others, name, to, why);
}

bool page_fill(const struct guide_card *card, const char *template, const char *body,
               const struct html_filler *others, FILE *to, struct failure *why)
{
	struct page page = {
		.filler = { .fill = fill },
		.others = others,
		.body = body,
		.card = card,
	};
	bool good;

	checklist_make(&page.checklist, card);
	good = html_fill(to, template, &page.filler, why);
	checklist_done(&page.checklist);
	return good;
}
