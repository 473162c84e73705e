/* What must hold in a recipe's `steps`. */
#include "base/mem.h"
#include "catalog/vendorfile/vendorcheck.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Where a step is, and where its problems go. */
struct checked {
	const struct step *step;
	struct json_place place;
	struct json_problems *problems;
};

static void wrong(const struct checked *checked, const char *member, const char *problem)
{
	json_wrong_member(checked->problems, &checked->place, member, problem);
}

static bool is_among(enum act act, const enum act *acts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (acts[i] == act)
			return true;
	}
	return false;
}

#define ACTS(...) \
	.acts = (const enum act[]){ __VA_ARGS__ }, \
	.count = sizeof((const enum act[]){ __VA_ARGS__ }) / sizeof(enum act)

/* Verbs that begin an action, and the acts that each may be part of. */
static const struct verb {
	const char *word;
	const enum act *acts;
	size_t count;
} verbs[] = {
	{ "hold", ACTS(ACT_HOLD) },
	{ "release", ACTS(ACT_RELEASE) },
	{ "let go", ACTS(ACT_RELEASE) },
	{ "plug", ACTS(ACT_POWER_IN, ACT_CABLE_IN, ACT_STICK_IN) },
	{ "unplug", ACTS(ACT_POWER_OUT) },
	{ "switch", ACTS(ACT_POWER_IN, ACT_POWER_OUT, ACT_CYCLE, ACT_SWITCH) },
	{ "connect", ACTS(ACT_CABLE_IN) },
	{ "put", ACTS(ACT_CABLE_IN, ACT_STICK_IN, ACT_CARD_IN, ACT_FILE) },
	{ "pull", ACTS(ACT_CABLE_OUT, ACT_STICK_OUT, ACT_CARD_OUT, ACT_POWER_OUT) },
	{ "open", ACTS(ACT_BROWSER, ACT_CASE) },
	{ "upload", ACTS(ACT_UPLOAD, ACT_BROWSER) },
	{ "wait", ACTS(ACT_WAIT, ACT_HANDS_OFF, ACT_LOOK) },
};

static bool begins_with(const char *text, const char *word)
{
	const size_t length = strlen(word);

	return strncasecmp(text, word, length) == 0 && !isalpha((unsigned char)text[length]);
}

/* The text of the next action behind `at`: after "and", "then", a comma or a sentence's end. */
static const char *next_part(const char *at)
{
	static const char begins[] = " ,;.";
	static const char *const joints[] = { ", and then ", ", and ",  " and then ",
		                              " and ",       "; then ", ", then ",
		                              "; ",          ", ",      ". " };

	for (at = strpbrk(at, begins); at; at = strpbrk(at + 1, begins)) {
		for (size_t i = 0; i < ARRAY_LEN(joints); i++) {
			if (joints[i][0] == *at && strncmp(at, joints[i], strlen(joints[i])) == 0)
				return at + strlen(joints[i]);
		}
	}
	return NULL;
}

static bool is_other_act(const char *text, enum act act)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (begins_with(text, verbs[i].word))
			return !is_among(act, verbs[i].acts, verbs[i].count);
	}
	return false;
}

/* One picture can only show one action; "Choose the file and upload it" is one. */
static void check_words(const struct checked *checked)
{
	const struct step *step = checked->step;

	if (!step->action || step->act == ACT_UNKNOWN)
		return;
	if (is_other_act(step->action, step->act))
		wrong(checked, "act", "is not what 'do' says");
	for (const char *at = next_part(step->action); at; at = next_part(at)) {
		if (is_other_act(at, step->act)) {
			wrong(checked, "do", "has two actions; make each a step of its own");
			return;
		}
	}
	if (step->act == ACT_POWER_OUT &&
	    (strcasestr(step->action, "do not") || strcasestr(step->action, "don't")))
		wrong(checked, "do", "forbids something, but its act is 'power-out'");
}

static void check_power(const struct checked *checked)
{
	const struct step *step = checked->step;
	const enum power power = step_power(step);

	if ((step->act == ACT_POWER_OUT && power != POWER_OFF) ||
	    (step->act == ACT_POWER_IN && power != POWER_ON) ||
	    (step->act != ACT_CYCLE && power == POWER_CYCLE))
		wrong(checked, "power", "contradicts the step's act");
	if (step->times && step->act != ACT_CYCLE)
		wrong(checked, "times", "is for the act 'cycle'");
}

static void check_span(const struct checked *checked)
{
	const struct span *span = &checked->step->span;

	if (span->about && (span->least || span->most))
		wrong(checked, "seconds", "is one figure; a range has only seconds_min and _max");
	if (span->most && span->least > span->most)
		wrong(checked, "seconds_min", "is more than seconds_max");
}

/* What older files said of the finger is no name. */
static void check_button(const struct checked *checked)
{
	static const char *const old[] = { "unchanged", "hold", "release", "press" };
	const char *button = checked->step->button;

	for (size_t i = 0; button && i < ARRAY_LEN(old); i++) {
		if (strcmp(button, old[i]) == 0)
			wrong(checked, "button",
			      "must be its name; 'act' says what is done with it");
	}
}

/* Nothing can be switched on that is on, nor let go of that nobody holds. */
static void check_order(const struct checked *checked, enum power *power, bool held)
{
	const struct step *step = checked->step;
	const enum power now = step_power(step);

	if (step->act == ACT_POWER_IN && *power == POWER_ON)
		wrong(checked, "act", "switches on what is on already; a step before must say off");
	if (step->act == ACT_RELEASE && !held)
		wrong(checked, "act", "lets go of a button that no step before holds");
	if (now != POWER_UNCHANGED)
		*power = now;
}

void vendorcheck_steps(const struct recipe *recipe, const struct json_place *place,
                       struct json_problems *problems)
{
	const struct json_place list = { place, "steps", 0 };
	enum power power = POWER_UNCHANGED;

	for (size_t i = 0; i < recipe->step_count; i++) {
		const struct checked checked = { &recipe->steps[i], { &list, NULL, i }, problems };
		const bool held = i > 0 && (recipe->steps[i - 1].act == ACT_HOLD ||
		                            step_is_held(recipe->steps, i - 1));

		check_words(&checked);
		check_power(&checked);
		check_span(&checked);
		check_button(&checked);
		check_order(&checked, &power, held);
	}
}
