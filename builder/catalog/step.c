#include "catalog/step.h"

#include <string.h>

static const struct act_facts {
	const char *name;
	enum power power;
	enum site site;
} acts[ACT_COUNT] = {
	[ACT_UNKNOWN] = { "unknown", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_POWER_OUT] = { "power-out", POWER_OFF, SITE_ROUTER },
	[ACT_POWER_IN] = { "power-in", POWER_ON, SITE_ROUTER },
	[ACT_CYCLE] = { "cycle", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_HOLD] = { "hold", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_RELEASE] = { "release", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_PRESS] = { "press", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_CABLE_IN] = { "cable-in", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_CABLE_OUT] = { "cable-out", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_STICK_IN] = { "stick-in", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_STICK_OUT] = { "stick-out", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_CARD_IN] = { "card-in", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_CARD_OUT] = { "card-out", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_PC_ADDRESS] = { "pc-address", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_PC_START] = { "pc-start", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_PC_SEND] = { "pc-send", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_BROWSER] = { "browser", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_UPLOAD] = { "upload", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_FILE] = { "file", POWER_UNCHANGED, SITE_COMPUTER },
	[ACT_HANDS_OFF] = { "hands-off", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_WAIT] = { "wait", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_SWITCH] = { "switch", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_LOOK] = { "look", POWER_UNCHANGED, SITE_ROUTER },
	[ACT_CASE] = { "case", POWER_UNCHANGED, SITE_CASE },
};

const char *act_name(enum act act)
{
	return acts[act].name;
}

const char *power_name(enum power power)
{
	static const char *const names[] = {
		[POWER_UNCHANGED] = "unchanged",
		[POWER_ON] = "on",
		[POWER_OFF] = "off",
		[POWER_CYCLE] = "cycle",
	};

	return names[power];
}

const char *site_name(enum site site)
{
	static const char *const names[] = {
		[SITE_USUAL] = "usual",       [SITE_ROUTER] = "router",
		[SITE_COMPUTER] = "computer", [SITE_INJECTOR] = "injector",
		[SITE_CASE] = "case",
	};

	return names[site];
}

const char *rhythm_name(enum rhythm rhythm)
{
	static const char *const names[] = {
		[RHYTHM_UNKNOWN] = "unknown", [RHYTHM_STEADY] = "steady",
		[RHYTHM_BLINKS] = "blinking", [RHYTHM_FAST] = "fast",
		[RHYTHM_SLOW] = "slow",       [RHYTHM_OFF] = "off",
	};

	return names[rhythm];
}

const char *join_name(enum join join)
{
	static const char *const names[] = {
		[JOIN_THEN] = "then",
		[JOIN_OR] = "or",
		[JOIN_AND] = "and",
	};

	return names[join];
}

enum power step_power(const struct step *step)
{
	return step->power != POWER_UNCHANGED ? step->power : acts[step->act].power;
}

enum site step_site(const struct step *step)
{
	return step->site != SITE_USUAL ? step->site : acts[step->act].site;
}

/* Of two buttons one may be let go of, and the other kept. */
static bool ends_hold(const struct step *release, const struct step *hold)
{
	return !release->button || !hold->button || strcmp(release->button, hold->button) == 0;
}

bool step_is_held(const struct step *steps, size_t index)
{
	const struct step *held = NULL;

	for (size_t i = 0; i <= index; i++) {
		if (steps[i].act == ACT_HOLD && i < index)
			held = &steps[i];
		if (held && steps[i].act == ACT_RELEASE && ends_hold(&steps[i], held))
			held = NULL;
	}
	return held != NULL;
}
