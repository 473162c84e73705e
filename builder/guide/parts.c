#include "guide/parts.h"

#include "base/mem.h"
#include "guide/course.h"
#include "guide/network.h"
#include "guide/words.h"

#include <inttypes.h>

static void line(const struct paper *paper, const char *before, const char *text)
{
	if (text && text[0])
		paper_text(paper, before, text);
}

static void step(const struct paper *paper, const struct recipe *recipe, size_t index,
                 bool by_command)
{
	const struct step *step = &recipe->steps[index];
	AUTO_FREE char *before = mem_printf("%3zu. ", index + 1);
	AUTO_FREE char *cycle = words_cycle(step);
	const struct span span = course_span(recipe, index);
	char time[WORDS_TIME];

	words_span(time, &span);
	paper_text(paper, before, step->action);
	line(paper, "     ", step->note);
	line(paper, "     ", cycle);
	line(paper, "     ", words_held(recipe->steps, index));
	line(paper, "     right when: ", step->until);
	line(paper, "     if not: ", step->if_not);
	if (by_command)
		paper_text(paper, "     ", "(the command above does this)");
	line(paper, "     takes: ", time);
	line(paper, "     meanwhile: ", step->lights);
}

void parts_steps(const struct paper *paper, const struct recipe *recipe)
{
	AUTO_FREE char *command = words_rescue(recipe);

	if (command) {
		paper_heading(paper, "On the computer");
		paper_exact(paper, "  ", command);
	}
	if (recipe->step_count)
		paper_heading(paper, "At the router");
	for (size_t i = 0; i < recipe->step_count; i++)
		step(paper, recipe, i, command && recipe->steps[i].by_computer);
}

void parts_lights(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->light_count)
		paper_heading(paper, "What the lights mean");
	for (size_t i = 0; i < recipe->light_count; i++)
		paper_print(paper, "  - ", "%s: %s", recipe->lights[i].shows,
		            recipe->lights[i].means);
}

static void fact(const struct paper *paper, const char *what, const char *text)
{
	if (text)
		paper_print(paper, "  - ", "%s: %s", what, text);
}

static bool has_network(const struct network *network)
{
	return network->pc_address_count || network->device_address_count || network->port ||
	       network->socket || network->path || network->field || network->login ||
	       network->done || network->command || network->wait_seconds;
}

void parts_network(const struct paper *paper, const struct recipe *recipe, const char *file)
{
	const struct network *network = &recipe->network;
	AUTO_FREE char *pc = network_pc_words(network);
	AUTO_FREE char *device = network_device_words(network);
	AUTO_FREE char *command = words_command(recipe, file);
	char time[WORDS_TIME];

	if (has_network(network))
		paper_heading(paper, "On the network");
	fact(paper, "this computer's address", pc);
	fact(paper, "the router's address", device);
	fact(paper, "the cable goes into", network->socket);
	if (network->port)
		paper_print(paper, "  - ", "port: %" PRIu64, network->port);
	fact(paper, "the form's page", network->path);
	fact(paper, "the form's field for the file", network->field);
	fact(paper, "login", network->login);
	if (command) {
		paper_text(paper, "  - ", "the command:");
		paper_exact(paper, "      ", command);
	}
	fact(paper, "it is over when", network->done);
	fact(paper, "done by a person, because", network->by_hand);
	words_time(time, network->wait_seconds);
	if (network->wait_seconds)
		paper_print(paper, "  - ", "after the transfer leave it on for %s", time);
}

void parts_after(const struct paper *paper, const struct recipe *recipe)
{
	const size_t count = words_after_count(recipe);

	if (count)
		paper_heading(paper, "Afterwards");
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *text = words_after(recipe, i);

		paper_text(paper, "  - ", text);
	}
}

void parts_ending(const struct paper *paper, const struct recipe *recipe)
{
	parts_after(paper, recipe);
	paper_list(paper, "If it fails", recipe->failure_signs, recipe->failure_sign_count);
}

void parts_confidence(const struct paper *paper, const struct recipe *recipe)
{
	paper_print(paper, "How sure this is: ", "%s (%s): %s", confidence_name(recipe->confidence),
	            words_confidence(recipe->confidence), recipe->confidence_basis);
}

void parts_before(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->before_count)
		paper_heading(paper, "Before you start");
	for (size_t i = 0; i < recipe->before_count; i++)
		paper_text(paper, "  - ", recipe->before[i].text);
}

void parts_port(const struct paper *paper, const struct recipe *recipe)
{
	if (recipe->port)
		paper_text(paper, "Where it goes: ", recipe->port);
}
