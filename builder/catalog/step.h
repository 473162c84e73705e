/*
 * step - one action of a rescue, as data: what is done, with what, what is then seen.
 *
 * Drawings come from these members and never from words. What no source says is 0 or NULL.
 */
#ifndef STEP_H
#define STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is done; every one has a picture of its own. */
enum act {
	ACT_UNKNOWN, /* a vendor file of an older form */
	ACT_POWER_OUT,
	ACT_POWER_IN,
	ACT_CYCLE, /* do the steps before again; with POWER_CYCLE: off and on */
	ACT_HOLD,
	ACT_RELEASE,
	ACT_PRESS, /* once */
	ACT_CABLE_IN,
	ACT_CABLE_OUT,
	ACT_STICK_IN,
	ACT_STICK_OUT,
	ACT_CARD_IN,
	ACT_CARD_OUT,
	ACT_PC_ADDRESS, /* give the computer an address */
	ACT_PC_START,   /* start a program, or type a command */
	ACT_PC_SEND,
	ACT_BROWSER,
	ACT_UPLOAD,
	ACT_FILE,      /* rename or prepare a file */
	ACT_HANDS_OFF, /* touch nothing, above all not the power */
	ACT_WAIT,
	ACT_SWITCH, /* set a switch */
	ACT_LOOK,   /* at the lights, a label, an answer */
	ACT_CASE,   /* open or close it */
};
#define ACT_COUNT (ACT_CASE + 1)

enum power { POWER_UNCHANGED, POWER_ON, POWER_OFF, POWER_CYCLE };

/* Where hands are; SITE_USUAL: where such an act usually is, as step_site() says. */
enum site { SITE_USUAL, SITE_ROUTER, SITE_COMPUTER, SITE_INJECTOR, SITE_CASE };

enum rhythm { RHYTHM_UNKNOWN, RHYTHM_STEADY, RHYTHM_BLINKS, RHYTHM_FAST, RHYTHM_SLOW, RHYTHM_OFF };

/* How a part of a light's sign follows the one before it. */
enum join { JOIN_THEN, JOIN_OR, JOIN_AND };

/* A light, or several that do the same: "the power light blinks three times" */
struct light_part {
	enum join join;     /* of the first part: without a meaning */
	const char *which;  /* "power", as it is called; NULL: the source does not say */
	const char *colour; /* "red"; NULL: the source does not say */
	enum rhythm rhythm;
	uint64_t count; /* how often it blinks; 0: not said */
};

/* How long, in seconds: about, or from and to, or at least when there is no end. */
struct span {
	uint64_t about;
	uint64_t least;
	uint64_t most;
};

struct step {
	const char *action; /* one sentence that begins with its verb */
	enum act act;
	enum power power;   /* from this step on, where the act does not say so itself */
	const char *button; /* its name: "Reset" */
	const char *socket; /* "LAN 1" */
	uint64_t times;     /* of ACT_CYCLE */
	struct span span;
	const char *note;         /* why, where, in which mode */
	const char *until;        /* the sign that the step is right, or done */
	const char *if_not;       /* the other sign, a colon, what to try */
	const char *lights;       /* what the lights show meanwhile */
	struct light_part *light; /* the same, to be drawn */
	size_t light_count;
	struct light_part *until_light; /* what of `until` is a light */
	size_t until_light_count;
	enum site site;
	bool by_computer; /* 'rescue' does it by itself */
};

/* "power-out", "hold" ...; "unknown" */
const char *act_name(enum act act);
/* "unchanged", "on", "off", "cycle" */
const char *power_name(enum power power);
/* "usual", "router", "computer", "injector", "case" */
const char *site_name(enum site site);
/* "unknown", "steady", "blinking", "fast", "slow", "off" */
const char *rhythm_name(enum rhythm rhythm);
/* "then", "or", "and" */
const char *join_name(enum join join);

/* The router's power from this step on, by its act or as stated; POWER_UNCHANGED: as before. */
enum power step_power(const struct step *step);

/* Where its hands are; never SITE_USUAL. */
enum site step_site(const struct step *step);

/* Whether a button is pressed by an earlier step and must be kept so through this one. */
bool step_is_held(const struct step *steps, size_t index);

#endif
