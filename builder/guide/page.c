/* The card as a page: what stands at each place of templates/guide/card.html. */
#include "base/mem.h"
#include "catalog/catalog.h"
#include "guide/guide.h"
#include "guide/html.h"
#include "guide/lamp.h"
#include "guide/network.h"
#include "guide/timeline.h"
#include "guide/words.h"

#include <inttypes.h>
#include <string.h>

enum { LAMP_WIDTH = 44, LAMP_HEIGHT = 18 };

struct page {
	struct html_filler filler; /* first, so that it leads back here */
	const struct guide_card *card;
	const char *style; /* the style sheet's path */
};

static void list(FILE *to, const char *class, const char *title, const char *const *texts,
                 size_t count)
{
	if (!count)
		return;
	fprintf(to, "<section class=\"%s\">\n", class);
	html_element(to, "h2", title);
	fputs("<ul>\n", to);
	for (size_t i = 0; i < count; i++)
		html_element(to, "li", texts[i]);
	fputs("</ul>\n</section>\n", to);
}

/* A row of a table of facts; nothing for a NULL text. */
static void fact(FILE *to, const char *name, const char *text)
{
	if (!text)
		return;
	html_element(to, "dt", name);
	html_element(to, "dd", text);
}

static void put_title(const struct page *page, FILE *to)
{
	html_text(to, page->card->recipe->title);
}

static void put_label(const struct page *page, FILE *to)
{
	html_text(to, page->card->recipe->label);
}

static void put_doubt(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (recipe->confidence == CONFIDENCE_GOOD)
		return;
	fprintf(to, "<p class=\"doubt %s\"><strong>%s</strong> (%s). ",
	        confidence_name(recipe->confidence), words_confidence(recipe->confidence),
	        confidence_name(recipe->confidence));
	fputs("What this card says rests on: ", to);
	html_text(to, recipe->confidence_basis);
	fputs("</p>\n", to);
}

static void put_file(const struct recipe *recipe, size_t index, FILE *to)
{
	const struct slot *file = &recipe->files[index];
	AUTO_FREE char *path = words_path(recipe, file);
	AUTO_FREE char *others = words_other_names(recipe, index);

	fputs("<li>", to);
	html_element(to, file->name ? "code" : "span", path);
	if (file->optional)
		fputs("<span class=quiet>(optional)</span>", to);
	html_element(to, "span class=\"quiet what\"", file->what);
	if (others) {
		fputs("<span class=\"quiet what\">and as ", to);
		html_element(to, "code", others);
		fputs("</span>", to);
	}
	fputs("</li>\n", to);
}

static void put_files(const struct recipe *recipe, FILE *to)
{
	if (!recipe->file_count)
		return;
	html_element(to, "dt", method_facts(recipe->method)->files);
	fputs("<dd><ul class=files>\n", to);
	for (size_t i = 0; i < recipe->file_count; i++)
		put_file(recipe, i, to);
	fputs("</ul></dd>\n", to);
}

static void put_facts(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	fact(to, "How", method_facts(recipe->method)->words);
	fact(to, "Works when", recipe->works_when);
	put_files(recipe, to);
	fact(to, "Where it goes", recipe->port);
	if (!recipe->step_count)
		fact(to, "What it needs", recipe->instead);
}

static void put_command(const struct page *page, FILE *to)
{
	AUTO_FREE char *command = words_command(page->card->recipe, page->card->file);

	if (!command)
		return;
	fputs("<dt>The command</dt>\n<dd><pre>", to);
	html_text(to, command);
	fputs("</pre></dd>\n", to);
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
	put_command(page, to);
	fact(to, "It is over when", network->done);
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
	mem_text_end(inside);
	if (size)
		fprintf(to,
		        "<section class=network>\n<h2>On the network</h2>\n"
		        "<dl class=facts>\n%s</dl>\n</section>\n",
		        facts);
	mem_auto_free(&facts);
}

static void put_before(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (!recipe->before_count)
		return;
	fputs("<section class=\"before\">\n<h2>Before you start</h2>\n<ul>\n", to);
	for (size_t i = 0; i < recipe->before_count; i++)
		html_element(to, "li", recipe->before[i].text);
	fputs("</ul>\n</section>\n", to);
}

static void put_lamp(FILE *to, const struct light_part *parts, size_t count, const char *lights)
{
	const struct lamp lamp = lamp_of_parts(parts, count, lights);

	fprintf(to, "<svg class=lamp width=\"%d\" height=\"%d\" aria-hidden=true>", LAMP_WIDTH,
	        LAMP_HEIGHT);
	lamp_draw(to, &lamp, 0, 2, LAMP_WIDTH);
	fputs("</svg>", to);
}

