#include "guide/pagesteps.h"

#include "base/mem.h"
#include "guide/course.h"
#include "guide/drawing/lamp.h"
#include "guide/drawing/pictogram.h"
#include "guide/drawing/timebar.h"
#include "guide/html.h"
#include "guide/words.h"

static const char *place_of(const struct step *step)
{
	switch (step_site(step)) {
	case SITE_COMPUTER: return "On the computer";
	case SITE_INJECTOR: return "At the power injector";
	case SITE_CASE: return "At the case";
	case SITE_USUAL:
	case SITE_ROUTER: break;
	}
	return NULL;
}

static void put_act(const struct recipe *recipe, size_t index, FILE *to)
{
	const struct step *step = &recipe->steps[index];

	fprintf(to,
	        "<label class=act><span class=box><input type=checkbox aria-label=\"Step %zu is "
	        "done\"><span aria-hidden=true>%zu</span></span>",
	        index + 1, index + 1);
	pictogram_draw(to, step);
	fputs("<span class=do>", to);
	html_element(to, "span class=at", place_of(step));
	html_text(to, step->action);
	fputs("</span></label>\n", to);
}

static void put_sign(FILE *to, const char *kind, const char *name, const char *text,
                     const struct light_part *light, size_t light_count)
{
	if (!text)
		return;
	fprintf(to, "<div class=\"sign %s\"><b>%s</b><span class=lamp>", kind, name);
	lamp_draw(to, light, light_count);
	html_element(to, "span", text);
	fputs("</span></div>\n", to);
}

static void put_time(const struct recipe *recipe, size_t index, FILE *to)
{
	const struct span span = course_span(recipe, index);
	char words[WORDS_TIME];

	words_span(words, &span);
	if (!words[0])
		return;
	fputs("<div class=bar>", to);
	html_element(to, "b", words);
	timebar_draw(to, &span);
	fputs("</div>\n", to);
}

/* Where the program does not do it. */
static void put_address(const struct recipe *recipe, FILE *to)
{
	char address[IPV4_RANGE_TEXT];
	AUTO_FREE char *command = NULL;
	const struct network *network = &recipe->network;

	if (network->pc_address_count != 1 || network->pc_addresses[0].kind != ADDRESS_STATED ||
	    network->pc_addresses[0].range.first != network->pc_addresses[0].range.last)
		return;
	ipv4_range_text(address, &network->pc_addresses[0].range);
	command = mem_printf("sudo ip address add %s dev CABLE && sudo ip link set CABLE up",
	                     address);
	html_element(to, "p class=small",
	             "On Linux, with the socket's name, as 'ip -br link' shows it, for CABLE:");
	html_element(to, "pre", command);
}

/* The rescue command at the first step that it does; a hand-made command at the sending one. */
static void put_command(const struct guide_card *card, size_t index, FILE *to)
{
	const struct recipe *recipe = card->recipe;
	const struct step *step = &recipe->steps[index];
	AUTO_FREE char *rescue = words_rescue(recipe);
	AUTO_FREE char *command =
	        step->act == ACT_PC_SEND ? words_command(recipe, card->file) : NULL;

	if (rescue && index == pagesteps_command_at(recipe)) {
		html_element(to, "p class=small",
		             "This line does this step, and those below that say so:");
		html_element(to, "pre", rescue);
	} else if (rescue && step->by_computer) {
		html_element(to, "p class=small", "The line above does it.");
	}
	if (!rescue && step->act == ACT_PC_ADDRESS)
		put_address(recipe, to);
	if (command) {
		html_element(to, "p class=small", rescue ? "Or by hand:" : "In one line:");
		html_element(to, "pre", command);
	}
}

static bool goes_in(const struct step *step)
{
	return step->act == ACT_STICK_IN || step->act == ACT_CARD_IN;
}

static void put_more(const struct guide_card *card, size_t index, FILE *to)
{
	const struct recipe *recipe = card->recipe;
	const struct step *step = &recipe->steps[index];
	AUTO_FREE char *cycle = words_cycle(step);

	html_element(to, "p class=still", words_held(recipe->steps, index));
	html_element(to, "p", cycle);
	html_element(to, "p class=small", step->note);
	html_element(to, "p class=small", goes_in(step) ? recipe->port : NULL);
	put_command(card, index, to);
	put_time(recipe, index, to);
	put_sign(to, "now", "Meanwhile", step->lights, step->light, step->light_count);
	put_sign(to, "ok", "Right when", step->until, step->until_light, step->until_light_count);
	put_sign(to, "no", "If not", step->if_not, NULL, 0);
}

size_t pagesteps_command_at(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if (recipe->steps[i].by_computer)
			return i;
	}
	return 0;
}

void pagesteps_put(const struct guide_card *card, FILE *to)
{
	for (size_t i = 0; i < card->recipe->step_count; i++) {
		AUTO_FREE char *more = NULL;
		size_t size = 0;
		FILE *inside = mem_text_begin(&more, &size);

		put_more(card, i, inside);
		mem_text_end(inside, &more);
		fprintf(to, "<li id=%s%sstep%zu>", card->anchor ? card->anchor : "",
		        card->anchor ? "-" : "", i + 1);
		put_act(card->recipe, i, to);
		if (size)
			fprintf(to, "<div class=more>\n%s</div>", more);
		fputs("</li>\n", to);
	}
}
