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
#include "catalog/methods.h"
#include "catalog/network.h"
#include "catalog/step.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How well the facts are sourced; shown, never improved on. */
enum confidence {
	CONFIDENCE_GOOD,
	CONFIDENCE_PARTIAL,
	CONFIDENCE_THIN,
	CONFIDENCE_INFERRED, /* no source says it; built only when the user insists */
};

/* What must still be there for the method to work at all. */
enum works_class {
	WORKS_STOCK_BOOTLOADER,  /* the vendor's boot loader, whatever else is lost */
	WORKS_AFTER_PREPARATION, /* something was set or installed while the router still worked */
	WORKS_SERIAL_CONSOLE,    /* commands are typed on the serial console */
	WORKS_STOCK_OS,          /* the vendor's system, or its kernel, still starts */
	WORKS_INTERNAL_STICK,    /* the router starts from a stick inside its case */
};

/* What is done to the given file before it carries the name the router asks for. */
enum transform {
	TRANSFORM_NONE,
	TRANSFORM_CUT_METADATA, /* drop the records of OpenWrt's fwtool at the end */
	TRANSFORM_ZEROS_128K,   /* 128 KiB of zeros in front */
	TRANSFORM_UNPACK,       /* decompress */
	TRANSFORM_BY_HAND,      /* made of several files, as `what` says: nothing is built */
};

/* A firmware format the boot loader takes, and the board codes inside that suit the model. */
struct accepted {
	const char *format; /* a firmware/formats/ id: "xiaomi-hdr1"; "any": not checked */
	const char **codes; /* as the format writes them; none: the format carries no code */
	size_t code_count;
};

/* One file that must be on the stick, or that a router asks for over the network. */
struct slot {
	const char *name;         /* exactly as the boot loader asks: "miwifi.bin"; NULL, never on
	                             a stick: any name will do */
	const char *directory;    /* "/"; NULL is the same */
	const char *what;         /* for people */
	const char *from;         /* where such a file comes from, or NULL */
	const char *same_as;      /* the name of the file whose bytes these are, too, or NULL */
	const char **image_types; /* OpenWrt's types of image that are right: "sysupgrade" */
	size_t image_type_count;
	const char *unpublished; /* which releases of OpenWrt lack such an image, or NULL */
	bool optional;
	bool text; /* a script or a setting: a text is no failed download */
	enum transform transform;
	struct accepted *accepts;
	size_t accept_count;
	uint64_t size_max;   /* bytes; 0 when no limit is known */
	bool only_candidate; /* the loader may take any such file: no second one may exist */
	const char *candidate_suffix; /* ".bin": what counts as a second candidate, or NULL */
};

struct light {
	const char *shows; /* "blinking yellow" */
	const char *means;
	struct light_part *light; /* what it shows, to be drawn */
	size_t light_count;
};

/* What must hold before the first step. */
enum condition_kind {
	CONDITION_UNKNOWN, /* a vendor file of an older form */
	CONDITION_HAVE,    /* a thing that is needed */
	CONDITION_ACCEPT,  /* a fact to accept, or to look at */
	CONDITION_PREPARE, /* something to do first */
	CONDITION_ONLY_IF, /* for some devices only, or it does not work at all */
};

struct condition {
	enum condition_kind kind;
	const char *text;
};

struct source {
	const char *ref;  /* repository@commit, page or thread */
	const char *kind; /* "openwrt-commit", "source-code", "user-report", "measured" ... */
};

struct known_download {
	const char *url;
	const char *md5_tail; /* last five digits of the file's MD5, or NULL */
	const char *sha256;   /* 64 digits, when a source states them, or NULL */
	uint64_t size;        /* bytes; 0 when no source says */
	const char *channel;  /* "stable", "developer"; NULL: not known */
	const char *region;   /* as the vendor writes it, or NULL */
	bool inferred;        /* no source has the address: it follows the pattern of others */
	const char **beside;  /* ".sha256", ".sig": what is published under the same name */
	size_t beside_count;
	const char *seen;           /* "2026-01-31": last found there; NULL: never tried */
	const char *redistribution; /* who permits passing it on; NULL: not known */
	const char *note;
};

/* What the maker's own list of firmware calls a model's builds of one channel. */
struct listed_code {
	const char *channel; /* "stable", "developer" */
	const char *code;    /* "R3GSTA" */
};