/* A line below a step, behind a word in bold or none; nothing for no text. */
static void put_detail(FILE *to, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	fputs("<p class=detail>", to);
	if (name)
		fprintf(to, "<b>%s</b> ", name);
	html_element(to, "span", text);
	fputs("</p>", to);
}

static void put_lights_of(const struct step *step, FILE *to)
{
	if (!step->lights)
		return;
	fputs("<p class=detail>", to);
	put_lamp(to, step->light, step->light_count, step->lights);
	html_element(to, "span", step->lights);
	fputs("</p>", to);
}

static void put_step(const struct recipe *recipe, size_t index, bool by_command, FILE *to)
{
	const struct step *step = &recipe->steps[index];
	AUTO_FREE char *cycle = words_cycle(step);
	char time[WORDS_TIME];

	words_span(time, &step->span);
	fputs("<li>", to);
	html_element(to, "p class=do", step->action);
	put_detail(to, NULL, step->note);
	put_detail(to, NULL, cycle);
	put_detail(to, NULL, words_held(recipe->steps, index));
	put_detail(to, "until", step->until);
	put_detail(to, "if not", step->if_not);
	put_detail(to, NULL, by_command ? "the command above does this" : NULL);
	put_detail(to, "takes", time);
	put_lights_of(step, to);
	fputs("</li>\n", to);
}

static void put_steps(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;
	AUTO_FREE char *command = words_rescue(recipe);

	if (command) {
		fputs("<section class=computer>\n<h2>On the computer</h2>\n", to);
		html_element(to, "pre", command);
		fputs("</section>\n", to);
	}
	if (!recipe->step_count)
		return;
	fputs("<section class=steps>\n<h2>At the router</h2>\n", to);
	timeline_draw(recipe, to);
	fputs("<ol>\n", to);
	for (size_t i = 0; i < recipe->step_count; i++)
		put_step(recipe, i, command && recipe->steps[i].by_computer, to);
	fputs("</ol>\n</section>\n", to);
}

static void put_lights(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	if (!recipe->light_count)
		return;
	fputs("<section class=lights>\n<h2>What the lights mean</h2>\n<ul>\n", to);
	for (size_t i = 0; i < recipe->light_count; i++) {
		fputs("<li>", to);
		put_lamp(to, recipe->lights[i].light, recipe->lights[i].light_count,
		         recipe->lights[i].shows);
		fputs("<div>", to);
		html_element(to, "b", recipe->lights[i].shows);
		html_element(to, "span", recipe->lights[i].means);
		fputs("</div></li>\n", to);
	}
	fputs("</ul>\n</section>\n", to);
}

static void put_after(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	list(to, "after", "Afterwards", recipe->after, recipe->after_count);
}

static void put_failure(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	list(to, "failure", "If it fails", recipe->failure_signs, recipe->failure_sign_count);
}

static void put_foot(const struct page *page, FILE *to)
{
	const struct recipe *recipe = page->card->recipe;

	fprintf(to, "How sure this is: %s. ", confidence_name(recipe->confidence));
	fputs("All that is known, with its sources: <code>mkrescue-usb show ", to);
	html_text(to, recipe->vendor);
	fputc(' ', to);
	html_text(to, recipe->model);
	fputs("</code>", to);
}

static bool fill(const struct html_filler *filler, const char *name, FILE *to, struct failure *why)
{
	static const struct {
		const char *name;
		void (*put)(const struct page *page, FILE *to);
	} places[] = {
		{ "title", put_title },     { "label", put_label },   { "doubt", put_doubt },
		{ "facts", put_facts },     { "before", put_before }, { "network", put_network },
		{ "steps", put_steps },     { "lights", put_lights }, { "after", put_after },
		{ "failure", put_failure }, { "foot", put_foot },
	};
	const struct page *page = (const struct page *)filler;

	if (strcmp(name, "style") == 0)
		return html_fill(to, page->style, NULL, why);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (strcmp(places[i].name, name) == 0) {
			places[i].put(page, to);
			return true;
		}
	}
	return fail(why, FAIL_CATALOG, "there is nothing for '{{%s}}'", name);
}

bool guide_card_html(const struct guide_card *card, FILE *to, struct failure *why)
{
	AUTO_FREE char *data = NULL;
	AUTO_FREE char *template = NULL;
	AUTO_FREE char *style = NULL;

	if (!catalog_data(&data, why))
		return false;
	template = mem_printf("%s/templates/guide/card.html", data);
	style = mem_printf("%s/templates/guide/card.css", data);

	const struct page page = {
		.filler = { .fill = fill },
		.card = card,
		.style = style,
	};

	return html_fill(to, template, &page.filler, why);
}
