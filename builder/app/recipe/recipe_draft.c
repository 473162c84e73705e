#include "app/recipe/recipe_draft.h"

#include "app/knowledge/knowledge.h"
#include "app/recipe/recipe_questions.h"
#include "base/files/newfile.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text/spelling.h"
#include "catalog/vendorfile/vendorfile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "Archer C7 v2": "archer-c7-v2"; owned. */
static char *name_of(const char *title)
{
	char *name = mem_zalloc(strlen(title) + 1, 1);
	size_t used = 0;

	for (const char *at = title; *at; at++) {
		if (isalnum((unsigned char)*at))
			name[used++] = (char)tolower((unsigned char)*at);
		else if (used && name[used - 1] != '-')
			name[used++] = '-';
	}
	while (used && name[used - 1] == '-')
		name[--used] = '\0';
	return name;
}

static bool is(const struct recipe_answers *answers, const char *method)
{
	return strcmp(answers->text[RECIPE_METHOD], method) == 0;
}

/* 'rescue' does it by itself; by hand it is done as the words say. */
static void add_by_computer(json_t *steps, const char *act, json_t *action)
{
	json_array_append_new(
	        steps, json_pack("{s:s, s:o, s:b}", "act", act, "do", action, "by_computer", 1));
}

/* What comes between holding the button and waiting. */
static void add_transfer(json_t *steps, const struct recipe_answers *answers)
{
	const char *address = answers->text[RECIPE_ADDRESS];

	if (is(answers, "tftp-put"))
		add_by_computer(steps, "pc-send", json_sprintf("Send the file to %s.", address));
	if (!is(answers, "http-post"))
		return;
	add_by_computer(steps, "browser",
	                json_sprintf("Open http://%s in a web browser on your computer.", address));
	add_by_computer(steps, "upload", json_string("Choose the file and upload it."));
}

static json_t *steps_of(const struct recipe_answers *answers)
{
	const char *button = answers->text[RECIPE_BUTTON];
	json_t *steps = json_array();

	json_array_append_new(
	        steps, json_pack("{s:s, s:s}", "act", "power-out", "do", "Unplug the router."));
	json_array_append_new(
	        steps, is(answers, "usb-stick")
	                       ? json_pack("{s:s, s:s}", "act", "stick-in", "do",
	                                   "Put the stick into the USB socket.")
	                       : json_pack("{s:s, s:s, s:s}", "act", "cable-in", "do",
	                                   "Put the network cable into one of its LAN sockets and "
	                                   "into your computer.",
	                                   "socket", "LAN"));
	json_array_append_new(steps, json_pack("{s:s, s:o, s:s}", "act", "hold", "do",
	                                       json_sprintf("Hold the button '%s'.", button),
	                                       "button", button));
	json_array_append_new(steps,
	                      json_pack("{s:s, s:s, s:s}", "act", "power-in", "do",
	                                "Plug the power in.", "until", answers->text[RECIPE_SIGN]));
	json_array_append_new(
	        steps, json_pack("{s:s, s:s}", "act", "release", "do", "Let go of the button."));
	add_transfer(steps, answers);
	json_array_append_new(steps, json_pack("{s:s, s:s}", "act", "hands-off", "do",
	                                       "Wait. Do not touch anything."));
	return steps;
}

static void add_way(json_t *model, const struct recipe_answers *answers)
{
	const char *member = is(answers, "tftp-serve") ? "pc_addresses" : "device_addresses";

	if (is(answers, "usb-stick")) {
		json_object_set_new(model, "layout", json_string("fat32-mbr"));
		return;
	}
	json_object_set_new(
	        model, "network",
	        json_pack("{s:[{s:s}]}", member, "address", answers->text[RECIPE_ADDRESS]));
	json_object_set_new(model, "instead",
	                    json_sprintf("While '%s' is held, the boot loader takes the file %s.",
	                                 answers->text[RECIPE_BUTTON], answers->text[RECIPE_FILE]));
}

/* Nothing is surer than its source: one that only the author knows is thin. */
static void add_source(json_t *model, const struct recipe_answers *answers)
{
	const char *source = answers->text[RECIPE_SOURCE];
	const bool tried = strcmp(source, "tried") == 0;

	json_object_set_new(model, "confidence", json_string("thin"));
	json_object_set_new(
	        model, "confidence_basis",
	        json_string(tried ? "the author of this entry tried it once" : "one source"));
	json_object_set_new(model, "sources",
	                    json_pack("[{s:s, s:s}]", "ref", tried ? "tried by the author" : source,
	                              "kind", tried ? "measured" : "user-report"));
}