/* A layout that this loader is known not to read. */
struct excluded_layout {
	const char *layout;
	const char *why;
};

/* What this loader is known not to manage; zeros and NULL where nothing is known. */
struct loader_limits {
	bool fat16_only;
	bool one_file;
	uint64_t cluster_max; /* bytes */
	const char *why;      /* who says so */
	uint64_t written;     /* as json.h says */
};

struct recipe {
	const char *vendor; /* the catalogue's vendor name, "xiaomi"; not in the model's JSON */
	const char *model;  /* "r3g" */
	const char *title;  /* "Xiaomi Mi Router 3G (v1)" */
	const char *label;  /* what must stand on the router's label, and what else must hold */
	const char **label_print; /* of it, what is printed, where that is not all of it */
	size_t label_print_count;
	bool label_inferred; /* from the model's name: no source quotes the label */
	const char **aliases;
	size_t alias_count;
	const char **boards; /* OpenWrt board names */
	size_t board_count;
	const char *target;      /* OpenWrt's, where the boards alone do not say it: "x86/64" */
	const char **old_boards; /* what OpenWrt called these boards earlier: "miwifi-mini" */
	size_t old_board_count;
	struct listed_code *listed_as;
	size_t listed_count;
	bool any_machine;    /* every machine of its kind starts what is for one */
	bool generic;        /* for many models */
	const char **covers; /* of a generic one, OpenWrt's devices that it may be for: targets,
	                        "ramips/mt7621", or names, "acme_*"; none: not known */
	size_t cover_count;
	enum method method;
	const char *layout; /* a layout's name; NULL unless the method is a stick */
	struct slot *files;
	size_t file_count;
	const char *not_built; /* why the program does not make this stick, or NULL */
	struct excluded_layout *excluded_layouts;
	size_t excluded_layout_count;
	struct loader_limits loader;
	struct network network;
	const char *procedure; /* of the vendor's shared ones: gives what is left out here */
	enum works_class works_class;
	const char *works_when; /* in one sentence: what must still be in the router */
	const char *port;       /* which USB port or card slot, or NULL */
	struct condition *before;
	size_t before_count;
	struct step *steps;
	size_t step_count;
	uint64_t minutes; /* for all of it, where a source says so */
	struct light *lights;
	size_t light_count;
	const char **after; /* what to do once the rescue is through */
	size_t after_count;
	const char **undo; /* what is set back then by whom no program helped */
	size_t undo_count;
	const char **failure_signs; /* what failure looks like, and what to try */
	size_t failure_sign_count;
	const char **gotchas;
	size_t gotcha_count;
	const char *instead; /* for the other methods: what this model needs, in words */
	enum confidence confidence;
	const char *confidence_basis;
	struct known_download *downloads;
	size_t download_count;
	struct source *sources;
	size_t source_count;
	const char **records; /* ids of the research records it was made from */
	size_t record_count;
	uint64_t written; /* as json.h says */
};

/* Whether the program makes a medium for it: a stick or a card. */
bool recipe_is_built(const struct recipe *recipe);

/* Whether --output-dir makes a folder for it: the router takes files over the network, these. */
bool recipe_takes_folder(const struct recipe *recipe);

/* Whether the program carries it out over the network by itself. */
bool recipe_is_carried_out(const struct recipe *recipe);

/* Whether OpenWrt has an image of the type that some file of it needs: --firmware openwrt:latest.
 */
bool recipe_takes_openwrt(const struct recipe *recipe);

/* Whether some file of it may be of this format with this board code. */
bool recipe_takes(const struct recipe *recipe, const char *format, const char *code);

/* The file of exactly that name; NULL when the recipe has none. */
const struct slot *recipe_file_named(const struct recipe *recipe, const char *name);

/* Whether both are for the same router: there may be several ways to rescue one. */
bool recipe_same_router(const struct recipe *a, const struct recipe *b);

/* "must say", or "probably says" where no source quotes the label */
const char *recipe_label_verb(const struct recipe *recipe);

/* As the vendor files and --json have them: "good", "partial", "thin", "inferred" */
const char *confidence_name(enum confidence confidence);
/* "stock-bootloader", "after-preparation" ... */
const char *works_class_name(enum works_class works_class);
/* "none", "cut-metadata" ... */
const char *transform_name(enum transform transform);
/* "unknown", "have", "accept", "prepare", "only-if" */
const char *condition_kind_name(enum condition_kind kind);

#endif
