/*
 * recipe - one way to rescue one model, as read from vendors/.
 *
 * Everything here is borrowed from the catalogue that loaded it and lives as
 * long. Texts are for people and come from the vendor file; nothing in them is
 * computed, and nothing becomes surer than its record says.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "base/layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a model is rescued. Only a stick is built; the others are told, not run. */
enum method {
	METHOD_USB_STICK,
	METHOD_TFTP_SERVE,
	METHOD_BOOTP_TFTP_SERVE,
	METHOD_TFTP_PUT,
	METHOD_HTTP_POST,
	METHOD_NMRP,
	METHOD_NETINSTALL,
	METHOD_DUAL_BOOT,
	METHOD_FTP_EVA,
	METHOD_DISK_IMAGE,
	METHOD_NONE, /* no rescue is known */
};

/* How well the facts are sourced; shown, never improved on. */
enum confidence { CONFIDENCE_GOOD, CONFIDENCE_PARTIAL, CONFIDENCE_THIN };

/* A firmware format the boot loader takes, and the board codes inside that suit the model. */
struct accepted {
	const char *format; /* a firmware/formats/ id: "xiaomi-hdr1" */
	const char **codes; /* as the format writes them; none: the format carries no code */
	size_t code_count;
};

/* One file that must be on the stick. */
struct wanted_file {
	const char *name;      /* exactly as the boot loader asks: "miwifi.bin" */
	const char *directory; /* "/" */
	const char *what;      /* for people */
	struct accepted *accepts;
	size_t accept_count;
	uint64_t size_max;   /* bytes; 0 when no limit is known */
	bool only_candidate; /* the loader may take any such file: no second one may exist */
	const char *candidate_suffix; /* ".bin": what counts as a second candidate, or NULL */
};

/* A step at the router. */
struct step {
	const char *action; /* what to do */
	const char *until;  /* what ends the step, or NULL */
	uint64_t seconds;   /* about how long, 0 when no source says */
	const char *lights; /* what the lights show meanwhile, or NULL */
};

struct light {
	const char *shows; /* "blinking yellow" */
	const char *means;
};

struct source {
	const char *ref;  /* repository@commit, page or thread */
	const char *kind; /* "openwrt-commit", "source-code", "user-report", "measured" ... */
};

struct download {
	const char *url;
	const char *md5_tail; /* last five digits of the file's MD5, or NULL */
	const char *note;
};

struct recipe {
	const char *vendor; /* the catalogue's vendor name, "xiaomi"; not in the model's JSON */
	const char *model;  /* "r3g" */
	const char *title;  /* "Xiaomi Mi Router 3G (v1)" */
	const char *label;  /* what must stand on the router's label */
	const char **aliases;
	size_t alias_count;
	const char **boards; /* OpenWrt board names */
	size_t board_count;
	int method;         /* enum method */
	const char *layout; /* a layout's name; NULL unless the method is a stick */
	struct wanted_file *files;
	size_t file_count;
	const char *procedure;  /* of the vendor's shared ones: gives the lists left out below */
	const char *works_when; /* in one sentence: what must still be in the router */
	const char **before;    /* must be true or done before the stick can help */
	size_t before_count;
	struct step *steps;
	size_t step_count;
	struct light *lights;
	size_t light_count;
	const char **failure_signs; /* what failure looks like, and what to try */
	size_t failure_sign_count;
	const char **gotchas;
	size_t gotcha_count;
	const char *instead; /* for the other methods: what this model needs, in words */
	int confidence;      /* enum confidence */
	const char *confidence_basis;
	struct download *downloads;
	size_t download_count;
	struct source *sources;
	size_t source_count;
};

/* "usb-stick", "bootp-tftp-serve" ... as in the vendor files and --json. */
const char *method_name(int method);
/* "good", "partial", "thin" */
const char *confidence_name(int confidence);

#endif