static json_t *model_of(const struct recipe_answers *answers)
{
	AUTO_FREE char *name = name_of(answers->text[RECIPE_ROUTER]);
	json_t *model = json_pack(
	        "{s:s, s:o, s:s, s:s}", "model", name, "title",
	        json_sprintf("%s %s", answers->text[RECIPE_VENDOR], answers->text[RECIPE_ROUTER]),
	        "label", answers->text[RECIPE_LABEL], "method", answers->text[RECIPE_METHOD]);

	add_way(model, answers);
	json_object_set_new(model, "files",
	                    json_pack("[{s:s, s:s, s:[{s:s}]}]", "name", answers->text[RECIPE_FILE],
	                              "what", answers->text[RECIPE_WHAT], "accepts", "format",
	                              "any"));
	json_object_set_new(model, "works_class", json_string("stock-bootloader"));
	json_object_set_new(model, "works_when",
	                    json_string("The maker's own boot loader is still in the router."));
	json_object_set_new(model, "steps", steps_of(answers));
	add_source(model, answers);
	return model;
}

/* The one that a lookup finds, or the one that is called so on its boxes. */
static const struct vendor *known_vendor(const struct catalog *catalog, const char *maker)
{
	const struct vendor *known = catalog_vendor(catalog, maker);

	for (size_t i = 0; !known && i < catalog->vendor_count; i++) {
		if (spelling_equal(catalog->vendors[i].title, maker))
			known = &catalog->vendors[i];
	}
	return known;
}

/* A vendor of its own would hide the catalogue's behind its names. Owned. */
static char *vendor_for(struct recipe_answers *answers, const struct catalog *catalog,
                        struct ui *ui)
{
	const char *maker = answers->text[RECIPE_VENDOR];
	const struct vendor *known = known_vendor(catalog, maker);

	if (!known)
		return name_of(maker);
	ui_note(ui, "The catalogue has '%s' as the vendor '%s'; the file adds a model to it.",
	        maker, known->name);
	free(answers->text[RECIPE_VENDOR]);
	answers->text[RECIPE_VENDOR] = mem_strdup(known->title);
	return mem_strdup(known->name);
}

/* Owned. */
static char *text_of(const struct recipe_answers *answers, const char *vendor)
{
	json_t *document =
	        json_pack("{s:i, s:s, s:s, s:[o]}", "schema", 2, "vendor", vendor, "title",
	                  answers->text[RECIPE_VENDOR], "models", model_of(answers));
	char *text = json_text(document);

	json_decref(document);
	return text;
}

/* By the checks that every vendor file passes before it counts. */
static bool check(const char *text, struct failure *why)
{
	struct json_first first = json_first("the new vendor file", FAIL_CATALOG, why);
	struct vendor_file file = { 0 };
	bool good = vendorfile_examine_text(&file, text, strlen(text), &first.problems, why);

	vendorfile_done(&file);
	return good && first.problems.count == 0;
}

static bool draft(const struct recipe_draft *wanted, struct recipe_answers *answers,
                  const struct catalog *catalog, char **path, struct failure *why)
{
	AUTO_FREE char *vendor = vendor_for(answers, catalog, wanted->ui);
	AUTO_FREE char *place = mem_printf("%s/%s.json", wanted->folder, vendor);
	AUTO_FREE char *text = text_of(answers, vendor);

	if (!check(text, why) || !newfile_put(place, wanted->force, text, why))
		return false;
	*path = TAKE(place);
	return true;
}

bool recipe_draft(const struct recipe_draft *wanted, char **path, struct failure *why)
{
	struct knowledge knowledge;
	struct recipe_answers answers = { 0 };
	bool good;

	*path = NULL;
	good = knowledge_load_recipes(&knowledge, &(struct request){ 0 }, why) &&
	       recipe_questions_ask(wanted->ui, &answers, why) &&
	       draft(wanted, &answers, &knowledge.catalog, path, why);
	recipe_answers_done(&answers);
	knowledge_done(&knowledge);
	return good;
}
